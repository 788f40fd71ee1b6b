#include "adapters/http/client.hpp"

#include "adapters/http/dial.hpp"
#include "adapters/http/exchange.hpp"
#include "bot/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <map>

namespace adapters::http {

namespace asio = boost::asio;
using bot::errc;

namespace {

struct resting {
    std::unique_ptr<byte_stream> stream;
    bot::clock::time_point since;
};

struct origin_pool {
    explicit origin_pool(const asio::any_io_executor& ex) : bell(ex, asio::steady_timer::time_point::max()) {}

    std::deque<resting> idle;  // the freshest at the back
    std::size_t busy = 0;
    std::size_t waiting = 0;
    asio::steady_timer bell;  // never expires; cancelled when a place becomes free
};

// A place among the connections of an origin, given back however the request ends.
class place {
public:
    explicit place(origin_pool& pool) : pool_(pool) { ++pool_.busy; }
    ~place()
    {
        --pool_.busy;
        pool_.bell.cancel();
    }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

private:
    origin_pool& pool_;
};

// Gives up its count when the waiter is cancelled, too.
class waiter {
public:
    explicit waiter(origin_pool& pool) : pool_(pool) { ++pool_.waiting; }
    ~waiter() { --pool_.waiting; }
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

private:
    origin_pool& pool_;
};

failure failed(boost::system::error_code reason, std::string detail = {})
{
    failure f;
    f.reason = reason;
    f.detail = std::move(detail);
    return f;
}

}  // namespace

struct client::state {
    asio::any_io_executor ex;
    bot::clock& time;
    tls_context tls;
    proxy_settings proxy;
    pool_limits limits;
    std::map<std::string, origin_pool> pools;
    std::uint64_t dials = 0;

    std::unique_ptr<byte_stream> take_idle(origin_pool& pool)
    {
        while (!pool.idle.empty()) {
            auto last = std::move(pool.idle.back());
            pool.idle.pop_back();
            if (time.now() - last.since <= limits.idle && last.stream->is_quiet())
                return std::move(last.stream);
        }
        return nullptr;
    }

    // Old connections of origins that nobody asks any more would otherwise stay open for ever.
    void drop_stale()
    {
        for (auto it = pools.begin(); it != pools.end();) {
            auto& pool = it->second;
            while (!pool.idle.empty() && time.now() - pool.idle.front().since > limits.idle)
                pool.idle.pop_front();
            const bool unused = pool.idle.empty() && pool.busy == 0 && pool.waiting == 0;
            it = unused ? pools.erase(it) : std::next(it);
        }
    }

    asio::awaitable<outcome> attempt(url where, request r, exchange_progress& progress)
    {
        const wiped_request wiped(r);  // it may never come to be written
        auto& pool = pools.try_emplace(where.origin(), ex).first->second;
        {
            const waiter waits(pool);
            const std::size_t places = limits.per_origin + (r.urgent ? limits.kept_free : 0);
            while (pool.busy >= places) co_await pool.bell.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        const place mine(pool);
        auto stream = take_idle(pool);
        if (!stream) {
            ++dials;
            const bool is_near = r.purpose == url_purpose::identity;
            auto dialled = co_await dial(ex, time, where, tls, is_near ? proxy_settings{} : proxy);
            if (!dialled) co_return dialled.error();
            stream = std::move(*dialled);
        }
        auto done = co_await exchange(*stream, where, std::move(r), progress);
        if (!done) co_return failed(done.error(), where.host);
        if (done->reusable) pool.idle.push_back({std::move(stream), time.now()});
        co_return std::move(done->answer);
    }
};

client::client(
    asio::any_io_executor ex, bot::clock& time, tls_context tls, proxy_settings proxy, pool_limits limits
)
    : state_(new state{std::move(ex), time, std::move(tls), std::move(proxy), limits, {}, 0})
{
}

client::~client() = default;

asio::awaitable<outcome> client::send(request r)
{
    const wiped_request wiped(r);
    const auto where = check_url(r.url, r.purpose);
    if (!where) co_return failed(where.error());
    if (!is_sound(r)) co_return failed(errc::bad_request);
    state_->drop_stale();
    exchange_progress progress;
    const auto limit = r.deadline;
    auto answer = co_await bot::within(state_->time, limit, state_->attempt(*where, std::move(r), progress));
    if (!answer) {
        auto why = answer.error();
        if (why.detail.empty()) why.detail = where->host;
        if (progress.sent) {
            why.request = sent::unknown;
            why.status = progress.status;
        }
        co_return why;
    }
    co_return answer;
}

void client::close_idle()
{
    for (auto& [origin, pool] : state_->pools) pool.idle.clear();
}

std::size_t client::idle() const noexcept
{
    std::size_t count = 0;
    for (const auto& [origin, pool] : state_->pools) count += pool.idle.size();
    return count;
}

std::uint64_t client::dials() const noexcept
{
    return state_->dials;
}

}  // namespace adapters::http
