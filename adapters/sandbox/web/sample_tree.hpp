// The sample documents tree, written out.
#pragma once

#include "bot/error.hpp"
#include "bot/language.hpp"

#include <string>

namespace adapters::sandbox::web {

// Makes the folder and everything in it; the communication runbook in the given language, all else in
// Portuguese.
bot::result<void> write_sample_tree(const std::string& root, bot::language language);

}  // namespace adapters::sandbox::web
