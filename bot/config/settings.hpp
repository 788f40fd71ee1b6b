// The configuration as the daemon uses it: plain values, checked, with secrets still as references.
#pragma once

#include "bot/account.hpp"
#include "bot/incident.hpp"

#include <chrono>
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
    std::string dialect;  // "slack" or "teams": whose text and escaping it takes
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

struct approval_settings {
    std::map<std::string, int, std::less<>> required;  // "S1".."S4" and stage names
    int required_default = 1;
    std::vector<std::string> approvers = {"role:Approval Lead", "role:Support Commander"};
    bool self_approval = false;
    std::chrono::seconds expires{1800};
    std::vector<std::string> mirror;  // destination names
};

struct document_paths {
    std::string root;  // the documents tree
    std::string approvals = "docs/support/approvals";
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
