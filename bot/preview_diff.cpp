#include "bot/preview_diff.hpp"

#include "bot/approval_phrases.hpp"
#include "bot/format_time.hpp"
#include "bot/reader_text.hpp"
#include "bot/rendering.hpp"
#include "bot/text_diff.hpp"
#include "runbooks/dialect.hpp"
#include "runbooks/utf8.hpp"

#include <algorithm>

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

    // One entry for each message it is compared with, that is for each draft that was posted last somewhere.
    std::vector<std::pair<const delivery*, difference>> posted;
    for (const rendered_text& text : current.texts) {
        const delivery* last = last_posted(changes, about, text.destination);
        if (last == nullptr) continue;
        difference d = compared(last->final_text, text.text, dialect_of(ctx, text.destination));
        const auto same = std::find_if(posted.begin(), posted.end(), [&](const auto& p) {
            return p.first->draft_id == last->draft_id && same_words(p.second, d);
        });
        if (same != posted.end()) {
            same->second.destinations.push_back(text.destination);
            continue;
        }
        d.destinations = {text.destination};
        posted.emplace_back(last, std::move(d));
    }
    for (auto& [last, d] : posted) {
        const std::string heading =
            say(l,
                words::diff_posted,
                last->stage,
                format_local(*last->settled_at, ctx.config.timezone),
                joined(d.destinations));
        diffs.push_back(shown(std::move(d), heading, l));
    }
    if (diffs.size() > most_diffs) diffs.resize(most_diffs);
    return diffs;
}

}  // namespace bot
