// The configuration as the daemon uses it: plain values, checked, with secrets still as references.
#pragma once

#include "bot/account.hpp"
#include "bot/incident.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// "env:NAME", "file:/path", "credential:NAME" or "exec:COMMAND ARGS…"; never the value.
struct secret_ref {
    std::string text;
    bool empty() const noexcept { return text.empty(); }
};

struct webhook_settings {
    std::string kind;  // "slack_incoming", "teams_workflow", "teams_connector"
    secret_ref url;
};

// A named place for final posts: exactly one of channel and webhook.
struct destination {
    std::string name;
    channel_ref channel;
    std::optional<webhook_settings> webhook;
    std::string dialect;   // "slack" or "teams": whose text and escaping it takes
    std::string language;  // tag of the texts that it takes first ("en"), empty: the daemon's locale
    bool is_public = false;
    std::optional<int> approvals;
    std::vector<std::string> approvers;
    bool is_card = false;  // wrapped into a card by the receiver's protocol: smaller limit
};

struct person {
    std::string handle;  // "@ana.suporte", with the @
    std::string name;
    std::string email;
    std::map<std::string, std::string, std::less<>> accounts;  // platform → id
    std::vector<std::string> roles;
};

// Which drafts a row is about. An empty list lets in all; each list that is not must let the draft in.
struct draft_scope {
    std::vector<std::string> severities;    // "S1" … "S4"
    std::vector<std::string> stages;        // lower case
    std::vector<std::string> destinations;  // names, or "public" for every public one: any of them

    bool empty() const noexcept { return severities.empty() && stages.empty() && destinations.empty(); }
};

// "One of these people must be among those who approve": [[approval.requires]].
struct required_approvers {
    draft_scope about;
    int count = 1;
    std::vector<std::string> approvers;
};

// Other rules for some hours: [[approval.window]]. It replaces what [approval] says and nothing else: counts
// and approvers of destinations and runbooks hold as ever.
struct approval_window {
    std::string name;
    draft_scope about;
    std::array<bool, 8> days = {true, true, true, true, true, true, true, true};  // Monday … Sunday, holiday
    std::chrono::minutes from{0
    };  // local time of day; behind `to`: over midnight, belonging to its first day
    std::chrono::minutes to{1440};
    bool outside = false;                // in force when these hours are not
    std::optional<int> required;         // instead of the counts of [approval]
    std::vector<std::string> approvers;  // instead of its approvers and [[approval.requires]]
    std::optional<bool> self_approval;
};

// Who may post alone when nobody else can be reached: [approval.break_glass]. No role: nobody may.
struct break_glass_settings {
    std::vector<std::string> roles;
    std::string mark;                    // first line of such a post; empty: the catalogue's words
    std::chrono::seconds remind{14400};  // between reminders until somebody signs it off
};

// How long after a revision appeared who is reminded: [approval.nudge]. Absent: a third, a half, two thirds
// and five sixths of the time until it expires. Zero: never.
struct nudge_settings {
    std::optional<std::chrono::seconds> approver;
    std::optional<std::chrono::seconds> deputy;
    std::optional<std::chrono::seconds> commander;
    std::optional<std::chrono::seconds> ops;
};

struct approval_settings {
    std::map<std::string, int, std::less<>> required;  // "S1".."S4", "public" and stage names
    int required_default = 1;
    std::vector<std::string> approvers = {"role:Approval Lead", "role:Support Commander"};
    bool self_approval = false;
    std::chrono::seconds expires{1800};
    std::vector<std::string> mirror;  // destination names
    std::vector<required_approvers> requires_rows;
    std::vector<std::string> holidays;  // "2026-12-25", or "12-25" of every year, in the configured zone
    std::vector<approval_window> windows;
    break_glass_settings break_glass;
    nudge_settings nudge;
};

enum class policy_level { off, warning, error };

// A pattern that messages must not have: [[policy.rule]].
struct policy_rule {
    std::string name;
    std::string pattern;  // RE2
    policy_level level = policy_level::warning;
    std::string message;  // what to write instead
    draft_scope about;
    std::vector<std::string> match;     // examples that it must find,
    std::vector<std::string> no_match;  // and must not find: incidentd lint checks both
    std::size_t line = 1;               // of the configuration file
    std::size_t column = 1;
};

// What a message must be like: [policy]. Credentials are always an error, whatever is written here.
struct message_policy {
    policy_level next_update = policy_level::warning;  // there, readable, and in the future
    std::vector<std::string> next_update_stages;       // that must name one at all; lower case
    policy_level acronyms = policy_level::warning;     // unexplained, in messages to public destinations
    std::vector<std::string> known_acronyms;
    policy_level internal_names = policy_level::error;  // hosts, addresses, e-mail, to public destinations
    std::vector<std::string> internal_domains;          // "corp.example": it and all below it
    std::vector<std::string> allowed;                   // host names, addresses and e-mail that may go out
    policy_level entropy = policy_level::error;         // token-like strings, to public destinations
    policy_level mentions = policy_level::warning;      // that notify a whole channel, to public destinations
    std::map<std::string, int, std::less<>> length;     // "slack", "teams": UTF-16 units worth a warning
    std::vector<policy_rule> rules;
};

struct document_paths {
    std::string root;  // the documents tree
    std::string approvals = "docs/support/approvals";
    std::string release_approvals = "docs/compliance/approvals";
};

struct settings {
    std::string file;  // where it was read from
    std::string locale = "pt-BR";
    std::string timezone = "America/Sao_Paulo";
    std::string incident_prefix = "SUP-INC-";
    severity default_severity = severity::S3;
    std::string store_url = "sqlite:/var/lib/incidentd/incidentd.db";
    std::vector<std::string> runbook_paths = {"quality/observability/runbooks/*.md"};
    document_paths documents;
    std::vector<std::string> default_destinations;
    std::string ca_file;
    std::string listen = "127.0.0.1:3978";
    std::string tls_certificate;
    secret_ref tls_key;
    approval_settings approval;
    message_policy policy;
    std::vector<destination> destinations;
    std::vector<person> people;
    std::string ops_destination;

    const destination* find_destination(std::string_view wanted) const noexcept
    {
        for (const destination& each : destinations) {
            if (each.name == wanted) return &each;
        }
        return nullptr;
    }
};

}  // namespace bot
