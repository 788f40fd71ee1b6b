// What somebody needs who has seen enough and wants their own Slack: the app's manifest and three settings.
#pragma once

#include "adapters/sandbox/json_in.hpp"

namespace adapters::sandbox::web {

json::object connect_facts();

}  // namespace adapters::sandbox::web
