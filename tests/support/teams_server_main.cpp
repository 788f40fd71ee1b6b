// The in-process Teams alone, for tests whose bot is another process: prints its port, serves until SIGTERM.
//   incidentd_teams_server [PORT] [--tls CERTIFICATE] [--no-throttling] [--seed N] [--redelivery MS,MS,MS]
//   [--bot URL]
// With --tls it speaks https with a certificate made now, whose PEM is written to the file named.
#include "adapters/sandbox/teams_sample.hpp"
#include "adapters/sandbox/teams_server.hpp"
#include "tests/support/certificate.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

int main(int argc, char** argv)
{
    adapters::sandbox::teams_server_settings settings;
    std::uint16_t port = 0;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const std::string next = i + 1 < argc ? argv[i + 1] : "";
        if (word == "--no-throttling") {
            settings.throttling = false;
            continue;
        }
        if (!word.starts_with("--")) {
            port = static_cast<std::uint16_t>(std::strtoul(argv[i], nullptr, 10));
            continue;
        }
        ++i;
        if (word == "--seed") {
            settings.seed = std::strtoull(next.c_str(), nullptr, 10);
        } else if (word == "--bot") {
            settings.courier.bot_url = next;
        } else if (word == "--redelivery") {
            settings.courier.redelivery.clear();
            std::istringstream list(next);
            for (std::string ms; std::getline(list, ms, ',');)
                settings.courier.redelivery.emplace_back(std::strtol(ms.c_str(), nullptr, 10));
        } else if (word == "--tls") {
            const auto made = tests::make_certificate("DNS:localhost,IP:127.0.0.1");
            auto tls = adapters::http::make_server_tls(made.pem, made.key);
            if (!tls || !(std::ofstream(next) << made.pem)) {
                std::fprintf(stderr, "cannot write the certificate to %s\n", next.c_str());
                return 1;
            }
            settings.tls = *tls;
        } else {
            std::fprintf(stderr, "unknown word: %s\n", argv[i - 1]);
            return 2;
        }
    }
    boost::asio::io_context io(1);
    bot::real_clock time;
    adapters::sandbox::teams_server teams(io.get_executor(), time, settings);
    adapters::sandbox::fill_sample(teams.workspace());
    const auto bound = teams.start("127.0.0.1", port);
    if (!bound) {
        std::fprintf(stderr, "cannot listen on port %u: %s\n", port, bound.error().message().c_str());
        return 1;
    }
    std::printf("%u\n", *bound);
    std::fflush(stdout);
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& ec, int) {
        if (!ec) boost::asio::co_spawn(io, teams.stop(), [&](std::exception_ptr) { io.stop(); });
    });
    io.run();
    return 0;
}
