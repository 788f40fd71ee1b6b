// A server of the sandbox as a process of its own: words on the command line, its port on standard output,
// there until SIGTERM or SIGINT.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace tests {

struct server_words {
    std::map<std::string, std::function<void()>> flags;
    std::map<std::string, std::function<void(const std::string&)>> values;  // told the word behind them
};

// The port, 0 unless one is there. Nothing for a word that nobody knows: that is said on standard error.
inline std::optional<std::uint16_t> read_words(int argc, char** argv, const server_words& known)
{
    std::uint16_t port = 0;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (!word.starts_with("--")) {
            port = static_cast<std::uint16_t>(std::strtoul(argv[i], nullptr, 10));
        } else if (const auto flag = known.flags.find(word); flag != known.flags.end()) {
            flag->second();
        } else if (const auto value = known.values.find(word); value != known.values.end() && i + 1 < argc) {
            value->second(argv[++i]);
        } else {
            std::fprintf(stderr, "unknown word, or nothing behind it: %s\n", argv[i]);
            return std::nullopt;
        }
    }
    return port;
}

// "MS,MS,MS".
inline std::vector<std::chrono::milliseconds> milliseconds_of(const std::string& list)
{
    std::vector<std::chrono::milliseconds> all;
    std::istringstream in(list);
    for (std::string ms; std::getline(in, ms, ',');) all.emplace_back(std::strtol(ms.c_str(), nullptr, 10));
    return all;
}

// `server` has start(address, port) and stop(). The exit code.
template <class Server>
int serve_alone(boost::asio::io_context& io, Server& server, std::uint16_t port)
{
    const auto bound = server.start("127.0.0.1", port);
    if (!bound) {
        std::fprintf(stderr, "cannot listen on port %u: %s\n", port, bound.error().message().c_str());
        return 1;
    }
    std::printf("%u\n", *bound);
    std::fflush(stdout);
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& ec, int) {
        if (!ec) boost::asio::co_spawn(io, server.stop(), [&](std::exception_ptr) { io.stop(); });
    });
    io.run();
    return 0;
}

}  // namespace tests
