// An incident: what is being communicated about, and its invariants.
#pragma once

#include "bot/account.hpp"
#include "bot/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

BOOST_DEFINE_ENUM_CLASS(incident_state, open, mitigating, monitoring, resolved, closed, cancelled)
BOOST_DEFINE_ENUM_CLASS(severity, S1, S2, S3, S4)

using variables = std::map<std::string, std::string, std::less<>>;

struct timeline_entry {
    time_point at;
    account by;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(timeline_entry, (), (at, by, text))

struct incident {
    std::string id;  // "SUP-INC-845"
    severity level = severity::S3;
    incident_state state = incident_state::open;
    std::string summary;
    channel_ref channel;
    std::string channel_name;  // as the platform showed it when the incident was opened
    std::string thread;        // thread it was opened in, empty at top level
    variables values;          // keys in lower case
    std::map<std::string, std::string, std::less<>> roles;      // role name → handle, else display name
    std::map<std::string, account, std::less<>> role_accounts;  // the same roles, where the account is known
    account opened_by;
    std::string opened_by_name;
    time_point opened_at;
    std::optional<time_point> resolved_at;
    std::optional<time_point> closed_at;
    std::vector<std::string> posted_stages;  // in the order of their first sent delivery
    std::vector<timeline_entry>
        timeline;  // notes and changes; drafts and deliveries are told from their own rows

    bool is_live() const noexcept
    {
        return state != incident_state::closed && state != incident_state::cancelled;
    }
};
BOOST_DESCRIBE_STRUCT(
    incident,
    (),
    (id,
     level,
     state,
     summary,
     channel,
     channel_name,
     thread,
     values,
     roles,
     role_accounts,
     opened_by,
     opened_by_name,
     opened_at,
     resolved_at,
     closed_at,
     posted_stages,
     timeline)
)

constexpr std::string_view commander_role = "Support Commander";

// Accepts "S1", "s1", "1" and "sev1"; anything else is nothing.
std::optional<severity> parse_severity(std::string_view word) noexcept;
std::string_view name_of(severity) noexcept;
std::string_view name_of(incident_state) noexcept;

}  // namespace bot
