// A TCP connection with or without TLS behind one type, so that Beast is instantiated once for both.
#pragma once

#include "adapters/http/tls_context.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <string>

namespace boost::beast {
enum class role_type;
}

namespace adapters::http {

class text_as_binary;

// Up to eight buffers: the others wait for the next write_some, which its contract allows.
template <class Buffer>
class few_buffers {
public:
    using value_type = Buffer;
    using const_iterator = const Buffer*;

    few_buffers() = default;
    template <class Sequence>
    explicit few_buffers(const Sequence& all)
    {
        const auto end = boost::asio::buffer_sequence_end(all);
        for (auto it = boost::asio::buffer_sequence_begin(all); it != end && count_ < some_.size(); ++it)
            if (Buffer each(*it); each.size() != 0) some_[count_++] = each;
    }
    const Buffer* begin() const noexcept { return some_.data(); }
    const Buffer* end() const noexcept { return some_.data() + count_; }

private:
    std::array<Buffer, 8> some_;
    std::size_t count_ = 0;
};

// A pending read or write whose completion handler's type is forgotten. The move-only wrapper below is what
// the socket sees; executor and cancellation slot are those of the real handler.
struct stream_operation {
    virtual ~stream_operation() = default;
    virtual void complete(boost::system::error_code ec, std::size_t bytes) = 0;
    // What was read passes through this first.
    void show(std::size_t bytes);

    boost::asio::any_io_executor ex;
    boost::asio::cancellation_slot slot;
    std::shared_ptr<text_as_binary> filter;
    few_buffers<boost::asio::mutable_buffer> into;  // with a filter
};

class stream_completion {
public:
    using executor_type = boost::asio::any_io_executor;
    using cancellation_slot_type = boost::asio::cancellation_slot;

    template <class Handler>
    stream_completion(Handler handler, const boost::asio::any_io_executor& fallback)
        : operation_(std::make_unique<typed<Handler>>(std::move(handler)))
    {
        auto& whole = static_cast<typed<Handler>&>(*operation_);
        operation_->ex = boost::asio::get_associated_executor(whole.handler, fallback);
        operation_->slot = boost::asio::get_associated_cancellation_slot(whole.handler);
    }
    executor_type get_executor() const noexcept { return operation_->ex; }
    cancellation_slot_type get_cancellation_slot() const noexcept { return operation_->slot; }

    void operator()(boost::system::error_code ec, std::size_t bytes)
    {
        const auto last = std::move(operation_);
        if (last->filter && bytes > 0) last->show(bytes);
        last->complete(ec, bytes);
    }
    void pass_through(
        std::shared_ptr<text_as_binary> filter, const few_buffers<boost::asio::mutable_buffer>& into
    )
    {
        operation_->filter = std::move(filter);
        operation_->into = into;
    }

private:
    template <class Handler>
    struct typed final : stream_operation {
        explicit typed(Handler h) : handler(std::move(h)) {}
        void complete(boost::system::error_code ec, std::size_t bytes) override
        {
            Handler last = std::move(handler);
            std::move(last)(ec, bytes);
        }
        Handler handler;
    };
    std::unique_ptr<stream_operation> operation_;
};

class byte_stream {
public:
    using executor_type = boost::asio::any_io_executor;
    using signature = void(boost::system::error_code, std::size_t);

    explicit byte_stream(boost::asio::ip::tcp::socket socket);
    byte_stream(byte_stream&&) noexcept;
    ~byte_stream();

    // Verifies the certificate against `host`, which is also the SNI name unless it is an address.
    boost::asio::awaitable<boost::system::error_code> start_tls_client(tls_context context, std::string host);
    const std::string& certificate_trouble() const noexcept;  // after a failure: what was wrong with it
    boost::asio::awaitable<boost::system::error_code> start_tls_server(tls_context context);

    executor_type get_executor() noexcept;
    bool is_open() const noexcept;
    void close() noexcept;  // at once; pending operations end
    void reset() noexcept;  // the peer sees a TCP reset
    void shutdown_send() noexcept;
    // From now on everything read passes through the returned filter.
    std::shared_ptr<text_as_binary> show_text_as_binary();
    bool is_quiet() noexcept;  // open, and nothing has arrived: no data, no end, no error

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, signature>(
            [this](auto handler, few_buffers<boost::asio::mutable_buffer> some) {
                start_read(some, stream_completion(std::move(handler), get_executor()));
            },
            token,
            few_buffers<boost::asio::mutable_buffer>(buffers)
        );
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, signature>(
            [this](auto handler, few_buffers<boost::asio::const_buffer> some) {
                start_write(some, stream_completion(std::move(handler), get_executor()));
            },
            token,
            few_buffers<boost::asio::const_buffer>(buffers)
        );
    }

    // What Beast does after a websocket's goodbye. The close frames have ended the conversation, so nobody
    // waits here for a TLS goodbye that may never come.
    template <class Handler>
    friend void async_teardown(boost::beast::role_type, byte_stream& stream, Handler&& handler)
    {
        stream.shutdown_send();
        boost::asio::post(stream.get_executor(), [h = std::forward<Handler>(handler)]() mutable {
            std::move(h)(boost::system::error_code{});
        });
    }
    friend void teardown(boost::beast::role_type, byte_stream& stream, boost::system::error_code& ec)
    {
        stream.shutdown_send();
        ec = {};
    }
    friend void beast_close_socket(byte_stream& stream) { stream.close(); }

private:
    void start_read(few_buffers<boost::asio::mutable_buffer> buffers, stream_completion done);
    void start_write(few_buffers<boost::asio::const_buffer> buffers, stream_completion done);

    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace adapters::http
