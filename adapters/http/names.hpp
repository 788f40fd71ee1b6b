// Host names looked up beside the loop: a name that no server answers for holds up no other, and a host that
// answered once is reached by its last addresses while the name servers are away.
#pragma once

#include "bot/clock.hpp"
#include "bot/error.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace adapters::http {

struct name_answer {
    std::vector<boost::asio::ip::address> addresses;  // in the order to try them; empty: none was told
    bool is_unknown = false;                          // a name server says that there is no such name
};

// One per loop, made at its first use: asio::use_service<names>(context). Loop's thread only.
class names final : public boost::asio::execution_context::service {
public:
    using key_type = names;
    static boost::asio::execution_context::id id;

    // Blocking; called on threads of its own, several at a time, never twice at a time for one name.
    using asker = std::function<name_answer(const std::string& host)>;

    explicit names(boost::asio::execution_context& of, asker ask = {});  // without one: the system's resolver
    ~names() override;

    // Asks each time, since addresses move. Without an answer within `patience` the addresses of the last
    // day's good answer are told, if there was one; else it waits as long as the caller does.
    // errc::dns_failure.
    boost::asio::awaitable<bot::result<std::vector<boost::asio::ip::address>>> look_up(
        boost::asio::any_io_executor loop, bot::clock& time, std::string host
    );

    static constexpr std::chrono::milliseconds patience{300};
    static constexpr std::size_t most_at_once = 16;  // look-ups under way; more names wait for one to end

private:
    struct entry;
    struct post_box;
    void shutdown() override;
    void ask(const boost::asio::any_io_executor& loop, const std::shared_ptr<entry>& of);
    void begin(const boost::asio::any_io_executor& loop, const std::shared_ptr<entry>& of);
    void take(const boost::asio::any_io_executor& loop, const std::string& host, name_answer answer);
    std::shared_ptr<entry> entry_of(const boost::asio::any_io_executor& loop, const std::string& host);

    asker ask_;
    std::shared_ptr<post_box> box_;  // shared with the threads, which may outlive this
    std::map<std::string, std::shared_ptr<entry>> entries_;
    std::deque<std::shared_ptr<entry>> waiting_;
    std::size_t under_way_ = 0;
};

}  // namespace adapters::http
