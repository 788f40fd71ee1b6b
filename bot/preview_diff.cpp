#include "bot/preview_diff.hpp"

#include "bot/approval_phrases.hpp"
#include "bot/correcting.hpp"
#include "bot/format_time.hpp"
#include "bot/reader_text.hpp"
#include "bot/rendering.hpp"
#include "bot/text_diff.hpp"
#include "runbooks/dialect.hpp"
#include "runbooks/utf8.hpp"

#include <algorithm>
#include <map>

namespace bot {
namespace {

namespace words = approval_phrases;

constexpr std::size_t most_units = 2500;  // of one difference
constexpr std::size_t most_diffs = 6;

std::size_t words_in(const std::vector<diff_segment>& segments, bool changed)
{
    std::size_t count = 0;
    for (const diff_segment& s : segments) {
        if ((s.kind != diff_kind::kept) != changed) continue;
        bool inside = false;
        for (const char c : s.text) {
            const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (!space && !inside) ++count;
            inside = !space;
        }
    }
    return count;
}

void cut_to(std::vector<diff_segment>& segments, std::size_t units)
{
    std::size_t used = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::size_t size = runbooks::utf16_units(segments[i].text);
        if (used + size <= units) {
            used += size;
            continue;
        }
        std::string& text = segments[i].text;
        std::size_t end = 0;
        while (end < text.size() && used < units) {
            const runbooks::code_point c = runbooks::decode_at(text, end);
            used += c.value > 0xFFFF ? 2U : 1U;
            end += c.size;
        }
        text = text.substr(0, end) + "…";
        segments.resize(i + 1);
        return;
    }
}

struct difference {
    std::vector<std::string> destinations;
    std::vector<diff_segment> segments;
    bool too_far = false;
    bool spacing_only = false;
};

difference compared(const std::string& before, const std::string& after, const std::string& dialect)
{
    difference d;
    const auto which = runbooks::dialect_named(dialect).value_or(runbooks::dialect::plain);
    auto segments = diff_words(reader_text(which, before), reader_text(which, after));
    if (!segments) {
        d.too_far = true;
        return d;
    }
    const std::size_t changed = words_in(*segments, true);
    const std::size_t kept = words_in(*segments, false);
    d.spacing_only = changed == 0;
    // Hardly a word stays: crossing everything out helps nobody.
    d.too_far = changed > 12 && kept * 8 < changed;
    if (d.too_far || d.spacing_only) return d;
    d.segments = without_long_runs(std::move(*segments));
    cut_to(d.segments, most_units);
    return d;
}

bool same_words(const difference& a, const difference& b)
{
    return a.too_far == b.too_far && a.spacing_only == b.spacing_only &&
           std::equal(
               a.segments.begin(),
               a.segments.end(),
               b.segments.begin(),
               b.segments.end(),
               [](const diff_segment& x, const diff_segment& y) {
                   return x.kind == y.kind && x.text == y.text;
               }
           );
}

void add(std::vector<difference>& all, difference d, const std::string& destination)
{
    const auto same =
        std::find_if(all.begin(), all.end(), [&](const difference& other) { return same_words(other, d); });
    if (same != all.end()) {
        same->destinations.push_back(destination);
        return;
    }
    d.destinations = {destination};
    all.push_back(std::move(d));
}

preview_diff shown(difference d, const std::string& heading, language l)
{
    preview_diff out;
    out.heading = d.too_far        ? say(l, words::diff_new, heading)
                  : d.spacing_only ? say(l, words::diff_spacing, heading)
                                   : heading + ":";
    out.segments = std::move(d.segments);
    return out;
}

std::string joined(const std::vector<std::string>& names)
{
    return fmt::format("{}", fmt::join(names, ", "));
}

// The newest message about the incident that arrived at the destination.
const delivery* last_posted(const change_set& changes, const draft& about, const std::string& destination)
{
    const delivery* last = nullptr;
    for (const draft* other : changes.drafts_of(about.incident_id)) {
        if (other->id == about.id) continue;
        for (const std::string& id : other->post_ids) {
            const delivery* post = changes.find_delivery(id);
            if (post == nullptr || post->destination != destination || post->state != delivery_state::sent ||
                post->final_text.empty() || !post->settled_at)
                continue;
            if (last == nullptr || *post->settled_at >= *last->settled_at) last = post;
        }
    }
    return last;
}

// What the text is read against at each of its destinations: what stands in the message that it corrects or
// retracts, else what was posted there last.
std::map<std::string, const delivery*> read_against(
    const change_set& changes, const context& ctx, const draft& about
)
{
    std::map<std::string, const delivery*> found;
    if (const draft* corrected = changes.find_draft(about.corrects)) {
        for (const standing_message& m : standing_messages(changes, ctx, *corrected))
            found[m.destination] = changes.find_delivery(m.said_by);
        return found;
    }
    for (const rendered_text& text : about.current().texts)
        found[text.destination] = last_posted(changes, about, text.destination);
    return found;
}

// One entry for each text it is compared with; destinations where the same text changes in the same way share
// it.
void add_posted(
    std::vector<preview_diff>& diffs,
    const change_set& changes,
    const context& ctx,
    const draft& about,
    language l
)
{
    struct entry {
        const delivery* old;
        difference changed;
        bool same_text;
    };
    const auto old_texts = read_against(changes, ctx, about);
    std::vector<entry> entries;
    for (const rendered_text& text : about.current().texts) {
        const auto known = old_texts.find(text.destination);
        if (known == old_texts.end() || known->second == nullptr) continue;
        const delivery* old = known->second;
        difference d = compared(old->final_text, text.text, dialect_of(ctx, text.destination));
        const bool same_text = old->final_text == text.text;
        const auto same = std::find_if(entries.begin(), entries.end(), [&](const entry& e) {
            return e.old->draft_id == old->draft_id && e.old->revision == old->revision &&
                   e.same_text == same_text && same_words(e.changed, d);
        });
        if (same != entries.end()) {
            same->changed.destinations.push_back(text.destination);
            continue;
        }
        d.destinations = {text.destination};
        entries.push_back({old, std::move(d), same_text});
    }
    for (auto& [old, d, same_text] : entries) {
        const std::string at = format_local(old->settled_at.value_or(old->created_at), ctx.config.timezone);
        const std::string to = joined(d.destinations);
        if (about.corrects.empty()) {
            diffs.push_back(shown(std::move(d), say(l, words::diff_posted, old->stage, at, to), l));
            continue;
        }
        const std::string name = old->draft_id + "." + std::to_string(old->revision);
        if (same_text)
            diffs.push_back({say(l, words::diff_standing_same, name, at, to), {}});
        else
            diffs.push_back(shown(std::move(d), say(l, words::diff_standing, name, at, to), l));
    }
}

// Nothing is left out in silence: what does not fit is named.
void keep_readable(std::vector<preview_diff>& diffs, language l)
{
    if (diffs.size() <= most_diffs) return;
    std::string rest;
    for (std::size_t i = most_diffs; i < diffs.size(); ++i) {
        std::string_view heading = diffs[i].heading;
        if (heading.ends_with(':')) heading.remove_suffix(1);
        rest += "\n• " + std::string(heading);
    }
    diffs.resize(most_diffs);
    diffs.push_back({std::string(words::diff_more.in(l)) + rest, {}});
}

}  // namespace

std::vector<preview_diff> diffs_of(
    const change_set& changes, const context& ctx, const draft& about, language l
)
{
    std::vector<preview_diff> diffs;
    const revision& current = about.current();
    if (about.revisions.size() > 1) {
        const revision& before = about.revisions[about.revisions.size() - 2];
        std::vector<difference> all;
        for (const rendered_text& text : current.texts) {
            const auto old =
                std::find_if(before.texts.begin(), before.texts.end(), [&](const rendered_text& t) {
                    return t.destination == text.destination;
                });
            if (old == before.texts.end() || old->text == text.text) continue;
            add(all, compared(old->text, text.text, dialect_of(ctx, text.destination)), text.destination);
        }
        const std::string name = about.id + "." + std::to_string(before.number);
        if (all.empty()) diffs.push_back({say(l, words::diff_same, name), {}});
        for (difference& d : all) {
            const std::string heading = say(l, words::diff_revision, name, joined(d.destinations));
            diffs.push_back(shown(std::move(d), heading, l));
        }
    }

    add_posted(diffs, changes, ctx, about, l);
    keep_readable(diffs, l);
    return diffs;
}

}  // namespace bot
