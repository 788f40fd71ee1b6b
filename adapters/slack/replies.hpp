// Answers to the person who acted: the acknowledgement, private words, forms.
#pragma once

#include "adapters/slack/blocks.hpp"
#include "adapters/slack/socket_link.hpp"
#include "adapters/slack/web_api.hpp"
#include "bot/language.hpp"
#include "bot/platform.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <map>
#include <memory>
#include <string>

namespace adapters::slack {

// Where an event came from and how the person can be reached.
struct origin {
    std::weak_ptr<socket_link> link;
    std::string envelope_id;
    bool accepts_payload = false;
    bool is_slash = false;
    bool is_submission = false;
    bot::clock::time_point received;
    std::string user;
    std::string channel;
    std::string thread;
    std::string trigger_id;
    std::string response_url;
    std::string view_id;                           // of a submission
    std::map<std::string, std::string> submitted;  // its values
};

// Nothing is answered but acknowledged: {"envelope_id":…}, with the payload unless it is empty.
std::string ack_frame(const std::string& envelope_id, const boost::json::object& payload);

constexpr std::size_t largest_ack = 16 * 1024;

class replies {
public:
    replies(
        web_api& api,
        bot::clock& time,
        bot::task_group& chores,
        std::string name,
        timings limits,
        bot::language language,
        counters& count
    );

    bot::reply_path path_for(origin where);
    boost::asio::awaitable<void> tell(
        std::string user, std::string channel, std::string thread, bot::notice words
    );

private:
    void finish(const origin& where, const bot::receipt& receipt);
    void acknowledge(const origin& where, const boost::json::object& payload, bool& delivered);
    boost::asio::awaitable<void> answer(origin where, bot::notice words);
    boost::asio::awaitable<void> open_form(origin where, boost::json::object view);
    void remember_view(const std::string& view_id, const origin& where);

    struct view_place {
        std::string channel;
        std::string thread;
    };

    web_api& api_;
    bot::clock& time_;
    bot::task_group& chores_;
    std::string name_;
    timings limits_;
    bot::language language_;
    counters& counters_;
    std::map<std::string, view_place> views_;  // where open forms were asked for, the newest ones
    std::deque<std::string> view_order_;
};

}  // namespace adapters::slack
