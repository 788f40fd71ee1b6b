// A daemon that lives in Teams and Slack at once: channels to type in, channels to post to.
#pragma once

#include "tests/e2e/stand.hpp"

#include <fmt/format.h>

namespace tests {

inline const std::string slack_billing = "C0BILLING";
inline const std::string slack_status = "C0STATUS";
// Texts of their own for each platform.
inline const std::string both_runbook = R"md(# Comunicação

| Papel | Titular | Suplente |
| --- | --- | --- |
| Approval Lead | @renata.quality | @igor.audit |

```json runbook_templates
{"templates": {
  "initial_update": {
    "slack": "🚨 *{incident_id}* ({severity})\nImpacto: {impact_summary}\nAgora: {mitigation_actions}",
    "teams": "🚨 **{incident_id}** ({severity})\nImpacto: {impact_summary}\nAgora: {mitigation_actions}"},
  "progress_update": {"slack": "🔄 {incident_id} {next_update}", "teams": "🔄 {incident_id} {next_update}"}
}}
```
)md";

// Posts go to `destination`, one of those that the sections name.
inline stand_options in_teams(std::string destination = "teams-public")
{
    stand_options o;
    o.with_teams = true;
    o.runbook = both_runbook;
    o.destination_channel = "";
    o.sections = fmt::format(
        "[defaults]\ndestinations = [\"{}\"]\n"
        "[[destination]]\nname = \"teams-public\"\nteams = {{ bot = \"acme-teams\", conversation = \"{}\" "
        "}}\n"
        "[[destination]]\nname = \"teams-billing\"\nteams = {{ bot = \"acme-teams\", conversation = \"{}\" "
        "}}\n"
        "[[destination]]\nname = \"slack-billing\"\nslack = {{ workspace = \"acme\", channel = \"{}\" }}\n"
        "[[destination]]\nname = \"slack-public\"\nslack = {{ workspace = \"acme\", channel = \"{}\" }}\n",
        destination,
        teams_status,
        teams_billing,
        slack_billing,
        slack_status
    );
    return o;
}

inline const std::string open_line =
    "/incident open \"Checkout fora do ar & lento\" mitigation_actions=\"Desvio_1\" severity=S2";

// The newest message of the first incident where commands are typed.
inline json::object teams_preview(const stand& s)
{
    return s.teams().message(teams_billing, "SUP-INC-1");
}

inline bool loses_its_buttons(const stand& s, const std::string& conversation, const json::object& preview)
{
    return eventually([&] {
        for (const auto& m : s.teams().messages(conversation))
            if (m.at("id") == preview.at("id")) return !has(m, "draft.approve");
        return false;
    });
}

}  // namespace tests
