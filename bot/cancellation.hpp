// Whether what a coroutine throws is its end by cancellation, which a guard lets pass, or a bug, which it
// keeps.
#pragma once

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>

namespace bot {

inline bool is_cancellation(const std::exception& thrown) noexcept
{
    const auto* system = dynamic_cast<const boost::system::system_error*>(&thrown);
    return system != nullptr && system->code() == boost::asio::error::operation_aborted;
}

}  // namespace bot
