// The commands as manifests show them: handed in, so that adapters need not know the grammar.
#pragma once

#include <string>
#include <vector>

namespace adapters::manifest {

struct command_words {
    std::string word;  // the canonical one
    std::string word_en;
    std::string word_pt;
    std::string help_en;
    std::string help_pt;
};

}  // namespace adapters::manifest
