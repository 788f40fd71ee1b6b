// The built daemon beside the in-process Slack (and Teams), each a process of its own, in a directory of its
// own.
#pragma once

#include "bot/store/store.hpp"
#include "tests/e2e/teams_side.hpp"
#include "tests/support/http_call.hpp"
#include "tests/support/process.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tests {

namespace json = boost::json;

struct stand_options {
    std::string expires = "30m";
    std::string liveness = "25s";
    std::string bot_token = "xoxb-sandbox";
    std::string bot_token_reference = "env:SLACK_BOT_TOKEN";
    std::vector<std::string> slack_words = {"--no-rate-limits"};
    std::string slack_api_url;                     // empty: the server's own
    std::string destination_channel = "C0STATUS";  // empty: posts go where the command was typed
    std::string webhook_channel;     // a second destination, "stakeholders", posts there through a webhook
    std::string webhook_language;    // of that destination
    std::string extra_runbook_text;  // behind the usual runbook
    std::string runbook;             // instead of the usual one
    bool with_teams = false;         // Ana, Renata and Igor are the same people there
    std::vector<std::string> teams_words = {"--no-throttling"};
    std::string approval;  // more lines of [approval]
    std::string sections;  // more sections, at the end
};

class stand {
public:
    explicit stand(stand_options options = {});
    ~stand();

    // Before the start: the configuration, where the options do not reach. Throws when `from` is not there.
    void replace_in_config(const std::string& from, const std::string& to) const;
    void append_to_config(const std::string& text) const;
    // "NAME=value", of every process started from now on.
    void add_to_environment(std::string variable) { more_environment_.push_back(std::move(variable)); }

    // Starts the daemon and waits until it is ready and Slack sees its link. False when it is not soon.
    bool start();
    // Only starts the process.
    void launch();
    void kill_now();            // SIGKILL
    std::optional<int> stop();  // SIGTERM; the exit code, nothing after 10 seconds
    process& daemon() { return daemon_; }
    std::string log() const { return file_text(log_file_); }
    http_answer get(const std::string& path) const;  // of the daemon's own HTTP server
    std::uint16_t port() const;                      // of that; 0 before it listens
    std::uint16_t slack_port() const noexcept { return slack_port_; }

    // POST /sandbox/PATH.
    json::object slack(const std::string& path, json::object arguments) const;
    json::object slash(std::string as, std::string channel, std::string text) const;
    json::object press(std::string as, std::string channel, const json::object& message, std::string action)
        const;
    // Messages in a channel whose text or blocks contain a word; of one metadata type unless that is empty.
    std::vector<json::object> messages(std::string channel, std::string event_type, std::string contains = {})
        const;
    // Waits for at least one such message; the newest, empty when none comes.
    json::object message(
        std::string channel,
        std::string event_type,
        std::string contains = {},
        std::chrono::seconds limit = std::chrono::seconds(60)
    ) const;
    // Waits for a private message to a person, in one channel unless that is empty.
    bool told(std::string as, std::string contains, std::string channel = {}) const;

    const teams_side& teams() const { return *teams_; }  // with_teams only

    std::unique_ptr<bot::store_reader> read_store() const;
    // incidentd with these words and this configuration; standard output goes to `out`.
    int run(std::vector<std::string> words, std::string& out) const;

    const std::filesystem::path& directory() const { return directory_; }
    const std::filesystem::path& config_file() const { return config_file_; }
    std::filesystem::path documents() const { return directory_ / "docs"; }
    std::filesystem::path runbook() const { return documents() / "runbooks" / "communication.md"; }
    void write_runbook(const std::string& text) const;

private:
    std::vector<std::string> environment() const;

    stand_options options_;
    std::filesystem::path directory_, config_file_, log_file_;
    process slack_, daemon_;
    std::unique_ptr<teams_side> teams_;
    std::uint16_t slack_port_ = 0;
    std::string webhook_url_;
    std::vector<std::string> more_environment_;
    int starts_ = 0;
};

extern const std::string good_runbook;

bool accepted(const json::object& deed);  // its "ok"
std::string text_of(const json::object& o, std::string_view key);
std::string meta(const json::object& message, std::string_view key);  // of the metadata's event_payload
bool has(const json::object& message, std::string_view words);        // anywhere in its JSON

}  // namespace tests
