#include "bot/voting.hpp"

#include "bot/approver.hpp"
#include "bot/break_glass.hpp"
#include "bot/drafting.hpp"
#include "bot/expiry.hpp"
#include "bot/lifecycle.hpp"
#include "bot/message_policy.hpp"
#include "bot/policy.hpp"
#include "bot/preview_parts.hpp"
#include "bot/refusal_text.hpp"
#include "bot/verdict.hpp"
#include "bot/vote_phrases.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace bot {

namespace {

constexpr std::chrono::seconds fresh_for{10};

class casting {
public:
    casting(change_set& changes, const context& ctx, const ballot& vote)
        : changes_(changes), ctx_(ctx), ballot_(vote), language_(private_language(ctx, vote.by))
    {
    }

    void run()
    {
        const draft* found = changes_.find_draft(ballot_.draft_id);
        if (!found) {
            changes_.answer(say(language_, vote_phrases::no_such_draft, ballot_.draft_id));
            return;
        }
        expire_if_due(changes_, ctx_, found->id);
        const draft about = *changes_.find_draft(ballot_.draft_id);
        if (!about.is_pending()) {
            changes_.answer(decided_text(about, language_));
            return;
        }
        if (ballot_.revision && *ballot_.revision != about.current().number) {
            refuse(
                about,
                "older revision",
                say(language_,
                    vote_phrases::older_revision,
                    about.id + "." + std::to_string(*ballot_.revision),
                    about.revision_name())
            );
            return;
        }
        if (ballot_.kind == vote_kind::reject)
            reject(about);
        else
            approve(about);
    }

private:
    void reject(const draft& about)
    {
        if (is_author(ctx_, about, ballot_.by.who)) {
            withdraw_draft(changes_, ctx_, about.id, ballot_.by, ballot_.reason);
            return;
        }
        const auto rule = may_vote(about);
        if (!rule) return;
        const vote cast = note_vote(about, *rule);
        reject_draft(changes_, ctx_, about.id, cast.by, cast.by_name, ballot_.reason);
        changes_.answer(say(language_, vote_phrases::rejected_answer, about.revision_name()));
    }

    void approve(const draft& about)
    {
        const revision& current = about.current();
        const std::string name = about.revision_name();
        if (ballot_.means == vote_means::command && !ballot_.revision &&
            changes_.now() < current.made_at + fresh_for) {
            refuse(about, "revision just appeared", say(language_, vote_phrases::too_fresh, name));
            return;
        }
        if (!current.unfilled.empty()) {
            refuse(
                about,
                "unfilled variables",
                say(language_,
                    vote_phrases::unfilled,
                    name,
                    fmt::format("{}", fmt::join(current.unfilled, ", ")))
            );
            return;
        }
        if (!current.problems.empty()) {
            refuse(
                about,
                "text cannot be posted",
                say(language_,
                    vote_phrases::has_problems,
                    name,
                    fmt::format("{}", fmt::join(current.problems, "; ")))
            );
            return;
        }
        for (const rendered_text& text : current.texts) {
            channel_ref to;
            if (!find_channel(ctx_, about, text.destination, to)) {
                refuse(
                    about,
                    "destination gone",
                    say(language_, vote_phrases::destination_gone, name, text.destination)
                );
                return;
            }
        }
        const auto faults = blocking_findings(current);
        if (!faults.empty()) {
            refuse(
                about,
                "message policy",
                say(language_, vote_phrases::has_findings, name, fmt::format("{}", fmt::join(faults, "; ")))
            );
            return;
        }
        if (ballot_.emergency) {
            break_glass(changes_, ctx_, about.id, ballot_);
            return;
        }
        if (!is_readable_in(changes_, about, ballot_.at.channel)) {
            refuse(about, "text not shown whole", say(language_, vote_phrases::not_readable, name));
            return;
        }
        const approval_need need = rules_for(changes_, ctx_, about);
        if (!need.self_approval && is_author(ctx_, about, ballot_.by.who)) {
            refuse(
                about,
                "author",
                say(language_, vote_phrases::own_text, name, approvers_text(ctx_, need, language_))
            );
            return;
        }
        const auto rule = may_vote(about);
        if (!rule) return;
        const bool repeated = is_repeated(about);
        if (!repeated) note_vote(about, *rule);
        tally(about.id, repeated);
    }

    // A person has one vote. Another means confirms it: taking the reaction back then takes nothing back.
    bool is_repeated(const draft& about)
    {
        const auto mine = std::find_if(about.votes.begin(), about.votes.end(), [&](const vote& v) {
            return v.revision == about.current().number && ctx_.people.same_person(v.by, ballot_.by.who);
        });
        if (mine == about.votes.end()) return false;
        if (mine->means == vote_means::reaction && ballot_.means != vote_means::reaction)
            changes_.edit_draft(about.id).votes[static_cast<std::size_t>(mine - about.votes.begin())].means =
                ballot_.means;
        return true;
    }

    // Earlier votes count only as far as the rules of now admit them: they may have become stricter, and a
    // window may have closed.
    void tally(const std::string& draft_id, bool repeated)
    {
        const draft about = *changes_.find_draft(draft_id);
        const approval_need need = rules_for(changes_, ctx_, about);
        const auto votes = counting_votes(changes_, ctx_, about, need);
        const auto filled = filled_slots(changes_, ctx_, about, need, votes);
        const auto counted =
            std::count_if(filled.begin(), filled.end(), [](const auto& f) { return f.has_value(); });
        const bool stricter = need.window.empty() && need.required > about.required;
        if (stricter) changes_.edit_draft(draft_id).required = need.required;
        if (static_cast<std::size_t>(counted) == filled.size()) {
            draft& row = changes_.edit_draft(draft_id);
            row.votes = signed_votes(about, need, votes, filled);
            row.required = static_cast<int>(filled.size());
            row.window = need.window;
            approve_draft(changes_, ctx_, draft_id);
            changes_.answer(say(language_, vote_phrases::approved_answer, about.revision_name()));
            return;
        }
        if (!repeated || stricter) refresh_previews(changes_, ctx_, draft_id);
        if (need.requirements.empty()) {
            changes_.answer(
                say(language_,
                    repeated ? vote_phrases::already_voted : vote_phrases::vote_counted,
                    about.revision_name(),
                    counted,
                    filled.size())
            );
            return;
        }
        changes_.answer(
            say(language_,
                repeated ? vote_phrases::already_voted_missing : vote_phrases::vote_counted_missing,
                about.revision_name(),
                counted,
                filled.size(),
                missing_text(ctx_, need, filled, language_))
        );
    }

    // The votes that decide, each under the rule by which it was needed.
    std::vector<vote> signed_votes(
        const draft& about,
        const approval_need& need,
        const std::vector<const vote*>& votes,
        const std::vector<std::optional<std::size_t>>& filled
    )
    {
        std::vector<vote> kept;
        for (const vote* v : votes) kept.push_back(*v);
        const auto slots = approval_slots(need);
        for (std::size_t i = 0; i < slots.size(); ++i) {
            if (!filled[i]) continue;
            vote& by = kept[*filled[i]];
            by.as_role = admitted_by(changes_, ctx_, about, *slots[i], by.by).value_or(by.as_role);
        }
        return kept;
    }

    std::optional<std::string> may_vote(const draft& about)
    {
        const approval_need need = rules_for(changes_, ctx_, about);
        const auto rule = admitted_by(changes_, ctx_, about, need, ballot_.by.who);
        const std::string who_may = approvers_text(ctx_, need, language_);
        if (!rule) {
            refuse(
                about,
                "not an approver",
                say(language_, vote_phrases::not_approver, about.revision_name(), who_may)
            );
            return std::nullopt;
        }
        if (!is_comparable(ctx_, about, ballot_.by.who)) {
            refuse(
                about,
                "not known on both platforms",
                say(language_, vote_phrases::not_linked, about.revision_name(), who_may)
            );
            return std::nullopt;
        }
        return rule;
    }

    vote note_vote(const draft& about, const std::string& rule)
    {
        vote cast;
        cast.by = ballot_.by.who;
        cast.by_name = ctx_.people.label(ballot_.by.who, ballot_.by.display);
        cast.as_role = rule;
        cast.kind = ballot_.kind;
        cast.means = ballot_.means;
        cast.revision = about.current().number;
        cast.reason = ballot_.reason;
        cast.at = changes_.now();
        draft& row = changes_.edit_draft(about.id);
        std::erase_if(row.votes, [&](const vote& v) { return ctx_.people.same_person(v.by, cast.by); });
        row.votes.push_back(cast);
        auto details = facts(about);
        details["rule"] = rule;
        details["content_sha256"] = about.current().content_sha256;
        audit(about, "vote.cast", std::move(details));
        return cast;
    }

    void refuse(const draft& about, std::string_view why, std::string answer)
    {
        auto details = facts(about);
        details["reason"] = why;
        audit(about, "vote.refused", std::move(details));
        changes_.answer(std::move(answer));
    }

    boost::json::object facts(const draft& about) const
    {
        return {
            {"vote", boost::describe::enum_to_string(ballot_.kind, "")},
            {"means", boost::describe::enum_to_string(ballot_.means, "")},
            {"revision", ballot_.revision.value_or(about.current().number)},
        };
    }

    void audit(const draft& about, std::string kind, boost::json::object details)
    {
        changes_.audit(
            {.kind = std::move(kind),
             .incident_id = about.incident_id,
             .draft_id = about.id,
             .by = ballot_.by.who,
             .details = std::move(details)}
        );
    }

    change_set& changes_;
    const context& ctx_;
    const ballot& ballot_;
    language language_;
};

}  // namespace

void cast_vote(change_set& changes, const context& ctx, const ballot& vote)
{
    casting(changes, ctx, vote).run();
}

void take_back_vote(change_set& changes, const context& ctx, const ballot& vote)
{
    const draft* about = changes.find_draft(vote.draft_id);
    if (!about || !about->is_pending()) return;
    if (vote.revision && *vote.revision != about->current().number) return;
    const auto mine = [&](const bot::vote& v) {
        return v.by == vote.by.who && v.kind == vote.kind && v.means == vote_means::reaction &&
               v.revision == about->current().number;
    };
    if (std::none_of(about->votes.begin(), about->votes.end(), mine)) return;
    const std::string name = about->revision_name();
    draft& row = changes.edit_draft(vote.draft_id);
    std::erase_if(row.votes, [&](const bot::vote& v) {
        return v.by == vote.by.who && v.kind == vote.kind && v.means == vote_means::reaction;
    });
    changes.audit(
        {.kind = "vote.taken_back",
         .incident_id = row.incident_id,
         .draft_id = row.id,
         .by = vote.by.who,
         .details = {{"revision", row.current().number}}}
    );
    refresh_previews(changes, ctx, vote.draft_id);
    changes.answer(say(private_language(ctx, vote.by), vote_phrases::vote_taken_back, name));
}

}  // namespace bot
