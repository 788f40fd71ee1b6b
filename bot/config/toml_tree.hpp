// A TOML document as plain values that know their place, so that only one file sees the parser.
#pragma once

#include "bot/config/config_fault.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

enum class toml_kind { text, integer, flag, array, table, other };

struct toml_member;

struct toml_value {
    toml_kind kind = toml_kind::other;
    std::size_t line = 0;
    std::size_t column = 0;
    std::string text;
    std::int64_t integer = 0;
    bool flag = false;
    std::vector<toml_value> items;     // array
    std::vector<toml_member> members;  // table, in the order of the keys

    const toml_value* find(std::string_view key) const noexcept;
};

struct toml_member {
    std::string key;
    std::size_t line = 0;
    std::size_t column = 0;
    toml_value value;
};

std::string_view name_of(toml_kind) noexcept;  // "text", "a number", …, for faults

// The root table, or the one syntax fault that stopped the parser.
boost::system::result<toml_value, config_faults> read_toml(std::string_view text, const std::string& file);

}  // namespace bot
