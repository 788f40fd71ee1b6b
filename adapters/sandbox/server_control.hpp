// What the people's side of every server here has in common: faults on purpose, what went over the wire,
// waiting.
#pragma once

#include "adapters/sandbox/fault_plan.hpp"
#include "adapters/sandbox/json_in.hpp"
#include "adapters/sandbox/wire_log.hpp"
#include "bot/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace adapters::sandbox {

// Its parts outlive it.
class server_control {
public:
    server_control(bot::clock& time, wire_log& log, fault_plan& faults)
        : time_(time), log_(log), faults_(faults)
    {
    }

    // `log`, `counters`, `faults`; an empty object for every other name.
    json::object look(const std::string& what, const json::object& a) const;
    // `fault`, `unfault`; an empty object for every other name.
    json::object change(const std::string& what, const json::object& a) const;

    // What a condition finds now: how many of it, and what to answer with, "ok": false for a refusal.
    struct found {
        std::size_t have = 0;
        json::object seen{{"ok", true}};
    };
    // Nothing for a condition that is none.
    using condition = std::function<std::optional<found>(const std::string& what, const json::object& a)>;
    // Until `count` of what is waited `for` are there, `timeout_ms` at most; `log` is known here.
    boost::asio::awaitable<json::object> wait(json::object a, condition look_for) const;

private:
    std::optional<found> find(const std::string& what, const json::object& a, const condition& look_for)
        const;

    bot::clock& time_;
    wire_log& log_;
    fault_plan& faults_;
};

}  // namespace adapters::sandbox
