#include "bot/incident.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <cctype>

namespace bot {

std::optional<severity> parse_severity(std::string_view word) noexcept
{
    const auto is = [&](std::size_t at, char lower) {
        return std::tolower(static_cast<unsigned char>(word[at])) == lower;
    };
    if (word.size() == 4 && is(0, 's') && is(1, 'e') && is(2, 'v')) {
        word.remove_prefix(3);
    } else if (word.size() == 2 && is(0, 's')) {
        word.remove_prefix(1);
    }
    if (word.size() != 1 || word[0] < '1' || word[0] > '4') return std::nullopt;
    return static_cast<severity>(word[0] - '1');
}

std::string_view name_of(severity s) noexcept
{
    return boost::describe::enum_to_string(s, "");
}

std::string_view name_of(incident_state s) noexcept
{
    return boost::describe::enum_to_string(s, "");
}

}  // namespace bot
