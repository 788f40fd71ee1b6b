// `incidentd sandbox`: the in-process platforms, the daemon as a child that talks to them over their own
// protocols, and the page's server, put together.
#pragma once

#include "adapters/sandbox/json_in.hpp"
#include "bot/clock.hpp"
#include "bot/language.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace adapters::sandbox::web {

// A row of the command table as completion needs it.
struct known_command {
    std::string word;
    std::vector<std::string> aliases;
    std::string usage_pt, usage_en;
    std::string help_pt, help_en;
    std::string needs;  // "anyone", "approver", …
};

struct workspace_options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string token = {};      // empty: one is made up where the address is not this machine's own
    std::string documents = {};  // empty: the sample tree in a temporary folder
    std::string config = {};     // one's own, for `documents`; empty: incidentd.toml in it, or the sample's
    bot::language language = bot::language::pt_br;
    std::vector<std::string> faults = {};  // switched on from the start
    std::string page_dir = {};             // the page's files from here; empty: those in the program
    bool teams = true;                     // an in-process Teams beside the Slack
    std::string version = {};
    std::vector<known_command> commands = {};
    std::vector<std::string> environment = {};  // of the daemon
    std::string program = "/proc/self/exe";
};

// Loop's thread only.
class local_workspace {
public:
    local_workspace(boost::asio::any_io_executor ex, bot::clock& time, workspace_options how);
    ~local_workspace();  // stop() first

    // Why not, as a sentence for people; empty when everything is up and the daemon was started.
    std::string start();
    boost::asio::awaitable<void> stop();

    std::string address() const;  // with the token, if there is one
    std::string documents() const;
    std::vector<std::string> notes() const;  // what of one's own configuration is not as it says

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace adapters::sandbox::web
