// The [[teams]] sections as platforms: each with its conversation book, its side that listens and its
// counters.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "adapters/teams/conversation_store.hpp"
#include "adapters/teams/counters.hpp"
#include "adapters/teams/inbound_counters.hpp"
#include "adapters/teams/messages_door.hpp"
#include "adapters/teams/teams.hpp"
#include "bot/address.hpp"
#include "bot/clock.hpp"
#include "bot/config/teams_settings.hpp"
#include "bot/platform.hpp"
#include "bot/snapshot.hpp"
#include "bot/world.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace adapters::daemon {

// Loop's thread only; outlives the platforms that it made and the server whose handler it gave.
class teams_bots {
public:
    struct parts {
        boost::asio::any_io_executor executor;
        bot::clock& time;
        http::client& net;
        teams::identity_service identity;
        std::function<std::shared_ptr<const bot::snapshot>()> current;
        std::function<const bot::world&()> state;
        std::function<teams::password(bot::secret_ref)> password_of;
    };
    struct counted {
        std::string name;
        teams::counters out;
        teams::inbound_counters in;
    };

    // `stored`: what the store remembers of conversations and people, of all connections.
    teams_bots(parts with, std::vector<bot::address> stored);

    std::unique_ptr<bot::platform> make(const bot::teams_settings& of, bot::language language);

    // /api/messages, and `next` for every other path.
    http::request_handler handler(http::request_handler next) { return door_.handler(std::move(next)); }

    // Whom a template's <at>…</at> means, by handle or by name.
    std::optional<bot::account> person_named(std::string_view name) const;

    const std::deque<counted>& counters() const noexcept { return counters_; }

private:
    std::unique_ptr<teams::inbound_side> listen(
        const bot::teams_settings& of,
        bot::language language,
        teams::conversation_store& book,
        counted& count,
        teams::teller tell,
        teams::member_finder find
    );
    std::string handle_of(const bot::account& who) const;
    std::optional<boost::json::object> current_card(
        const std::string& draft_value, const bot::channel_ref& where
    ) const;

    parts with_;
    std::vector<bot::address> stored_;
    teams::messages_door door_;
    std::deque<counted> counters_;  // addresses stay
    std::deque<teams::conversation_store> books_;
};

}  // namespace adapters::daemon
