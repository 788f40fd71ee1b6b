// The channel's published keys: fetched ahead, refreshed daily and for an unknown key id, kept through an
// outage of the host that publishes them. teams.md 2.3.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/teams/inbound_counters.hpp"
#include "adapters/teams/settings.hpp"
#include "adapters/teams/signing_keys.hpp"
#include "bot/clock.hpp"
#include "bot/mailbox.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace adapters::teams {

// Loop's thread only.
class key_ring {
public:
    key_ring(
        boost::asio::any_io_executor ex,
        bot::clock& time,
        http::client& net,
        std::string metadata_url,
        std::string name,  // of the bot, for the log
        inbound_timings limits,
        inbound_counters& count
    );

    // Does all the fetching, one at a time, until cancelled.
    boost::asio::awaitable<void> run();

    bool ready() const;           // there are keys, and they are not too old
    std::string trouble() const;  // why not, for people
    // Changes whenever the set of keys does: what was verified with an older set counts no more.
    std::uint64_t generation() const noexcept { return generation_; }

    // An unknown id asks for a fetch, unless one was asked for within the floor, and waits for it.
    boost::asio::awaitable<std::optional<signing_key>> find(std::string id);

private:
    boost::asio::awaitable<void> fetch();
    boost::asio::awaitable<std::string> fetch_once(std::vector<signing_key>& into);  // why not; empty: done
    boost::asio::awaitable<bot::result<std::string>> read(std::string url);
    boost::asio::awaitable<void> attempt_after(std::uint64_t attempts);
    std::optional<signing_key> held(const std::string& id) const;

    bot::clock& time_;
    http::client& net_;
    std::string metadata_url_;
    std::string name_;
    inbound_timings limits_;
    inbound_counters& count_;
    bot::mailbox<bool> asked_;
    boost::asio::steady_timer attempted_;  // never expires; cancelled after each attempt
    std::uint64_t attempts_ = 0;
    bool fetching_ = false;
    std::uint64_t generation_ = 0;
    std::map<std::string, signing_key, std::less<>> keys_;
    std::optional<bot::clock::time_point> fetched_;
    std::optional<bot::clock::time_point> asked_at_;  // for an unknown id
    std::string trouble_ = "the channel's keys are not there yet";
};

}  // namespace adapters::teams
