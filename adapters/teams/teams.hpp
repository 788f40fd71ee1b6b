// Microsoft Teams as one of the platforms: signed activities for what people do, the Connector for what they
// are told.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/teams/activities.hpp"
#include "adapters/teams/connector.hpp"
#include "adapters/teams/conversations.hpp"
#include "adapters/teams/counters.hpp"
#include "adapters/teams/inbound_side.hpp"
#include "adapters/teams/timings.hpp"
#include "adapters/teams/tokens.hpp"
#include "bot/clock.hpp"
#include "bot/config/teams_settings.hpp"
#include "bot/language.hpp"
#include "bot/platform.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace adapters::teams {

// Private words outside an invoke: returns at once, best effort. An empty account is nobody that Teams
// vouches for: the words go into the conversation's thread.
using teller =
    std::function<void(bot::account who, bot::channel_ref where, std::string thread, bot::notice words)>;
// Who a bot-specific id ("29:…") is, asked of the Connector; nothing when it does not tell.
using member_finder =
    std::function<boost::asio::awaitable<std::optional<member>>(std::string conversation, std::string id)>;
// Makes the side that listens; what it is given lives as long as the platform.
using inbound_maker = std::function<std::unique_ptr<inbound_side>(teller tell, member_finder find)>;

// All of it outlives the platform.
struct dependencies {
    boost::asio::any_io_executor executor;
    bot::clock& time;
    http::client& net;
    conversation_book& book;
    inbound_maker make_inbound;
    name_of_account name_of;  // how people are written; may answer nothing
    account_of_name named;    // whom a template's <at>…</at> means
    bot::language language = bot::language::pt_br;
    counters& count;
    identity_service identity;
    std::uint64_t seed = 0;  // of all jitter
};

// On refused credentials run() returns bad_credentials, and trouble() names the reference and the code.
std::unique_ptr<bot::platform> make_teams(
    dependencies with, bot::teams_settings config, password secret, timings limits = {}
);

}  // namespace adapters::teams
