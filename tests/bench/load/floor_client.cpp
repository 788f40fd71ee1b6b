#include "tests/bench/load/floor.hpp"

#include <sqlite3.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace bench {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr std::size_t echoed = 64;  // as long as an acknowledgement

class grouped_rows {
public:
    explicit grouped_rows(const std::filesystem::path& file)
    {
        if (sqlite3_open(file.c_str(), &db_) != SQLITE_OK)
            throw std::runtime_error("cannot open the database");
        run("PRAGMA journal_mode=WAL");
        run("PRAGMA synchronous=FULL");
        run("CREATE TABLE frames (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
        if (sqlite3_prepare_v2(db_, "INSERT INTO frames (body) VALUES (?)", -1, &insert_, nullptr) !=
            SQLITE_OK)
            throw std::runtime_error("cannot prepare");
    }
    ~grouped_rows()
    {
        sqlite3_finalize(insert_);
        sqlite3_close(db_);
    }

    void commit(const std::deque<std::string>& rows)
    {
        run("BEGIN IMMEDIATE");
        for (const auto& row : rows) {
            sqlite3_bind_text(insert_, 1, row.data(), static_cast<int>(row.size()), SQLITE_STATIC);
            if (sqlite3_step(insert_) != SQLITE_DONE) throw std::runtime_error("cannot insert");
            sqlite3_reset(insert_);
        }
        run("COMMIT");
    }

private:
    void run(const char* sql)
    {
        if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sql);
    }

    sqlite3* db_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
};

class client {
public:
    client(std::uint16_t port, const std::filesystem::path& database) : rows_(database), socket_(io_)
    {
        auto& tcp = beast::get_lowest_layer(socket_);
        tcp.connect({asio::ip::address_v4::loopback(), port});
        tcp.set_option(asio::ip::tcp::no_delay(true));
        socket_.handshake("127.0.0.1", "/");
        socket_.text(true);
    }

    void run()
    {
        std::thread writer([this] { store(); });
        read();
        io_.run();
        {
            const std::lock_guard held(mutex_);
            is_over_ = true;
        }
        bell_.notify_one();
        writer.join();
    }

private:
    void read()
    {
        socket_.async_read(in_, [this](const boost::system::error_code& ec, std::size_t) {
            if (ec) return io_.stop();
            {
                const std::lock_guard held(mutex_);
                waiting_.push_back(beast::buffers_to_string(in_.data()));
            }
            in_.consume(in_.size());
            bell_.notify_one();
            read();
        });
    }

    void store()
    {
        for (;;) {
            std::deque<std::string> group;
            {
                std::unique_lock held(mutex_);
                bell_.wait(held, [this] { return is_over_ || !waiting_.empty(); });
                if (is_over_) return;
                group.swap(waiting_);
            }
            rows_.commit(group);
            asio::post(io_, [this, group = std::move(group)] {
                for (const auto& frame : group) out_.push_back(frame.substr(0, echoed));
                if (!is_writing_) write();
            });
        }
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
    grouped_rows rows_;
    beast::websocket::stream<asio::ip::tcp::socket> socket_;
    beast::flat_buffer in_;
    std::deque<std::string> out_;
    bool is_writing_ = false;
    std::mutex mutex_;
    std::condition_variable bell_;
    std::deque<std::string> waiting_;
    bool is_over_ = false;
};

}  // namespace

int floor_client(std::uint16_t port, const std::filesystem::path& database)
{
    client(port, database).run();
    return 0;
}

}  // namespace bench
