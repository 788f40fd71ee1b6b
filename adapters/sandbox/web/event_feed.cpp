#include "adapters/sandbox/web/event_feed.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <utility>

namespace adapters::sandbox::web {

namespace asio = boost::asio;

event_feed::event_feed(asio::any_io_executor ex, std::string run, feed_limits limits)
    : run_(std::move(run)), limits_(limits), bell_(std::move(ex), asio::steady_timer::time_point::max())
{
}

std::string event_feed::id_of(std::uint64_t number) const
{
    return run_ + '.' + std::to_string(number);
}

std::string event_feed::aside(std::string_view type, const json::value& data) const
{
    return json::serialize(json::object{{"id", id_of(last_)}, {"type", type}, {"data", data}});
}

void event_feed::add(std::string_view type, const json::value& data)
{
    ++last_;
    frames_.push_back(std::make_shared<const std::string>(aside(type, data)));
    bytes_ += frames_.back()->size();
    while (frames_.size() > limits_.events || (bytes_ > limits_.bytes && frames_.size() > 1)) {
        bytes_ -= frames_.front()->size();
        frames_.pop_front();
    }
    bell_.cancel();
}

std::optional<std::uint64_t> event_feed::resumable(std::string_view id) const
{
    const auto dot = id.rfind('.');
    if (dot == std::string_view::npos || id.substr(0, dot) != run_) return std::nullopt;
    const auto digits = id.substr(dot + 1);
    std::uint64_t number = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (ec != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if (number > last_ || !holds(number)) return std::nullopt;
    return number;
}

event_feed::frame event_feed::after(std::uint64_t number) const
{
    if (number >= last_ || !holds(number)) return nullptr;
    return frames_[frames_.size() - static_cast<std::size_t>(last_ - number)];
}

asio::awaitable<void> event_feed::beyond(std::uint64_t number)
{
    while (last_ <= number) co_await bell_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace adapters::sandbox::web
