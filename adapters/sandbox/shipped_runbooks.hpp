// The runbooks that come with the program, as they are in the tree: the sandbox's documents begin with one.
#pragma once

#include <string_view>

namespace adapters::sandbox {

extern const std::string_view shipped_runbook_pt_br;
extern const std::string_view shipped_runbook_en;

}  // namespace adapters::sandbox
