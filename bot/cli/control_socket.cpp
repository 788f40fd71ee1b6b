#include "bot/cli/control_socket.hpp"

#include "bot/within.hpp"
#include "runbooks/utf8.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <memory>

namespace bot::cli {

namespace asio = boost::asio;
using boost::system::error_code;
using local = asio::local::stream_protocol;

namespace {

constexpr std::size_t longest_line = 4096;
constexpr int most_connections = 8;
constexpr auto exchange_patience = std::chrono::seconds(30);
constexpr auto token = asio::as_tuple(asio::use_awaitable);

// The line without its break; an error for one that is too long or cut off.
asio::awaitable<error_code> read_line(local::socket& from, std::string& into)
{
    std::string buffer;
    const auto [ec, size] =
        co_await asio::async_read_until(from, asio::dynamic_buffer(buffer, longest_line), '\n', token);
    if (ec) co_return ec;
    into = buffer.substr(0, size - 1);
    co_return error_code{};
}

asio::awaitable<error_code> answer(local::socket& to, const control_handler& handler)
{
    std::string line;
    if (const error_code ec = co_await read_line(to, line)) co_return ec;
    control_answer reply{.done = false, .text = "not understood; are both sides the same version?"};
    if (auto request = parse_control_request(line)) {
        auto work = handler(std::move(*request));
        reply = co_await std::move(work);
    }
    const std::string text = to_line(reply);
    const auto [ec, size] = co_await asio::async_write(to, asio::buffer(text), token);
    co_return ec;
}

asio::awaitable<void> serve_one(
    std::shared_ptr<local::socket> peer, clock& time, control_handler handler, std::shared_ptr<int> open
)
{
    // However this ends, cancellation included, the place is free again.
    const std::unique_ptr<int, void (*)(int*)> place(open.get(), [](int* n) { --*n; });
    co_await within(time, exchange_patience, answer(*peer, handler));
}

error_code last_error()
{
    return {errno, boost::system::system_category()};
}

}  // namespace

std::string to_line(const control_request& request)
{
    return (request.what == control_request::verb::settle ? "settle " : "resend ") + request.delivery_id +
           "\n";
}

std::string to_line(const control_answer& reply)
{
    std::string text(runbooks::first_bytes(reply.text, longest_line - 8));
    std::replace(text.begin(), text.end(), '\n', ' ');
    return (reply.done ? "ok " : "no ") + text + "\n";
}

std::optional<control_request> parse_control_request(std::string_view line)
{
    const auto space = line.find(' ');
    if (space == line.npos) return std::nullopt;
    const std::string_view verb = line.substr(0, space);
    const std::string_view id = line.substr(space + 1);
    if (id.empty() || id.size() > 64 || id.find(' ') != id.npos) return std::nullopt;
    if (verb != "settle" && verb != "resend") return std::nullopt;
    return control_request{
        .what = verb == "settle" ? control_request::verb::settle : control_request::verb::resend,
        .delivery_id = std::string(id)
    };
}

std::optional<control_answer> parse_control_answer(std::string_view line)
{
    if (!line.starts_with("ok ") && !line.starts_with("no ")) return std::nullopt;
    return control_answer{.done = line.starts_with("ok "), .text = std::string(line.substr(3))};
}

std::string control_path(std::string_view store_url)
{
    constexpr std::string_view scheme = "sqlite:";
    if (!store_url.starts_with(scheme)) return {};
    return std::string(store_url.substr(scheme.size())) + ".sock";
}

asio::awaitable<error_code> serve_control(
    std::string path, clock& time, task_group& tasks, control_handler handler
)
{
    const auto executor = co_await asio::this_coro::executor;
    local::acceptor acceptor(executor);
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        co_return make_error_code(boost::system::errc::filename_too_long);
    ::unlink(path.c_str());
    error_code ec;
    acceptor.open(local(), ec);
    if (ec) co_return ec;
    // Nobody can connect before listen(), so the mode is right in time.
    acceptor.bind(local::endpoint(path), ec);
    if (ec) co_return ec;
    if (::chmod(path.c_str(), 0600) != 0) co_return last_error();
    acceptor.listen(most_connections, ec);
    if (ec) co_return ec;

    struct removal {
        std::string path;
        ~removal() { ::unlink(path.c_str()); }
    } const removed_at_the_end{path};
    const auto open = std::make_shared<int>(0);
    for (;;) {
        auto peer = std::make_shared<local::socket>(executor);
        const auto [failed] = co_await acceptor.async_accept(*peer, token);
        if (failed == asio::error::operation_aborted) co_return failed;
        if (failed) {
            co_await time.sleep_for(std::chrono::milliseconds(200));  // out of descriptors, most likely
            continue;
        }
        if (*open >= most_connections) continue;  // closes it
        ++*open;
        if (!tasks.spawn("control", serve_one(std::move(peer), time, handler, open))) --*open;
    }
}

std::optional<control_answer> ask_daemon(
    const std::string& path, const control_request& request, std::chrono::milliseconds patience
)
{
    if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) return std::nullopt;
    asio::io_context loop(1);
    local::socket daemon(loop);
    error_code ec;
    daemon.connect(local::endpoint(path), ec);
    if (ec) return std::nullopt;
    control_answer reply{
        .done = false, .text = "the daemon did not answer; look at the delivery before trying again"
    };
    const std::string line = to_line(request);
    const auto exchange = [](local::socket& to, const std::string& text, control_answer& into
                          ) -> asio::awaitable<void> {
        const auto [failed, size] = co_await asio::async_write(to, asio::buffer(text), token);
        if (failed) co_return;
        std::string answered;
        if (co_await read_line(to, answered)) co_return;
        if (auto parsed = parse_control_answer(answered)) into = std::move(*parsed);
    };
    asio::co_spawn(loop, exchange(daemon, line, reply), asio::detached);
    loop.run_for(patience);
    return reply;
}

}  // namespace bot::cli
