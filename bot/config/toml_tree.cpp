#include "bot/config/toml_tree.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

namespace bot {

namespace {

toml_value convert(const toml::node& from)
{
    toml_value to;
    to.line = from.source().begin.line;
    to.column = from.source().begin.column;
    if (const auto* text = from.as_string()) {
        to.kind = toml_kind::text;
        to.text = text->get();
    } else if (const auto* number = from.as_integer()) {
        to.kind = toml_kind::integer;
        to.integer = number->get();
    } else if (const auto* flag = from.as_boolean()) {
        to.kind = toml_kind::flag;
        to.flag = flag->get();
    } else if (const auto* array = from.as_array()) {
        to.kind = toml_kind::array;
        for (const toml::node& each : *array) to.items.push_back(convert(each));
    } else if (const auto* table = from.as_table()) {
        to.kind = toml_kind::table;
        for (const auto& [key, value] : *table) {
            to.members.push_back(
                {.key = std::string(key.str()),
                 .line = key.source().begin.line,
                 .column = key.source().begin.column,
                 .value = convert(value)}
            );
        }
    }
    return to;
}

}  // namespace

const toml_value* toml_value::find(std::string_view key) const noexcept
{
    for (const toml_member& each : members) {
        if (each.key == key) return &each.value;
    }
    return nullptr;
}

std::string_view name_of(toml_kind kind) noexcept
{
    switch (kind) {
        case toml_kind::text:
            return "text";
        case toml_kind::integer:
            return "a whole number";
        case toml_kind::flag:
            return "true or false";
        case toml_kind::array:
            return "a list";
        case toml_kind::table:
            return "a table";
        case toml_kind::other:
            break;
    }
    return "another kind of value";
}

boost::system::result<toml_value, config_faults> read_toml(std::string_view text, const std::string& file)
{
    try {
        return convert(toml::parse(text, std::string_view(file)));
    } catch (const toml::parse_error& e) {
        return config_faults{config_fault{
            .file = file,
            .line = e.source().begin.line,
            .column = e.source().begin.column,
            .message = fmt::format("not TOML: {}", e.description())
        }};
    }
}

}  // namespace bot
