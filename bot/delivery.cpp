#include "bot/delivery.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace bot {

std::string_view name_of(delivery_state s) noexcept
{
    return boost::describe::enum_to_string(s, "");
}

std::string_view name_of(delivery_kind k) noexcept
{
    return boost::describe::enum_to_string(k, "");
}

}  // namespace bot
