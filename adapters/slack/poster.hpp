// Carries out deliveries: posts, edits, and finds out whether a post that may have gone out did.
#pragma once

#include "adapters/slack/posts.hpp"
#include "adapters/slack/web_api.hpp"
#include "bot/clock.hpp"
#include "bot/platform.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <set>
#include <string>

namespace adapters::slack {

class poster {
public:
    // `self` is null until auth.test has told who we are.
    using who_we_are = std::function<const identity*()>;

    poster(
        web_api& api,
        bot::clock& time,
        settings config,
        timings limits,
        bot::language language,
        who_we_are self
    );

    boost::asio::awaitable<bot::delivery_outcome> deliver(
        bot::delivery what, std::optional<bot::delivery> target
    );
    boost::asio::awaitable<bot::look_up_outcome> look_up(
        bot::delivery what, std::optional<bot::delivery> target
    );

private:
    struct sighting {
        bot::look_up_result result = bot::look_up_result::cannot_tell;
        std::string ts;
        std::set<std::string> parts;  // of a preview's overflow, when its thread was asked for
        std::string error;
    };

    // The caller keeps `what` until it ends.
    boost::asio::awaitable<bot::delivery_outcome> post(const bot::delivery& what, boost::json::object body);
    boost::asio::awaitable<bot::delivery_outcome> post_preview(bot::delivery what);
    boost::asio::awaitable<bot::delivery_outcome> edit_post(
        bot::delivery what, std::string channel, std::string ts
    );
    boost::asio::awaitable<bot::delivery_outcome> edit(bot::delivery what, std::string ts);
    boost::asio::awaitable<bot::delivery_outcome> remove(bot::delivery what);
    boost::asio::awaitable<bot::delivery_outcome> complete(
        bot::delivery what,
        preview_content content,
        std::string ts,
        std::set<std::string> parts,
        bot::clock::time_point until
    );
    boost::asio::awaitable<api_reply> post_paced(boost::json::object body, std::string channel);
    boost::asio::awaitable<bool> join(std::string channel);
    boost::asio::awaitable<std::string> permalink(std::string channel, std::string ts);
    // One look through the channel, or through the thread `thread` when that is not empty.
    boost::asio::awaitable<sighting> look(
        bot::delivery what, std::string thread, bot::clock::time_point until
    );
    // Looks again until what is absent is absent for good: until `settled`.
    boost::asio::awaitable<sighting> look_until_settled(
        bot::delivery what, std::string thread, bot::time_point settled, bot::clock::time_point until
    );
    // The rest of a preview that is there: the parts that its thread misses, then the buttons.
    boost::asio::awaitable<bool> finish_preview(
        bot::delivery what, std::string ts, bot::time_point settled, bot::clock::time_point until
    );
    boost::asio::awaitable<api_reply> read_patiently(
        std::string method, form_fields fields, std::string channel, bot::clock::time_point until
    );
    boost::asio::awaitable<bool> know_ourselves(bot::clock::time_point until);
    bot::time_point wall_now() const;
    identity self() const;

    web_api& api_;
    bot::clock& time_;
    settings config_;
    timings limits_;
    bot::language language_;
    who_we_are self_;
    pacer channels_;
};

}  // namespace adapters::slack
