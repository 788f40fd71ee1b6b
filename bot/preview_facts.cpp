#include "bot/preview_facts.hpp"

#include "bot/accepted_only.hpp"
#include "bot/correcting.hpp"
#include "bot/correction_phrases.hpp"
#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"
#include "bot/phrases.hpp"
#include "bot/policy.hpp"
#include "bot/voting.hpp"
#include "runbooks/library.hpp"
#include "runbooks/utf8.hpp"

#include <algorithm>
#include <set>

namespace bot {
namespace {

constexpr std::size_t title_length = 80;  // code points of the summary
constexpr std::size_t most_mentions = 10;

std::string joined(const std::vector<std::string>& words)
{
    return fmt::format("{}", fmt::join(words, ", "));
}

// One line, not too long for a phone.
std::string shortened(const std::string& text)
{
    std::size_t at = 0;
    for (std::size_t n = 0; at < text.size() && n < title_length; ++n) {
        const runbooks::code_point c = runbooks::decode_at(text, at);
        if (c.value == U'\n' || c.value == U'\r') break;
        at += c.size;
    }
    return at == text.size() ? text : text.substr(0, at) + "…";
}

std::string approved_names(const draft& about)
{
    std::vector<std::string> names;
    for (const vote& v : about.votes) {
        if (v.kind == vote_kind::approve && v.revision == about.current().number) names.push_back(v.by_name);
    }
    return joined(names);
}

bool is_individual(const std::string& rule)
{
    return rule.starts_with("role:") || rule.starts_with("person:") || rule == rule_and;
}

// How many configured people could vote; nothing when groups or channels decide, whose members nobody knows
// here.
std::optional<int> possible_voters(const change_set& changes, const context& ctx, const draft& about)
{
    if (!std::all_of(about.approver_rules.begin(), about.approver_rules.end(), is_individual))
        return std::nullopt;
    std::set<std::string> platforms{about.asked_in.platform};
    for (const std::string& name : ctx.config.approval.mirror) {
        const destination* to = ctx.config.find_destination(name);
        if (to != nullptr && !to->channel.empty()) platforms.insert(to->channel.platform);
    }
    int voters = 0;
    for (const person& p : ctx.people.people()) {
        if (std::any_of(p.accounts.begin(), p.accounts.end(), [&](const auto& a) {
                return platforms.contains(a.first) &&
                       counts_for(changes, ctx, about, account{a.first, a.second});
            }))
            ++voters;
    }
    return voters;
}

std::string delivery_words(const delivery& post, language l)
{
    switch (post.state) {
        case delivery_state::queued:
            return post.attempts > 0 && !post.error.empty() ? say(l, phrases::post_retrying, post.error)
                                                            : say(l, phrases::post_queued);
        case delivery_state::sending:
            return say(l, phrases::post_sending);
        case delivery_state::sent:
            return say(l, is_accepted_only(post) ? phrases::post_accepted : phrases::post_sent);
        case delivery_state::failed:
            return say(l, phrases::post_failed, post.error);
        case delivery_state::in_doubt:
            return say(l, phrases::post_in_doubt, post.error);
    }
    return {};
}

// Which message gets a new text, and where it is edited or posted anew.
void add_correction_facts(
    std::vector<std::string>& facts,
    const change_set& changes,
    const context& ctx,
    const draft& about,
    const revision& shown,
    language l
)
{
    const draft* before = about.corrects.empty() ? nullptr : changes.find_draft(about.corrects);
    if (before == nullptr) return;
    const phrase& what = about.purpose == draft_purpose::retraction ? correction_phrases::fact_retracts
                                                                    : correction_phrases::fact_corrects;
    facts.push_back(say(l, what, before->revision_name(), posted_at(changes, ctx, about)));
    if (!about.is_pending()) return;
    std::vector<std::string> gone;
    std::vector<std::string> edited;
    std::vector<std::string> anew;
    const auto standing = standing_messages(changes, ctx, *before, &gone);
    for (const rendered_text& text : shown.texts) {
        const auto there = std::find_if(standing.begin(), standing.end(), [&](const standing_message& m) {
            return m.destination == text.destination;
        });
        if (there != standing.end()) (there->editable ? edited : anew).push_back(text.destination);
    }
    if (!edited.empty()) facts.push_back(say(l, correction_phrases::fact_edits, joined(edited)));
    if (!anew.empty()) facts.push_back(say(l, correction_phrases::fact_posts_anew, joined(anew)));
    if (!gone.empty()) facts.push_back(say(l, correction_phrases::warn_left_out, joined(gone)));
}

}  // namespace

std::string title_of(const change_set& changes, const draft& about, language l)
{
    const incident* of = changes.find_incident(about.incident_id);
    if (of == nullptr) return about.incident_id;
    return say(
        l,
        phrases::preview_title,
        of->id,
        name_of(of->level),
        state_word(of->state, l),
        shortened(of->summary)
    );
}

std::string status_of(const draft& about, language l)
{
    const std::string& who = about.decided_by;
    const std::string& why = about.decision_reason;
    switch (about.state) {
        case draft_state::pending: {
            const std::string names = approved_names(about);
            const auto votes = std::count_if(about.votes.begin(), about.votes.end(), [&](const vote& v) {
                return v.kind == vote_kind::approve && v.revision == about.current().number;
            });
            return names.empty() ? say(l, phrases::waiting, votes, about.required)
                                 : say(l, phrases::waiting_with, votes, about.required, names);
        }
        case draft_state::approved:
        case draft_state::posting:
            return say(l, phrases::is_posting, who);
        case draft_state::posted:
            return say(l, phrases::is_posted, who);
        case draft_state::failed:
            return say(l, phrases::is_failed, who);
        case draft_state::in_doubt:
            return say(l, phrases::is_in_doubt, who);
        case draft_state::rejected:
            return why.empty() ? say(l, phrases::is_rejected, who)
                               : say(l, phrases::is_rejected_because, who, why);
        case draft_state::expired:
            return say(l, phrases::is_expired);
        case draft_state::superseded:
            return why.empty() ? say(l, phrases::is_superseded) : say(l, phrases::is_superseded_by, why);
        case draft_state::withdrawn:
            return why.empty() ? say(l, phrases::is_withdrawn, who)
                               : say(l, phrases::is_withdrawn_because, who, why);
    }
    return {};
}

std::string posting_state(
    const change_set& changes,
    const draft& about,
    const revision& shown,
    const std::vector<std::string>& destinations,
    language l
)
{
    std::vector<std::string> words;
    for (const std::string& name : destinations) {
        for (const std::string& id : about.post_ids) {
            const delivery* post = changes.find_delivery(id);
            if (post == nullptr || post->destination != name || post->revision != shown.number) continue;
            const std::string state = delivery_words(*post, l);
            words.push_back(destinations.size() == 1 ? state : name + ": " + state);
        }
    }
    return fmt::format("{}", fmt::join(words, " · "));
}

std::vector<std::string> facts_of(
    const change_set& changes, const context& ctx, const draft& about, const revision& shown, language l
)
{
    std::vector<std::string> facts;
    facts.push_back(say(l, phrases::fact_stage, about.stage));
    add_correction_facts(facts, changes, ctx, about, shown, l);

    std::vector<std::string> editors;
    for (const revision& r : about.revisions) {
        if (r.number == 1 || r.number > shown.number) continue;
        if (std::find(editors.begin(), editors.end(), r.author_name) == editors.end())
            editors.push_back(r.author_name);
    }
    facts.push_back(
        editors.empty() ? say(l, phrases::fact_asked, about.requester_name)
                        : say(l, phrases::fact_asked_edited, about.requester_name, joined(editors))
    );

    const bool live = about.is_pending() && shown.number == about.current().number;
    if (live) {
        facts.push_back(say(l, phrases::fact_approvers, about.required, approvers_text(ctx, about, l)));
        facts.push_back(say(l, phrases::fact_expires, format_local(shown.expires_at, ctx.config.timezone)));
    }
    std::vector<std::string> open_to_all;
    for (const rendered_text& text : shown.texts) {
        const destination* to = ctx.config.find_destination(text.destination);
        if (to != nullptr && to->is_public) open_to_all.push_back(to->name);
    }
    if (!open_to_all.empty()) facts.push_back(say(l, phrases::fact_public, joined(open_to_all)));
    if (!shown.notifies.empty()) facts.push_back(say(l, phrases::fact_notifies, joined(shown.notifies)));
    facts.push_back(say(l, phrases::fact_hash, shown.content_sha256.substr(0, 12)));
    return facts;
}

std::vector<std::string> warnings_of(
    const change_set& changes, const context& ctx, const draft& about, language l
)
{
    const revision& current = about.current();
    std::vector<std::string> warnings;
    if (!current.unfilled.empty())
        warnings.push_back(
            say(l, phrases::warn_unfilled, "{" + fmt::format("{}", fmt::join(current.unfilled, "}, {")) + "}")
        );
    for (const std::string& problem : current.problems)
        warnings.push_back(say(l, phrases::warn_problem, problem));
    if (!current.left_open.empty())
        warnings.push_back(say(
            l, phrases::warn_left_open, "{" + fmt::format("{}", fmt::join(current.left_open, "}, {")) + "}"
        ));
    if (!about.changed_since.empty())
        warnings.push_back(say(l, phrases::warn_changed, joined(about.changed_since)));

    const runbooks::stage* of = ctx.runbooks.find(about.stage);
    const incident* incident = changes.find_incident(about.incident_id);
    if (of != nullptr && of->settings && !of->settings->severities.empty() && incident != nullptr) {
        const auto& meant = of->settings->severities;
        if (std::find(meant.begin(), meant.end(), name_of(incident->level)) == meant.end())
            warnings.push_back(say(l, phrases::warn_severities, joined(meant), name_of(incident->level)));
    }
    if (const auto voters = possible_voters(changes, ctx, about); voters && *voters < about.required)
        warnings.push_back(say(l, phrases::warn_impossible, about.required, *voters));
    return warnings;
}

std::vector<account> approvers_to_mention(
    const change_set& changes, const context& ctx, const draft& about, const std::string& platform
)
{
    std::vector<account> mentioned;
    const auto add = [&](const person* p) {
        if (p == nullptr || mentioned.size() == most_mentions) return;
        const auto it = p->accounts.find(platform);
        if (it == p->accounts.end()) return;
        const account who{it->first, it->second};
        if (counts_for(changes, ctx, about, who) &&
            std::find(mentioned.begin(), mentioned.end(), who) == mentioned.end())
            mentioned.push_back(who);
    };
    for (const std::string& rule : about.approver_rules) {
        if (rule.starts_with("person:")) add(ctx.people.find_handle(std::string_view(rule).substr(7)));
        if (!rule.starts_with("role:")) continue;
        for (const person* holder : ctx.people.holders(std::string_view(rule).substr(5))) add(holder);
    }
    return mentioned;
}

}  // namespace bot
