#include "tests/bench/load/floor.hpp"

#include "tests/bench/load/process_facts.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>

namespace bench {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

class driver {
public:
    driver(load_plan plan, const std::filesystem::path& directory)
        : plan_(plan),
          directory_(directory),
          seen_(plan.count),
          acceptor_(io_, {asio::ip::address_v4::loopback(), 0}),
          socket_(io_)
    {
    }

    floor_result run()
    {
        asio::co_spawn(io_, measure(), [this](std::exception_ptr e) {
            failure_ = e;
            io_.stop();
        });
        io_.run();
        if (failure_) std::rethrow_exception(failure_);
        return result_;
    }

private:
    asio::awaitable<void> measure()
    {
        const auto port = acceptor_.local_endpoint().port();
        const tests::process other(
            {"/proc/self/exe", "--floor", std::to_string(port), (directory_ / "floor.db").string()},
            {"PATH=/usr/bin:/bin"},
            directory_ / "floor.out",
            directory_ / "floor.err"
        );
        beast::get_lowest_layer(socket_) = co_await acceptor_.async_accept(asio::use_awaitable);
        beast::get_lowest_layer(socket_).set_option(asio::ip::tcp::no_delay(true));
        co_await socket_.async_accept(asio::use_awaitable);
        socket_.text(true);
        read();
        co_await until([] { return false; }, std::chrono::milliseconds(300));
        const double before = cpu_ms(other.id());
        co_await arrivals(plan_, [this](std::size_t event, steady::time_point due) {
            seen_.due(event, due);
            out_.push_back(fmt::format("{{\"envelope_id\":\"{:012}\",\"payload\":\"{:x>900}\"}}", event, ""));
            if (!is_writing_) write();
        });
        co_await until([this] { return seen_.all_answered(); }, std::chrono::seconds(10));
        result_.ack = seen_.sum_up();
        result_.cpu_ms_an_event = (cpu_ms(other.id()) - before) / static_cast<double>(plan_.count);
    }

    void read()
    {
        socket_.async_read(in_, [this](const boost::system::error_code& ec, std::size_t) {
            if (ec) return;
            const std::string_view text(static_cast<const char*>(in_.data().data()), in_.size());
            const std::string number(text.substr(std::string_view("{\"envelope_id\":\"").size(), 12));
            seen_.answered(std::strtoull(number.c_str(), nullptr, 10));
            in_.consume(in_.size());
            read();
        });
    }

    void write()
    {
        is_writing_ = !out_.empty();
        if (!is_writing_) return;
        socket_.async_write(
            asio::buffer(out_.front()),
            [this](const boost::system::error_code& ec, std::size_t) {
                if (ec) return;
                out_.pop_front();
                write();
            }
        );
    }

    load_plan plan_;
    const std::filesystem::path directory_;
    latencies seen_;
    asio::io_context io_{1};
    asio::ip::tcp::acceptor acceptor_;
    beast::websocket::stream<asio::ip::tcp::socket> socket_;
    beast::flat_buffer in_;
    std::deque<std::string> out_;
    bool is_writing_ = false;
    floor_result result_;
    std::exception_ptr failure_;
};

}  // namespace

floor_result load_floor(load_plan plan, const std::filesystem::path& directory)
{
    return driver(plan, directory).run();
}

}  // namespace bench
