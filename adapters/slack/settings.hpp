// What the client needs beside a [[slack]] section: its tokens and its timings.
#pragma once

#include "bot/config/secret.hpp"
#include "bot/config/slack_settings.hpp"
#include "bot/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace adapters::slack {

using settings = bot::slack_settings;

// A token and where it comes from. `read` is asked anew with `rejected` = true once Slack refused it.
struct token {
    std::string reference;  // "env:SLACK_BOT_TOKEN": may be shown
    std::function<boost::asio::awaitable<bot::result<bot::secret>>(bool rejected)> read;
};

// Every pause and deadline of the client, so that tests can shorten them.
struct timings {
    using ms = std::chrono::milliseconds;
    ms call = std::chrono::seconds(15);
    ms post = std::chrono::seconds(20);
    ms open_view = std::chrono::milliseconds(2500);
    ms permalink = std::chrono::milliseconds(1500);
    ms handshake = std::chrono::seconds(20);  // name look-up to upgrade
    ms hello = std::chrono::seconds(10);      // after the upgrade
    ms ping = std::chrono::seconds(10);       // the most; a third of the liveness when that is less
    ms drain = std::chrono::seconds(30);      // how long an old link is read beside its replacement
    ms close = std::chrono::seconds(2);       // for the goodbye, then the socket is destroyed
    ms proven = std::chrono::seconds(30);     // up for so long after the hello: failures are forgotten
    ms first_pause = std::chrono::seconds(1);
    ms longest_pause = std::chrono::seconds(60);
    ms crowded_pause = std::chrono::seconds(60);    // too_many_websockets: at least
    ms disabled_pause = std::chrono::seconds(180);  // link_disabled
    ms dial_gap = std::chrono::seconds(2);          // between two dials of all links
    int dials_a_minute = 18;
    ms late_ack = std::chrono::milliseconds(2500);  // after it an answer goes to the response URL
    ms look_up_margin = std::chrono::seconds(120);  // before sending_at
    ms look_up_pause = std::chrono::seconds(3);
    ms look_up = std::chrono::seconds(120);         // a whole look-up, all its pages and waits
    ms look_up_settled = std::chrono::seconds(30);  // after its bytes left, a post that went out can be seen
    ms departure = std::chrono::seconds(120);       // after sending_at no byte of a post leaves any more
    ms members = std::chrono::seconds(60);          // how long a membership is believed
    ms stop = std::chrono::seconds(5);
};

}  // namespace adapters::slack
