#include "adapters/http/names.hpp"

#include "bot/within.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace adapters::http {

namespace asio = boost::asio;
using bot::errc;

namespace {

constexpr std::chrono::hours believed(24);  // how long an answer may stand in for one that does not come
constexpr std::size_t most_names = 256;

name_answer ask_the_system(const std::string& host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    const int fault = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    name_answer out;
    if (fault != 0) {
        out.is_unknown = fault == EAI_NONAME;
        return out;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
    for (const addrinfo* each = all.get(); each != nullptr; each = each->ai_next) {
        if (each->ai_family == AF_INET) {
            sockaddr_in four{};
            std::memcpy(&four, each->ai_addr, sizeof four);
            out.addresses.emplace_back(asio::ip::address_v4(ntohl(four.sin_addr.s_addr)));
        } else if (each->ai_family == AF_INET6) {
            sockaddr_in6 six{};
            std::memcpy(&six, each->ai_addr, sizeof six);
            asio::ip::address_v6::bytes_type bytes;
            std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
            out.addresses.emplace_back(asio::ip::address_v6(bytes, six.sin6_scope_id));
        }
    }
    return out;
}

}  // namespace

struct names::entry {
    entry(const asio::any_io_executor& loop, std::string name)
        : host(std::move(name)), bell(loop, asio::steady_timer::time_point::max())
    {
    }
    asio::awaitable<boost::system::error_code> answered(std::uint64_t after)
    {
        while (answers == after) co_await bell.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return boost::system::error_code{};
    }

    std::string host;
    asio::steady_timer bell;  // never expires; cancelled when an answer is here
    std::uint64_t answers = 0;
    bool is_asked = false;
    bool is_told = false;  // that its last addresses stand in
    name_answer last;
    std::vector<asio::ip::address> good;
    bot::clock::time_point good_at;
};

// A thread that comes back after the loop has ended finds it closed.
struct names::post_box {
    std::mutex mutex;
    bool is_open = true;
};

asio::execution_context::id names::id;

names::names(asio::execution_context& of, asker ask)
    : service(of), ask_(ask ? std::move(ask) : asker(ask_the_system)), box_(std::make_shared<post_box>())
{
}

names::~names() = default;

void names::shutdown()
{
    const std::lock_guard held(box_->mutex);
    box_->is_open = false;
    entries_.clear();
    waiting_.clear();
}

asio::awaitable<bot::result<std::vector<asio::ip::address>>> names::look_up(
    asio::any_io_executor loop, bot::clock& time, std::string host
)
{
    const auto of = entry_of(loop, host);
    const auto before = of->answers;
    ask(loop, of);
    const bool can_do_without = !of->good.empty() && time.now() - of->good_at < believed;
    if (can_do_without)
        co_await bot::within(time, patience, of->answered(before));
    else
        co_await of->answered(before);
    const bool is_answered = of->answers != before;
    if (is_answered && !of->last.addresses.empty()) {
        of->good = of->last.addresses;
        of->good_at = time.now();
        of->is_told = false;
        co_return of->good;
    }
    if (is_answered && of->last.is_unknown) of->good.clear();
    if (!can_do_without || of->good.empty()) co_return bot::make_error_code(errc::dns_failure);
    if (!std::exchange(of->is_told, true))
        spdlog::warn("{}: no name server answers: its last known addresses are used", host);
    co_return of->good;
}

std::shared_ptr<names::entry> names::entry_of(const asio::any_io_executor& loop, const std::string& host)
{
    if (const auto known = entries_.find(host); known != entries_.end()) return known->second;
    if (entries_.size() >= most_names) {
        std::erase_if(entries_, [](const auto& e) {
            return e.second.use_count() == 1 && !e.second->is_asked;
        });
    }
    return entries_[host] = std::make_shared<entry>(loop, host);
}

void names::ask(const asio::any_io_executor& loop, const std::shared_ptr<entry>& of)
{
    if (std::exchange(of->is_asked, true)) return;
    if (under_way_ >= most_at_once)
        waiting_.push_back(of);
    else
        begin(loop, of);
}

// A thread a look-up, and nobody waits for it to end: getaddrinfo cannot be cut short, and a process that is
// to end must not stand behind a name server. It touches nothing but what it owns or shares.
void names::begin(const asio::any_io_executor& loop, const std::shared_ptr<entry>& of)
{
    ++under_way_;
    const auto work = [this, loop, box = box_, ask = ask_, host = of->host] {
        name_answer answer = ask(host);
        const std::lock_guard held(box->mutex);
        if (!box->is_open) return;
        asio::post(loop, [this, loop, host, answer = std::move(answer)]() mutable {
            take(loop, host, std::move(answer));
        });
    };
    try {
        std::thread(work).detach();
    } catch (const std::system_error& none) {
        spdlog::error("no thread to look a name up: {}", none.what());
        asio::post(loop, [this, loop, host = of->host] { take(loop, host, {}); });
    }
}

void names::take(const asio::any_io_executor& loop, const std::string& host, name_answer answer)
{
    --under_way_;
    if (const auto found = entries_.find(host); found != entries_.end()) {
        const auto of = found->second;
        of->is_asked = false;
        of->last = std::move(answer);
        ++of->answers;
        of->bell.cancel();
    }
    if (waiting_.empty() || under_way_ >= most_at_once) return;
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    begin(loop, next);
}

}  // namespace adapters::http
