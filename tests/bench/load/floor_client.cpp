#include "tests/bench/load/floor.hpp"
#include "tests/bench/load/grouped_rows.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>
#include <string>

namespace bench {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr std::size_t echoed = 64;  // as long as an acknowledgement

class client {
public:
    client(std::uint16_t port, const std::filesystem::path& database)
        : socket_(io_),
          rows_(database, [this](std::deque<std::string> group) { send_back(std::move(group)); })
    {
        auto& tcp = beast::get_lowest_layer(socket_);
        tcp.connect({asio::ip::address_v4::loopback(), port});
        tcp.set_option(asio::ip::tcp::no_delay(true));
        socket_.handshake("127.0.0.1", "/");
        socket_.text(true);
    }

    void run()
    {
        read();
        io_.run();
    }

private:
    void read()
    {
        socket_.async_read(in_, [this](const boost::system::error_code& ec, std::size_t) {
            if (ec) return io_.stop();
            rows_.add(beast::buffers_to_string(in_.data()));
            in_.consume(in_.size());
            read();
        });
    }

    void send_back(std::deque<std::string> group)
    {
        asio::post(io_, [this, group = std::move(group)] {
            for (const auto& frame : group) out_.push_back(frame.substr(0, echoed));
            if (!is_writing_) write();
        });
    }

    void write()
    {
        is_writing_ = !out_.empty();
        if (!is_writing_) return;
        socket_.async_write(
            asio::buffer(out_.front()),
            [this](const boost::system::error_code& ec, std::size_t) {
                if (ec) return io_.stop();
                out_.pop_front();
                write();
            }
        );
    }

    asio::io_context io_{1};
    beast::websocket::stream<asio::ip::tcp::socket> socket_;
    beast::flat_buffer in_;
    std::deque<std::string> out_;
    bool is_writing_ = false;
    grouped_rows rows_;  // last: its thread ends first
};

}  // namespace

int floor_client(std::uint16_t port, const std::filesystem::path& database)
{
    client(port, database).run();
    return 0;
}

}  // namespace bench
