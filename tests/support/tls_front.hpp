// A company's CONNECT proxy and the front door behind it in one: whoever asks for a tunnel finds TLS under a
// name of its own there, and a plain server of this machine behind that. Runs on a thread of its own.
#pragma once

#include "adapters/http/byte_stream.hpp"
#include "adapters/http/tls_context.hpp"
#include "bot/task_group.hpp"
#include "tests/support/certificate.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tests {

class tls_front {
public:
    // `own` is what it shows, `to` the port of the plain server.
    tls_front(const certificate& own, std::uint16_t to)
        : tls_(*adapters::http::make_server_tls(own.pem, own.key)), to_(to)
    {
        tasks_.spawn("front", accept());
        thread_ = std::thread([this] { io_.run(); });
    }
    ~tls_front()
    {
        io_.stop();
        thread_.join();
    }
    tls_front(const tls_front&) = delete;
    tls_front& operator=(const tls_front&) = delete;

    std::uint16_t port() const { return port_; }
    // The heads of all tunnels asked for so far.
    std::vector<std::string> asked() const
    {
        const std::lock_guard held(mutex_);
        return asked_;
    }

private:
    using tcp = boost::asio::ip::tcp;
    static constexpr auto nothrow = boost::asio::as_tuple(boost::asio::use_awaitable);

    boost::asio::awaitable<void> accept()
    {
        for (;;) {
            auto [ec, socket] = co_await acceptor_.async_accept(nothrow);
            if (ec) co_return;
            tasks_.spawn("tunnel", tunnel(std::move(socket)));
        }
    }

    boost::asio::awaitable<void> tunnel(tcp::socket socket)
    {
        std::string head;
        const auto [ec, size] = co_await boost::asio::async_read_until(
            socket, boost::asio::dynamic_buffer(head), "\r\n\r\n", nothrow
        );
        if (ec) co_return;
        {
            const std::lock_guard held(mutex_);
            asked_.push_back(head);
        }
        const std::string yes = "HTTP/1.1 200 Connection established\r\n\r\n";
        co_await boost::asio::async_write(socket, boost::asio::buffer(yes), nothrow);
        const auto near = std::make_shared<adapters::http::byte_stream>(std::move(socket));
        const auto refused = co_await near->start_tls_server(tls_);
        const auto far = std::make_shared<tcp::socket>(io_);
        const auto [lost] =
            co_await far->async_connect({boost::asio::ip::address_v4::loopback(), to_}, nothrow);
        if (refused || lost) co_return;
        tasks_.spawn("back", pump(far, near));
        co_await pump(near, far);
    }

    template <class From, class To>
    static boost::asio::awaitable<void> pump(std::shared_ptr<From> from, std::shared_ptr<To> to)
    {
        std::array<char, 16 * 1024> data;
        for (;;) {
            const auto [ec, size] = co_await from->async_read_some(boost::asio::buffer(data), nothrow);
            if (ec) break;
            const auto [lost, written] =
                co_await boost::asio::async_write(*to, boost::asio::buffer(data, size), nothrow);
            if (lost) break;
        }
        end(*to);
        end(*from);
    }
    static void end(adapters::http::byte_stream& stream) { stream.close(); }
    static void end(tcp::socket& socket)
    {
        boost::system::error_code ignored;
        socket.close(ignored);
    }

    boost::asio::io_context io_{1};
    adapters::http::tls_context tls_;
    std::uint16_t to_;
    tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    bot::task_group tasks_{io_.get_executor()};
    mutable std::mutex mutex_;
    std::vector<std::string> asked_;
    std::thread thread_;
};

}  // namespace tests
