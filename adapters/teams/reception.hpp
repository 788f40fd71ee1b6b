// The inbound half of one bot: checks each delivered activity, hands it to the rules, answers the channel.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "adapters/teams/conversation_store.hpp"
#include "adapters/teams/inbound_counters.hpp"
#include "adapters/teams/inbound_side.hpp"
#include "adapters/teams/settings.hpp"
#include "bot/clock.hpp"
#include "bot/language.hpp"
#include "bot/platform.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::teams {

// What is shown for a person in what others typed; may answer nothing.
using handle_of = std::function<std::string(const bot::account&, std::string_view label)>;

// All of it outlives the reception.
struct reception_parts {
    boost::asio::any_io_executor executor;
    bot::clock& time;
    http::client& net;  // for OpenID metadata and keys
    conversation_store& book;
    inbound_counters& count;
    handle_of handle;
    bot::language language = bot::language::pt_br;
    // Words for one person outside any reply: personal chat, else a line in the thread. Without an account
    // (the sender is unknown to Entra): the line at once.
    std::function<void(bot::account who, bot::channel_ref where, std::string thread, bot::notice words)> tell;
    // The card of the preview that a press or refresh belongs to, as it is now; nothing when there is none.
    std::function<std::optional<boost::json::object>(std::string draft_value, bot::channel_ref where)>
        current_card;
    // Whether the rules want to hear of a message that somebody clicked on; may be empty: never.
    std::function<bool(const bot::sighting&, const bot::channel_ref& where)> is_news;
    // Who a mentioned id is, asked of the Connector; may be empty. Bounded by inbound_timings::find_person.
    std::function<
        boost::asio::awaitable<std::optional<known_person>>(std::string conversation, std::string mri)>
        find_person;
};

// Loop's thread only.
class reception final : public inbound_side {
public:
    reception(reception_parts with, settings config, inbound_timings limits = {});
    ~reception() override;

    boost::asio::awaitable<boost::system::error_code> run(bot::event_sink& sink) override;
    bool usable() const noexcept override;  // the keys were fetched, or none are needed
    std::string trouble() const override;
    // New activities get 503, those under way their answers as the engine drains.
    boost::asio::awaitable<void> stop() override;

    const settings& config() const noexcept;
    // One POST, its path and method checked; `token` is the bearer's, empty when there is none.
    boost::asio::awaitable<http::server_response> take(http::server_request request, std::string token);

private:
    struct state;
    std::shared_ptr<state> state_;  // replies that come late find it gone
};

}  // namespace adapters::teams
