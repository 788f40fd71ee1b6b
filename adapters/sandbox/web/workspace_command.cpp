#include "adapters/sandbox/web/workspace_command.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <utility>

namespace adapters::sandbox::web {

namespace asio = boost::asio;

namespace {

constexpr bot::phrase is_up{
    "O espaço de trabalho está em {0}\n"
    "Documentos: {1}\n"
    "Ctrl-C encerra tudo.\n",
    "The workspace is at {0}\n"
    "Documents: {1}\n"
    "Ctrl-C ends everything.\n"
};

asio::awaitable<int> live(asio::io_context& io, bot::clock& time, workspace_options how)
{
    const auto language = how.language;
    asio::signal_set signals(io, SIGINT, SIGTERM, SIGHUP);  // SIGHUP: the terminal was closed
    local_workspace workspace(io.get_executor(), time, std::move(how));
    const auto why = workspace.start();
    if (why.empty()) {
        std::cout << bot::say(language, is_up, workspace.address(), workspace.documents());
        for (const std::string& note : workspace.notes()) std::cout << "- " << note << '\n';
        std::cout << std::flush;
        co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
    } else {
        std::cerr << "incidentd sandbox: " << why << '\n';
    }
    co_await workspace.stop();
    co_return why.empty() ? 0 : 1;
}

}  // namespace

int run_workspace(workspace_options how)
{
    asio::io_context io(1);
    bot::real_clock time;
    int code = 1;
    asio::co_spawn(io, live(io, time, std::move(how)), [&](std::exception_ptr bug, int result) {
        if (bug) std::rethrow_exception(bug);
        code = result;
    });
    io.run();
    return code;
}

}  // namespace adapters::sandbox::web
