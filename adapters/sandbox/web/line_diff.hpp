// Two texts line by line: what went and what came, and within lines that belong together, which words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::sandbox::web {

struct diff_part {
    std::string text;
    bool changed = false;
};

struct diff_line {
    char op = ' ';                      // ' ', '-', '+'
    std::string text;                   // without its line break
    std::vector<diff_part> parts = {};  // of '-' and '+' lines that replace each other
};

struct diff_hunk {
    std::size_t old_start = 1;  // numbers of its first lines, from 1
    std::size_t new_start = 1;
    std::vector<diff_line> lines;
};

// With three lines of context. Where the texts differ in more than 2,000 lines the middle is shown as
// replaced whole: correct, if not the shortest. Costs at most a few million steps.
std::vector<diff_hunk> line_diff(std::string_view before, std::string_view after);

}  // namespace adapters::sandbox::web
