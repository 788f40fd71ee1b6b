// Points in time as the whole product keeps them: milliseconds of UTC. Rules get the time as a parameter.
#pragma once

#include <chrono>

namespace bot {

using time_point = std::chrono::sys_time<std::chrono::milliseconds>;

}  // namespace bot
