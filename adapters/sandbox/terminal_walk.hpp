// The guided tour of `incidentd sandbox`: one incident from `open` to the final post, told in a terminal. The
// people's deeds go through the in-process Slack, so all that the daemon sees and says is the real protocol.
#pragma once

#include "adapters/sandbox/slack_server.hpp"
#include "bot/language.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <string>

namespace adapters::sandbox {

struct walk_options {
    bot::language language = bot::language::pt_br;
    bot::clock::duration pause = std::chrono::milliseconds(1500);  // between two steps, for the reader
    bot::clock::duration limit = std::chrono::seconds(20);         // for each thing that is waited for
    bool colours = false;
    std::size_t width = 80;
    std::string approvals;  // where approval records appear; empty: that step is left out
};

// The workspace is that of sample_workspace.hpp, with the daemon connected or about to be. False when a step
// did not come about; `out` then says which and shows the channel.
boost::asio::awaitable<bool> walk(slack_server& slack, std::ostream& out, walk_options how);

// Columns of the terminal behind a file descriptor; 80 when it is none.
std::size_t terminal_width(int fd) noexcept;

}  // namespace adapters::sandbox
