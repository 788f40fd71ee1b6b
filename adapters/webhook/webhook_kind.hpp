// The three webhooks that destinations can be, and the payload each one takes.
#pragma once

#include "bot/account.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::webhook {

// `plain_teams` is what the manual's script posted to any other Teams host.
enum class kind { slack_incoming, teams_workflow, teams_connector, plain_teams };

std::optional<kind> kind_named(std::string_view name
) noexcept;  // "slack_incoming", "teams_workflow", "teams_connector"
// By host for `messenger`: *.webhook.office.com, *.logic.azure.com, *.powerplatform.com; else the channel's
// classic payload.
kind kind_of_host(std::string_view host, bool for_teams) noexcept;

// A person whom the text mentions with this tag ("<at>Ana</at>"), by directory id.
struct mentioned_person {
    std::string tag;
    std::string name;
    std::string id;
};

// JSON. Only cards can mention: in the others a tag stays what it is. Workflows drop bare text after a 202,
// hence an Adaptive Card in the envelope that their template reads.
std::string payload(kind k, std::string_view text, const std::vector<mentioned_person>& mentions = {});

// Bytes that Teams' webhooks take at most, with some room (teams.md 8).
inline constexpr std::size_t largest_teams_payload = 28'000;

}  // namespace adapters::webhook
