// What went over the wire lately, for tests and for people who want to see the protocol. Tokens never enter.
#pragma once

#include "adapters/sandbox/json_in.hpp"
#include "bot/clock.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace adapters::sandbox {

struct wire_entry {
    std::uint64_t number = 0;
    bot::clock::wall_time at{};
    std::string kind{};     // Slack: api, hook, envelope, ack, link; Teams: call, activity
    std::string subject{};  // method, envelope or activity type, what happened to the link
    std::string id{};       // envelope id, activity id, link number or a call's path
    std::optional<std::chrono::microseconds> latency{};
    json::value sent{};      // what the app sent
    json::value answered{};  // what the platform sent
    unsigned status = 0;
    std::string fault{};  // the fault that struck, if any
};

class wire_log {
public:
    explicit wire_log(const bot::clock& time, std::size_t room = 2000) : time_(time), room_(room) {}

    std::uint64_t add(wire_entry e);
    const std::deque<wire_entry>& entries() const noexcept { return entries_; }              // oldest first
    const std::map<std::string, std::uint64_t>& counts() const noexcept { return counts_; }  // "kind subject"

    // Entries after `number`, at most `most`, oldest first.
    json::array since(std::uint64_t number, std::size_t most, std::string_view kind = {}) const;

    std::function<void()> on_entry;

private:
    const bot::clock& time_;
    std::size_t room_;
    std::uint64_t last_ = 0;
    std::deque<wire_entry> entries_;
    std::map<std::string, std::uint64_t> counts_;
};

json::object to_json(const wire_entry& e);

// Every string that looks like a token, and every field called token, becomes "(redacted)".
json::value redacted(json::value v);

}  // namespace adapters::sandbox
