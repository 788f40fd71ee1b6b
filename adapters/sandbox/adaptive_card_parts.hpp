// How cards nest: shared by the check of a card and the pressing of its buttons.
#pragma once

#include "adapters/sandbox/json_in.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace adapters::sandbox::cards {

inline bool one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

inline bool is_input(std::string_view type)
{
    return type.starts_with("Input.");
}

// The arrays in which a kind of element keeps others.
inline std::vector<std::string_view> children_of(std::string_view type)
{
    if (one_of(type, {"AdaptiveCard"})) return {"body"};
    if (one_of(type, {"Container", "Column", "TableCell"})) return {"items"};
    if (type == "ColumnSet") return {"columns"};
    if (type == "Table") return {"rows"};
    if (type == "TableRow") return {"cells"};
    if (type == "ImageSet") return {"images"};
    return {};
}

template <class Visit>
void each_object(const json::object& o, std::string_view key, Visit visit)
{
    if (const auto* a = array_at(o, key)) {
        for (const auto& v : *a)
            if (v.is_object()) visit(v.get_object());
    }
}

}  // namespace adapters::sandbox::cards
