// What rules may read beside the stored state: configuration, runbooks, people, and the memberships looked up
// for this event.
#pragma once

#include "bot/config/settings.hpp"
#include "bot/directory.hpp"
#include "bot/language.hpp"
#include "bot/platform.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace runbooks {
class library;
}

namespace bot {

// How much a platform takes, told by its adapter; the rules cut and refuse by it.
struct platform_limits {
    std::size_t final_text_units = 12000;  // UTF-16 units of one final post
    std::size_t preview_units = 9000;      // of all texts in one preview message; the rest goes to its thread
    std::size_t reply_units = 2900;        // of one message in the thread
};

struct context {
    const settings& config;
    const runbooks::library& runbooks;
    const directory& people;
    const std::map<std::string, platform_limits, std::less<>>&
        limits;  // by platform kind ("slack", "teams", "teams_workflow", …)
    // Answers to the queries of needed_memberships(); a query that failed is absent or nullopt: deny.
    std::map<membership_query, std::optional<std::set<std::string>>> memberships = {};
};

}  // namespace bot
