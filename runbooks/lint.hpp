// Everything that can be said about runbooks before anybody needs them.
#pragma once

#include <string>
#include <vector>

#include "runbooks/diagnostic.hpp"

namespace runbooks {

struct source {
    std::string file;
    std::string text;
};

// The faults of each file, then those between files; sorted by file (in the order given), line and column.
std::vector<diagnostic> lint(const std::vector<source>& sources);

}  // namespace runbooks
