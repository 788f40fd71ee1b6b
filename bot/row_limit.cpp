#include "bot/row_limit.hpp"

#include "bot/phrases.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <type_traits>

namespace bot {

namespace {

constexpr std::size_t always_taken = 4096;  // bytes

std::size_t weight(const std::string& text)
{
    return text.size();
}
template <class T>
    requires std::is_arithmetic_v<T> || std::is_enum_v<T>
std::size_t weight(const T&)
{
    return sizeof(T);
}
std::size_t weight(const time_point&)
{
    return sizeof(time_point);
}
template <class T>
    requires boost::describe::has_describe_members<T>::value
std::size_t weight(const T& row);
template <class T>
std::size_t weight(const std::optional<T>& value)
{
    return value ? weight(*value) : 0;
}
template <class T>
std::size_t weight(const std::vector<T>& list)
{
    std::size_t sum = 0;
    for (const T& item : list) sum += weight(item);
    return sum;
}
template <class T>
std::size_t weight(const std::map<std::string, T, std::less<>>& map)
{
    std::size_t sum = 0;
    for (const auto& [key, item] : map) sum += key.size() + weight(item);
    return sum;
}
template <class T>
    requires boost::describe::has_describe_members<T>::value
std::size_t weight(const T& row)
{
    std::size_t sum = 0;
    using members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<members>([&](auto member) { sum += weight(row.*member.pointer); });
    return sum;
}

template <class Row>
bool is_too_large(const Row* before, const Row& after)
{
    const std::size_t size = weight(after);
    if (size <= largest_row) return false;
    return size > (before == nullptr ? 0 : weight(*before)) + always_taken;
}

}  // namespace

std::optional<std::string> growth_fault(const change_set& changes, language l)
{
    for (const auto& [id, row] : changes.incidents()) {
        if (is_too_large(changes.before().find_incident(id), row))
            return say(l, phrases::incident_too_large, id, largest_row >> 20);
    }
    for (const auto& [id, row] : changes.drafts()) {
        if (is_too_large(changes.before().find_draft(id), row))
            return say(l, phrases::draft_too_large, id, largest_row >> 20);
    }
    return std::nullopt;
}

}  // namespace bot
