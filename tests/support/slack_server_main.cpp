// The in-process Slack alone, for tests whose app is another process: prints its port, serves until SIGTERM.
//   incidentd_slack_server [PORT] [--no-rate-limits] [--seed N] [--retries MS,MS,MS]
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/slack_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

int main(int argc, char** argv)
{
    adapters::sandbox::slack_server_settings settings;
    std::uint16_t port = 0;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const std::string next = i + 1 < argc ? argv[i + 1] : "";
        if (word == "--no-rate-limits") {
            settings.api.rate_limits = false;
        } else if (word == "--seed") {
            settings.seed = std::strtoull(next.c_str(), nullptr, 10);
            ++i;
        } else if (word == "--retries") {
            settings.sockets.event_retries.clear();
            std::istringstream list(next);
            for (std::string ms; std::getline(list, ms, ',');) {
                settings.sockets.event_retries.emplace_back(std::strtol(ms.c_str(), nullptr, 10));
            }
            ++i;
        } else {
            port = static_cast<std::uint16_t>(std::strtoul(argv[i], nullptr, 10));
        }
    }
    boost::asio::io_context io(1);
    bot::real_clock time;
    adapters::sandbox::slack_server slack(io.get_executor(), time, settings);
    adapters::sandbox::fill_sample(slack.workspace());
    const auto bound = slack.start("127.0.0.1", port);
    if (!bound) {
        std::fprintf(stderr, "cannot listen on port %u: %s\n", port, bound.error().message().c_str());
        return 1;
    }
    std::printf("%u\n", *bound);
    std::fflush(stdout);
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& ec, int) {
        if (!ec) boost::asio::co_spawn(io, slack.stop(), [&](std::exception_ptr) { io.stop(); });
    });
    io.run();
    return 0;
}
