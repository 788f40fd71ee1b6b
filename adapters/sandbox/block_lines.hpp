// Block Kit as lines of text: what is said and what can be pressed.
#pragma once

#include "adapters/sandbox/slack_workspace.hpp"

#include <string>
#include <vector>

namespace adapters::sandbox {

struct text_line {
    enum class look { plain, strong, faint, rule, button };
    std::string text;  // harmless; may hold emphasis, and line breaks
    look how = look::plain;
};

// `emphasis`: *bold* of mrkdwn becomes marks of text_width.hpp, otherwise its asterisks stay.
std::vector<text_line> block_lines(slack_workspace& w, const json::array& blocks, bool emphasis);

}  // namespace adapters::sandbox
