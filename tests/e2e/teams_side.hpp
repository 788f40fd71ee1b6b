// The in-process Teams beside the daemon, a process of its own, and what people do there.
#pragma once

#include "tests/support/process.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tests {

namespace json = boost::json;

inline const std::string teams_billing = "19:BILLING@thread.tacv2";
inline const std::string teams_status = "19:STATUS@thread.tacv2";
inline const std::string teams_password = "teams-sandbox-secret";

class teams_side {
public:
    // Its bot listens on a free port that stays the same, however often the daemon is started.
    teams_side(const std::filesystem::path& directory, std::vector<std::string> words);

    std::uint16_t bot_port() const noexcept { return bot_port_; }
    std::string section() const;  // [[teams]], named acme-teams, the password as env:TEAMS_PASSWORD

    json::object control(const std::string& path, json::object arguments) const;  // POST /control/PATH
    // "@Incident" and the text, in a new thread of a channel; the answer has `ok` once the bot took it.
    json::object say(std::string as, std::string conversation, std::string text) const;
    json::object press(
        std::string as,
        std::string conversation,
        const json::object& message,
        std::string action,
        json::object inputs = {}
    ) const;
    // The bot's messages in a conversation whose text or card has these words.
    std::vector<json::object> messages(std::string conversation, std::string contains = {}) const;
    // Waits for one; the newest, empty when none comes.
    json::object message(
        std::string conversation, std::string contains, std::chrono::seconds limit = std::chrono::seconds(60)
    ) const;
    // Waits until the person is told these words in their personal chat.
    bool told(std::string as, std::string contains) const;

private:
    process server_;
    std::uint16_t port_ = 0;
    std::uint16_t bot_port_ = 0;
};

// Of the metadata in channelData.incidentd; empty when there is none.
std::string teams_meta(const json::object& message, std::string_view key);

}  // namespace tests
