// A channel of the in-process Slack as text for a terminal, the way people see it.
#pragma once

#include "adapters/sandbox/slack_workspace.hpp"
#include "bot/language.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace adapters::sandbox {

struct view_options {
    std::size_t width = 80;
    bool colours = false;
    bot::language language = bot::language::pt_br;
    std::chrono::minutes utc_offset{-180};  // of the times shown
    std::string since;                      // only what came after this ts; empty: everything
};

// Messages in their order, replies indented below their thread, reactions, buttons, and what only one person
// sees, marked so. Ends with a line break.
std::string channel_view(slack_workspace& w, const channel& c, const view_options& how);

// What people read where Slack's mrkdwn has entities, mentions and links.
std::string readable(slack_workspace& w, std::string_view mrkdwn, bool emphasis = false);

}  // namespace adapters::sandbox
