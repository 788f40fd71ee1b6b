// What the platform needs of the side that listens: activities in, answers to invokes out.
#pragma once

#include "bot/error.hpp"
#include "bot/platform.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace adapters::teams {

class inbound_side {
public:
    virtual ~inbound_side() = default;
    // Keeps the keys fresh and takes activities until cancelled; returns only what is fatal.
    virtual boost::asio::awaitable<boost::system::error_code> run(bot::event_sink& sink) = 0;
    virtual bool usable() const noexcept = 0;  // keys are loaded
    virtual std::string trouble() const = 0;   // why not, for people
    // Takes no more activities; those under way are answered.
    virtual boost::asio::awaitable<void> stop() = 0;
};

}  // namespace adapters::teams
