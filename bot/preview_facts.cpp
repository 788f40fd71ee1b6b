#include "bot/preview_facts.hpp"

#include "bot/accepted_only.hpp"
#include "bot/approval_phrases.hpp"
#include "bot/approver.hpp"
#include "bot/break_glass.hpp"
#include "bot/correcting.hpp"
#include "bot/correction_phrases.hpp"
#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"
#include "bot/message_policy.hpp"
#include "bot/phrases.hpp"
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

// How many of the approvals configured people could give; nothing when groups or channels decide, whose
// members nobody knows here.
std::optional<std::size_t> possible_approvals(
    const change_set& changes, const context& ctx, const draft& about, const approval_need& need
)
{
    for (const auto& rules : admitting_rules(need)) {
        if (!std::all_of(rules.begin(), rules.end(), is_individual)) return std::nullopt;
    }
    std::set<std::string> platforms{about.asked_in.platform};
    for (const std::string& name : ctx.config.approval.mirror) {
        const destination* to = ctx.config.find_destination(name);
        if (to != nullptr && !to->channel.empty()) platforms.insert(to->channel.platform);
    }
    std::vector<vote> everybody;
    for (const person& p : ctx.people.people()) {
        for (const auto& [platform, id] : p.accounts) {
            const account as{platform, id};
            if (!platforms.contains(platform) || !counts_for(changes, ctx, about, need, as)) continue;
            everybody.emplace_back().by = as;
            break;
        }
    }
    std::vector<const vote*> votes;
    for (const vote& v : everybody) votes.push_back(&v);
    const auto filled = filled_slots(changes, ctx, about, need, votes);
    return static_cast<std::size_t>(std::count_if(filled.begin(), filled.end(), [](const auto& f) {
        return f.has_value();
    }));
}

// Which hours' rules hold, and what they become if that changes before the draft expires.
void add_window_facts(
    std::vector<std::string>& facts,
    const change_set& changes,
    const context& ctx,
    const draft& about,
    const approval_need& need,
    language l
)
{
    namespace words = approval_phrases;
    if (ctx.config.approval.windows.empty()) return;
    const auto local = [&](time_point t) { return format_local(t, ctx.config.timezone); };
    const auto change = next_window_change(ctx, about, changes.now());
    if (!need.window.empty())
        facts.push_back(
            change ? say(l, words::fact_window, need.window, local(*change))
                   : say(l, words::fact_window_open, need.window)
        );
    if (need.self_approval) facts.push_back(say(l, words::fact_self_approval));
    if (!change || *change >= about.current().expires_at) return;
    const approval_need then = rules_at(changes, ctx, about, *change);
    const std::string who = approvers_text(ctx, then, l);
    facts.push_back(
        then.window.empty()
            ? say(l, words::fact_window_ends, local(*change), then.required, who)
            : say(l, words::fact_window_ahead, local(*change), then.window, then.required, who)
    );
}

void add_emergency_facts(
    std::vector<std::string>& facts,
    const context& ctx,
    const draft& about,
    const emergency_post& emergency,
    language l
)
{
    namespace words = approval_phrases;
    facts.push_back(say(l, words::fact_emergency, emergency.by_name, emergency.as_role, emergency.reason));
    if (!emergency.signed_at) {
        facts.push_back(say(l, words::fact_unsigned, about.id));
        return;
    }
    const std::string at = format_local(*emergency.signed_at, ctx.config.timezone);
    facts.push_back(
        emergency.signed_note.empty()
            ? say(l, words::fact_signed, emergency.signed_by_name, at)
            : say(l, words::fact_signed_note, emergency.signed_by_name, at, emergency.signed_note)
    );
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
        shortened(without_credentials(of->summary, l))
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

std::string waiting_status(const change_set& changes, const context& ctx, const draft& about, language l)
{
    if (!about.is_pending()) return status_of(about, l);
    const approval_need need = rules_for(changes, ctx, about);
    const auto votes = counting_votes(changes, ctx, about, need);
    // Who was let in by a group is not known here: as many as voted are shown then.
    const bool known = std::all_of(need.rules.begin(), need.rules.end(), is_individual);
    if (!known || (need.window.empty() && need.requirements.empty())) {
        draft shown = about;
        shown.required = static_cast<int>(approval_slots(need).size());
        return status_of(shown, l);
    }
    const auto filled = filled_slots(changes, ctx, about, need, votes);
    const auto counted =
        std::count_if(filled.begin(), filled.end(), [](const auto& f) { return f.has_value(); });
    const std::string names = approved_names(about);
    return names.empty() ? say(l, phrases::waiting, counted, filled.size())
                         : say(l, phrases::waiting_with, counted, filled.size(), names);
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
        const approval_need need = rules_for(changes, ctx, about);
        facts.push_back(
            say(l, phrases::fact_approvers, approval_slots(need).size(), approvers_text(ctx, need, l))
        );
        add_window_facts(facts, changes, ctx, about, need, l);
        facts.push_back(say(l, phrases::fact_expires, format_local(shown.expires_at, ctx.config.timezone)));
        if (const std::string roles = break_glass_text(ctx); !roles.empty())
            facts.push_back(say(l, approval_phrases::fact_break_glass, roles, about.revision_name()));
    }
    if (about.emergency && shown.number == about.current().number)
        add_emergency_facts(facts, ctx, about, *about.emergency, l);
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
    const approval_need need = rules_for(changes, ctx, about);
    const std::size_t needed = approval_slots(need).size();
    if (const auto possible = possible_approvals(changes, ctx, about, need); possible && *possible < needed)
        warnings.push_back(say(l, phrases::warn_impossible, needed, *possible));
    for (const finding& f : current.findings)
        warnings.push_back(say(
            l,
            f.level == finding_level::error ? approval_phrases::warn_error : approval_phrases::warn_warning,
            f.text
        ));
    return warnings;
}

std::vector<account> approvers_to_mention(
    const change_set& changes, const context& ctx, const draft& about, const std::string& platform
)
{
    std::vector<account> mentioned;
    const approval_need need = rules_for(changes, ctx, about);
    const auto add = [&](const person* p) {
        if (p == nullptr || mentioned.size() == most_mentions) return;
        const auto it = p->accounts.find(platform);
        if (it == p->accounts.end()) return;
        const account who{it->first, it->second};
        if (counts_for(changes, ctx, about, need, who) &&
            std::find(mentioned.begin(), mentioned.end(), who) == mentioned.end())
            mentioned.push_back(who);
    };
    for (const auto& rules : admitting_rules(need)) {
        for (const std::string& rule : rules) {
            if (rule.starts_with("person:")) add(ctx.people.find_handle(std::string_view(rule).substr(7)));
            if (!rule.starts_with("role:")) continue;
            for (const person* holder : ctx.people.holders(std::string_view(rule).substr(5))) add(holder);
        }
    }
    return mentioned;
}

}  // namespace bot
