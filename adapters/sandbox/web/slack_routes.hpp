// What a page may do in the in-process Slack: the deeds of people, and nothing else of its control.
#pragma once

#include "adapters/sandbox/slack_server.hpp"
#include "adapters/sandbox/web/page_server.hpp"

namespace adapters::sandbox::web {

// POST /api/slack/DEED for every deed; `slack` outlives the server.
void add_slack_routes(page_server& page, slack_server& slack);

}  // namespace adapters::sandbox::web
