// The people whom a page lets one play, as they are known on each platform.
#pragma once

#include "adapters/sandbox/json_in.hpp"

#include <string>
#include <vector>

namespace adapters::sandbox::web {

struct cast_member {
    std::string handle;  // with the @
    std::string name;
    std::vector<std::string> roles = {};
    std::string locale = "pt-BR";
    bool stranger = false;  // unknown to the daemon's configuration
    std::string slack = {};
    std::string teams = {};  // the id that activities carry
    std::string teams_aad = {};
};

// Those of sample_workspace.hpp, with the roles that the sample configuration gives them.
std::vector<cast_member> sample_cast();

json::array to_json(const std::vector<cast_member>& cast, bool with_teams);

}  // namespace adapters::sandbox::web
