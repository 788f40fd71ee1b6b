// Several words in one sentence.
#pragma once

#include <span>
#include <string>

namespace commands {

inline std::string listed(std::span<const std::string> all)
{
    std::string text;
    for (const auto& one : all) {
        if (!text.empty()) text += ", ";
        text += one;
    }
    return text;
}

}  // namespace commands
