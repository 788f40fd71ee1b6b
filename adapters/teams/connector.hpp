// Calls of the Connector REST API: the token, the pace, and an honest word on whether a call was carried out.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/teams/connector_reply.hpp"
#include "adapters/teams/counters.hpp"
#include "adapters/teams/pacing.hpp"
#include "adapters/teams/timings.hpp"
#include "adapters/teams/tokens.hpp"
#include "adapters/teams/turns.hpp"
#include "bot/clock.hpp"
#include "bot/config/teams_settings.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

// A conversation as calls need it. Its service URL is checked again before each call: only hosts of the
// configuration ever see the token.
struct address {
    std::string service_url;
    std::string conversation;  // a channel's thread has ";messageid=ROOT" behind it
    std::string tenant_id;

    // All threads of a channel share its rates (teams.md 4.6).
    std::string bare() const { return conversation.substr(0, conversation.find(";messageid=")); }
};

struct member {
    std::string id;      // as this bot knows the person: "29:…"
    std::string aad_id;  // lower case; empty for guests of a meeting and bots
    std::string name;
};

// Writes into one conversation leave one after the other, whoever asks for them.
class connector {
public:
    connector(
        boost::asio::any_io_executor ex,
        http::client& net,
        bot::clock& time,
        bot::teams_settings config,
        tokens& bearer,
        timings limits,
        counters& count,
        std::uint64_t seed
    );

    // A new thread in a channel, with its first message; not safe to repeat.
    boost::asio::awaitable<connector_reply> start_thread(address channel, boost::json::object activity);
    // The chat of the bot with one person, by directory id; the same chat each time.
    boost::asio::awaitable<connector_reply> open_chat(address somewhere, std::string aad_id);
    // A message into a chat or a thread; not safe to repeat.
    boost::asio::awaitable<connector_reply> send(address to, boost::json::object activity);
    // The whole message anew; safe to repeat.
    boost::asio::awaitable<connector_reply> update(
        address where, std::string activity_id, boost::json::object activity
    );
    // Safe to repeat; ok when there is no such message any more.
    boost::asio::awaitable<connector_reply> remove(address where, std::string activity_id);
    // All members of a conversation or team, page by page; nothing when any page fails.
    boost::asio::awaitable<std::optional<std::vector<member>>> members(address of);
    // One member, by bot-specific or directory id.
    boost::asio::awaitable<std::optional<member>> one_member(address of, std::string id);

private:
    struct call {
        std::string method;
        std::string path;  // below the service URL
        std::string body;
        std::chrono::milliseconds deadline;
        bool is_read = false;
    };
    boost::asio::awaitable<connector_reply> carry_out(address to, call what);
    boost::asio::awaitable<connector_reply> carry_out_now(std::string base, std::string line, call what);
    boost::asio::awaitable<connector_reply> attempt(
        const std::string& url, const call& what, shared_token token
    );
    boost::asio::awaitable<connector_reply> read(address to, std::string path);
    static std::string name_of(const call& what);
    call write(std::string method, std::string path, const boost::json::object& body) const;
    std::chrono::milliseconds wait_for_turn(const std::string& line, bool is_read);
    void note_limit(const std::string& line, connector_reply& reply);

    http::client& net_;
    bot::clock& time_;
    bot::teams_settings config_;
    tokens& bearer_;
    timings limits_;
    counters& counters_;
    turns turns_;
    sliding_windows pace_;
    std::map<std::string, int> limits_in_a_row_;
    std::minstd_rand jitter_;
};

// UTF-16 units that an activity's JSON may have: about 100 KB, as Teams counts it (teams.md 4.7). What the
// rules let through and the cards make stays below 80 KB.
inline constexpr std::size_t largest_activity_units = std::size_t{100} * 1024 / 2;

}  // namespace adapters::teams
