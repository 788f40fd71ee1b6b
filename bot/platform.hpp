// What a chat platform or webhook must do for the rules. Adapters implement it; nothing here names one.
#pragma once

#include "bot/delivery.hpp"
#include "bot/inbound.hpp"
#include "bot/message.hpp"
#include "bot/time.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// How the person's platform can be answered. The functions are called on the loop's thread, each at most
// once, in this order: `open_form` at once (beside the commit, because triggers expire), `done` after the
// durable commit, `later` where `done` had no answer yet. Best effort; none of them outlives the platform.
struct receipt {
    std::optional<notice> answer;                     // shown to the acting person only
    std::map<std::string, std::string> field_errors;  // not empty: the submitted form stays open
};
struct reply_path {
    std::function<void(const form&)> open_form;
    std::function<void(const receipt&)> done;
    // Words to the person that come after the acknowledgement, by whatever way the event still leaves open.
    // May be empty: then platform::tell().
    std::function<void(const notice&)> later;
};

// Takes events off a platform. submit() never blocks; after it the event belongs to the engine.
// A duplicate is done with an empty receipt once the first one is durable.
class event_sink {
public:
    virtual ~event_sink() = default;
    virtual void submit(inbound event, reply_path reply) = 0;
    // Makes durable what was learned without a person doing anything, and marks `keys` as seen. `durable`
    // runs on the loop's thread after the commit, never when the store failed; it may be empty.
    virtual void keep(
        std::vector<address> rows, std::vector<std::string> keys, std::function<void()> durable
    ) = 0;
    virtual bool accepting(
    ) const noexcept = 0;  // false while stopping: do not ack, the platform delivers again
};

enum class delivery_result {
    sent,     // platform_id is set where the platform tells one
    retry,    // definitely not done: try again not before retry_after
    failed,   // definitely not done and trying again cannot help; `failure` says who can mend it
    unknown,  // may have been done
};

struct delivery_outcome {
    delivery_result result = delivery_result::unknown;
    std::string platform_id;
    std::string permalink;
    std::chrono::milliseconds retry_after{0};
    failure_kind failure = failure_kind::none;
    std::string error;  // for people: the platform's code and what to do; never a secret
};

enum class look_up_result { found, absent, cannot_tell };

struct look_up_outcome {
    look_up_result result = look_up_result::cannot_tell;
    std::string platform_id;
    std::string permalink;
    std::string error;
};

// Who belongs to a group, a channel or a team: what `slack_group:`, `channel` and `teams_team:` rules ask.
struct membership_query {
    std::string connection;  // configured name of the workspace or bot
    std::string kind;        // "group", "channel", "team"
    std::string id;
    friend auto operator<=>(const membership_query&, const membership_query&) = default;
};

// One reaction found on a message, read at start.
struct found_reaction {
    std::string name;  // normalised as in bot::reaction
    account who;
};

class platform {
public:
    virtual ~platform() = default;
    virtual std::string_view kind() const noexcept = 0;        // "slack", "webhook"
    virtual std::string_view connection() const noexcept = 0;  // configured name

    // Holds the connections; reconnects by itself; returns only what is fatal (credentials), or when
    // cancelled.
    virtual boost::asio::awaitable<boost::system::error_code> run(event_sink& sink) = 0;
    virtual bool usable() const noexcept = 0;  // for /readyz
    virtual std::string trouble() const = 0;   // why not usable, for people; empty when usable

    // One attempt. `target` is the settled delivery that an update or reply points to, else null.
    virtual boost::asio::awaitable<delivery_outcome> deliver(
        delivery what, std::optional<delivery> target
    ) = 0;
    // Whether a post that may have gone out did. Takes as long as the platform needs to be sure (bounded).
    virtual boost::asio::awaitable<look_up_outcome> look_up(
        delivery what, std::optional<delivery> target
    ) = 0;
    // Empty on any failure: callers deny.
    virtual boost::asio::awaitable<std::optional<std::set<std::string>>> members(membership_query query) = 0;
    // What is on a message now; nothing when the platform cannot tell, or did not: votes then stand as they
    // are.
    virtual boost::asio::awaitable<std::optional<std::vector<found_reaction>>> reactions(
        channel_ref where, std::string message_id
    ) = 0;
    // Private words outside any reply path, best effort.
    virtual boost::asio::awaitable<void> tell(account who, channel_ref where, notice words) = 0;
    // Stop taking events, finish writes, close sockets properly.
    virtual boost::asio::awaitable<void> stop() = 0;
};

}  // namespace bot
