// The three webhooks that destinations can be, and the payload each one takes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace adapters::webhook {

// `plain_teams` is what the manual's script posted to any other Teams host.
enum class kind { slack_incoming, teams_workflow, teams_connector, plain_teams };

std::optional<kind> kind_named(std::string_view name
) noexcept;  // "slack_incoming", "teams_workflow", "teams_connector"
// By host for `messenger`: *.webhook.office.com, *.logic.azure.com, *.powerplatform.com; else the channel's
// classic payload.
kind kind_of_host(std::string_view host, bool for_teams) noexcept;

// JSON. Workflows drop bare text after a 202, hence an Adaptive Card in the envelope that their template
// reads.
std::string payload(kind k, std::string_view text);

}  // namespace adapters::webhook
