// A draft: one stage of the runbook rendered for all its destinations, its revisions and the votes on it.
#pragma once

#include "bot/account.hpp"
#include "bot/incident.hpp"
#include "bot/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

BOOST_DEFINE_ENUM_CLASS(
    draft_state,
    pending,
    approved,
    posting,
    posted,
    rejected,
    expired,
    superseded,
    withdrawn,
    failed,
    in_doubt
)

// What a draft is for: a message of its own, or a new text for one that was posted before.
BOOST_DEFINE_ENUM_CLASS(draft_purpose, message, correction, retraction)

// The final text for one destination: what the content hash covers and what is posted, byte for byte.
struct rendered_text {
    std::string destination;  // configured name, else channel_ref::key()
    std::string text;
};
BOOST_DESCRIBE_STRUCT(rendered_text, (), (destination, text))

BOOST_DEFINE_ENUM_CLASS(finding_level, error, warning)

// What the message policy says about one text: an error blocks approval, a warning is shown and recorded.
struct finding {
    finding_level level = finding_level::warning;
    std::string rule;         // "leak.slack_token", "acronym", a [[policy.rule]]'s name
    std::string destination;  // where that text would go; empty: everywhere
    std::string text;         // where and how to mend it, in the channel's language; never the secret itself
};
BOOST_DESCRIBE_STRUCT(finding, (), (level, rule, destination, text))

struct revision {
    int number = 1;
    std::vector<rendered_text> texts;  // sorted by destination
    std::string content_sha256;
    account author;           // who rendered or edited it
    std::string author_name;  // handle, else display name, at that time
    std::vector<account>
        authors;          // requester and every editor up to this revision: none of them may approve it
    variables overrides;  // values given to this draft only
    variables values;     // what the placeholders of these texts were filled with, built-in ones included
    std::vector<std::string> unfilled;   // required names without a value: cannot be approved
    std::vector<std::string> left_open;  // optional names that go out as {name}
    std::vector<std::string> notifies;   // mentions of the template that the post will notify
    std::vector<std::string>
        problems;  // why this text cannot be posted (too long, bad link value); blocks approval
    std::vector<finding> findings;  // of the message policy
    std::string runbook;            // file of the runbook, and SHA-256 of the templates that gave the texts
    time_point made_at;
    time_point expires_at;
};
BOOST_DESCRIBE_STRUCT(
    revision,
    (),
    (number,
     texts,
     content_sha256,
     author,
     author_name,
     authors,
     overrides,
     values,
     unfilled,
     left_open,
     notifies,
     problems,
     findings,
     runbook,
     made_at,
     expires_at)
)

BOOST_DEFINE_ENUM_CLASS(vote_kind, approve, reject)
BOOST_DEFINE_ENUM_CLASS(vote_means, button, reaction, command, form)

struct vote {
    account by;
    std::string by_name;  // handle, else display name, at the time of the vote
    std::string as_role;  // the approver rule that admitted it, for the record
    vote_kind kind = vote_kind::approve;
    vote_means means = vote_means::button;
    int revision = 1;
    std::string reason;
    time_point at;
};
BOOST_DESCRIBE_STRUCT(vote, (), (by, by_name, as_role, kind, means, revision, reason, at))

// The newest event known about one person's reaction on one message: events arrive out of order.
struct reaction_mark {
    account by;
    vote_kind kind = vote_kind::approve;
    std::string message_id;
    std::string order;
    bool added = true;
};
BOOST_DESCRIBE_STRUCT(reaction_mark, (), (by, kind, message_id, order, added))

// A message that shows this draft: its delivery tells channel and platform id.
struct preview_copy {
    std::string delivery_id;
    int revision = 1;
    std::vector<std::string> parts = {
    };  // deliveries with what did not fit, in the message's thread, in order
};
BOOST_DESCRIBE_STRUCT(preview_copy, (), (delivery_id, revision, parts))

// So many approvals, each by another person, and each admitted by these rules: lists as in approver_rules.
struct approval_requirement {
    int count = 1;
    std::vector<std::string> rules;
    friend bool operator==(const approval_requirement&, const approval_requirement&) = default;
};
BOOST_DESCRIBE_STRUCT(approval_requirement, (), (count, rules))

// A post that somebody let out alone. It stays flagged until a second person has signed it off.
struct emergency_post {
    account by;
    std::string by_name;
    std::string as_role;  // the break-glass role that allowed it
    std::string reason;
    time_point at;
    int reminders = 0;  // sent so far
    std::optional<time_point> reminded_at;
    std::optional<time_point> signed_at;  // empty: nobody has signed it off yet
    account signed_by;
    std::string signed_by_name;
    std::string signed_note;
};
BOOST_DESCRIBE_STRUCT(
    emergency_post,
    (),
    (by,
     by_name,
     as_role,
     reason,
     at,
     reminders,
     reminded_at,
     signed_at,
     signed_by,
     signed_by_name,
     signed_note)
)

struct draft {
    std::string id;  // "D12"
    std::string incident_id;
    std::string stage;
    draft_state state = draft_state::pending;
    draft_purpose purpose = draft_purpose::message;
    std::string corrects;  // id of the posted draft that a correction or retraction is about
    account requester;
    std::string requester_name;
    channel_ref asked_in;
    std::vector<revision> revisions;       // never empty; the last one is current
    std::vector<vote> votes;               // on the current revision, at most one a person
    std::vector<reaction_mark> reactions;  // the latest ones, on copies of the current preview
    std::vector<preview_copy> previews;
    int required = 1;  // approvals needed, the highest of all rules; grows, never shrinks, while pending
    std::vector<std::string> approver_rules;  // "role:Approval Lead", "person:@x", "channel", …
    // Approvals that must be of certain people; part of `required`, the others are by approver_rules.
    std::vector<approval_requirement> requirements;
    std::vector<severity> levels;  // the incident's severities since it was made: the strictest holds
    std::string window;            // [[approval.window]] in force when last looked, or at the decision
    int nudged = 0;                // steps of the nudge ladder done for the current revision
    std::optional<emergency_post> emergency;
    bool resolves = false;   // the stage sets `resolved`
    std::string sets_state;  // state the incident takes at the first sent delivery, empty: none
    std::vector<std::string>
        changed_since;  // variables of the incident changed since this revision, marked in the preview
    std::vector<std::string> post_ids;  // delivery ids of the final posts
    std::optional<time_point> decided_at;
    std::string decision_reason;
    std::string decided_by;
    // The approval record: rewritten while `record_due` is ahead of `record_done`.
    std::string record_path;    // below the documents tree
    std::string record_sha256;  // of the file as the daemon last wrote it
    int record_due = 0;
    int record_done = 0;
    // The release that the notice is bound to, empty: none. Its formal approval is filed once.
    std::string release;
    bool release_filed = false;

    const revision& current() const { return revisions.back(); }
    std::string revision_name() const { return id + "." + std::to_string(revisions.back().number); }
    bool is_pending() const noexcept { return state == draft_state::pending; }
};
BOOST_DESCRIBE_STRUCT(
    draft,
    (),
    (id,
     incident_id,
     stage,
     state,
     purpose,
     corrects,
     requester,
     requester_name,
     asked_in,
     revisions,
     votes,
     reactions,
     previews,
     required,
     approver_rules,
     requirements,
     levels,
     window,
     nudged,
     emergency,
     resolves,
     sets_state,
     changed_since,
     post_ids,
     decided_at,
     decision_reason,
     decided_by,
     record_path,
     record_sha256,
     record_due,
     record_done,
     release,
     release_filed)
)

std::string_view name_of(draft_state) noexcept;
std::string_view name_of(draft_purpose) noexcept;

// "D12", "d12.2": the draft and, when given, the revision. Nothing for any other text.
struct revision_ref {
    std::string draft_id;
    std::optional<int> revision;
};
std::optional<revision_ref> parse_revision_ref(std::string_view word);

}  // namespace bot
