// What a page may do in the in-process Teams: the deeds of people, and nothing else of its control.
#pragma once

#include "adapters/sandbox/teams_server.hpp"
#include "adapters/sandbox/web/page_server.hpp"

namespace adapters::sandbox::web {

// POST /api/teams/DEED for every deed; `teams` outlives the server.
void add_teams_routes(page_server& page, teams_server& teams);

}  // namespace adapters::sandbox::web
