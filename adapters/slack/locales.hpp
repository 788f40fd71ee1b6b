// The language each person has set in Slack: payloads do not tell it, users.info does.
#pragma once

#include "adapters/slack/web_api.hpp"
#include "bot/clock.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <set>
#include <string>

namespace adapters::slack {

// Asks beside the event, never before it: who has not been asked about yet has no locale, and gets answers in
// the configured one. Keeps at most 2,000 people, asks about four at a time.
class locales {
public:
    locales(web_api& api, bot::clock& time, bot::task_group& chores, std::string name, timings limits);

    // "pt-BR", "en-US"; empty while it is not known.
    std::string of(const std::string& user_id);

private:
    boost::asio::awaitable<void> ask(std::string user_id);

    struct known {
        std::string locale;
        bot::clock::time_point until;
    };

    web_api& api_;
    bot::clock& time_;
    bot::task_group& chores_;
    std::string name_;
    timings limits_;
    std::map<std::string, known> known_;
    std::set<std::string> asked_;
};

}  // namespace adapters::slack
