// Carries out deliveries through the Connector, and says private words.
#pragma once

#include "adapters/teams/activities.hpp"
#include "adapters/teams/connector.hpp"
#include "adapters/teams/conversations.hpp"
#include "bot/clock.hpp"
#include "bot/config/teams_settings.hpp"
#include "bot/platform.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace adapters::teams {

class poster {
public:
    poster(
        connector& calls,
        bot::clock& time,
        conversation_book& book,
        bot::teams_settings config,
        bot::language language,
        name_of_account name_of,
        account_of_name named
    );

    boost::asio::awaitable<bot::delivery_outcome> deliver(
        bot::delivery what, std::optional<bot::delivery> target
    );

    // To one person alone: in the chat with the bot, which is opened when there is none. Where no such chat
    // can be had, a line in `where` asks the person to open one; it names nothing of the words. Best effort.
    boost::asio::awaitable<void> tell(
        bot::account who, bot::channel_ref where, std::string thread, bot::notice words
    );

    // How a conversation is reached: as activities told, else as the configuration has it.
    conversation_reference reference_of(const std::string& conversation) const;
    address address_of(const conversation_reference& of, const std::string& root = {}) const;

private:
    boost::asio::awaitable<bot::delivery_outcome> edit(
        bot::delivery what, std::optional<bot::delivery> target
    );
    boost::asio::awaitable<bot::delivery_outcome> remove(bot::delivery what);
    boost::asio::awaitable<std::optional<conversation_reference>> chat_with(
        std::string person, conversation_reference met_in
    );
    boost::asio::awaitable<connector_reply> post(
        conversation_reference to, std::string root, boost::json::object activity
    );
    boost::asio::awaitable<std::string> name_in(conversation_reference where, bot::account who);
    card_frame frame() const;

    connector& calls_;
    bot::clock& time_;
    conversation_book& book_;
    bot::teams_settings config_;
    bot::language language_;
    name_of_account name_of_;
    account_of_name named_;
};

}  // namespace adapters::teams
