// The people whom a page lets one play, as they are known on each platform.
#pragma once

#include "adapters/sandbox/json_in.hpp"
#include "bot/config/config_file.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace runbooks {
class library;
}

namespace adapters::sandbox::web {

struct cast_role {
    std::string name;
    bool deputy = false;  // of whoever holds it
};

struct cast_member {
    std::string handle;  // with the @
    std::string name;
    std::vector<cast_role> roles = {};
    std::string locale = "pt-BR";
    bool stranger = false;  // unknown to the daemon's configuration
    std::string slack = {};
    std::string teams = {};  // the id that activities carry
    std::string teams_aad = {};

    bool has_role(std::string_view name) const;  // as deputy, too
};

inline constexpr const char* stranger_handle = "visitante";  // without the @
inline constexpr const char* stranger_name = "Sam Visitor";
inline constexpr const char* stranger_slack = "U0STRANGER";
inline constexpr const char* stranger_teams = "29:1-STRANGER";
inline constexpr const char* stranger_aad = "aaaaaaaa-0000-4000-8000-000000000005";

// The people of a configuration who have an account, with the roles that it and the runbooks' tables give
// them, and a stranger. `teams_id`: the id that Teams' activities carry for an aadObjectId.
std::vector<cast_member> cast_of(
    const bot::loaded_config& config,
    const runbooks::library& books,
    const std::function<std::string(const std::string& aad)>& teams_id
);

json::array to_json(const std::vector<cast_member>& cast, bool with_teams);

}  // namespace adapters::sandbox::web
