#include "adapters/teams/key_ring.hpp"

#include "bot/within.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace adapters::teams {

namespace asio = boost::asio;
using bot::errc;

namespace {

constexpr std::size_t largest_document = std::size_t{1} << 20;

bool same_keys(
    const std::map<std::string, signing_key, std::less<>>& a,
    const std::map<std::string, signing_key, std::less<>>& b
)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.second == y.second;
    });
}

}  // namespace

key_ring::key_ring(
    asio::any_io_executor ex,
    bot::clock& time,
    http::client& net,
    std::string metadata_url,
    std::string name,
    inbound_timings limits,
    inbound_counters& count
)
    : time_(time),
      net_(net),
      metadata_url_(std::move(metadata_url)),
      name_(std::move(name)),
      limits_(limits),
      count_(count),
      asked_(ex, 1),
      attempted_(ex, asio::steady_timer::time_point::max())
{
}

asio::awaitable<void> key_ring::run()
{
    auto pause = limits_.first_pause;
    for (;;) {
        co_await fetch();
        bot::clock::duration wait = limits_.keys_fresh;
        if (trouble_.empty()) {
            pause = limits_.first_pause;
        } else {
            wait = pause;
            pause = std::min(pause * 2, limits_.longest_pause);
        }
        // Either the time has come or somebody asks for an unknown key.
        co_await bot::within(time_, wait, asked_.ready());
        if (!asked_.empty()) asked_.take();
    }
}

bool key_ring::ready() const
{
    return !keys_.empty() && fetched_ && time_.now() - *fetched_ < limits_.keys_last_resort;
}

std::string key_ring::trouble() const
{
    return ready() ? std::string() : trouble_;
}

asio::awaitable<std::optional<signing_key>> key_ring::find(std::string id)
{
    if (!ready()) co_return std::nullopt;
    if (auto key = held(id)) co_return key;
    const bool is_allowed = !asked_at_ || time_.now() - *asked_at_ >= limits_.keys_floor;
    const std::uint64_t before = attempts_;
    if (is_allowed) {
        asked_at_ = time_.now();
        asked_.push(true);
        spdlog::info("teams {}: a token names an unknown key; asking for the published ones", name_);
    } else if (asked_.empty() && !fetching_) {
        co_return std::nullopt;  // too early for another fetch
    }
    // Two documents, each within the deadline.
    co_await bot::within(time_, limits_.fetch_keys * 2 + limits_.first_pause, attempt_after(before));
    co_return held(id);
}

std::optional<signing_key> key_ring::held(const std::string& id) const
{
    const auto found = keys_.find(id);
    if (found == keys_.end()) return std::nullopt;
    return found->second;
}

asio::awaitable<void> key_ring::attempt_after(std::uint64_t attempts)
{
    while (attempts_ == attempts) co_await attempted_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> key_ring::fetch()
{
    ++count_.key_fetches;
    fetching_ = true;  // cancellation ends all of run(), and nobody asks after that
    std::vector<signing_key> fresh;
    const std::string why = co_await fetch_once(fresh);
    fetching_ = false;
    ++attempts_;
    attempted_.cancel();  // who waits runs after this function, with the new keys in place
    if (!why.empty()) {
        ++count_.failed_key_fetches;
        trouble_ = fmt::format("the channel's keys cannot be fetched: {}", why);
        const bool is_old = fetched_ && time_.now() - *fetched_ > limits_.keys_fresh;
        if (is_old)
            spdlog::error("teams {}: {}; the old ones are kept", name_, trouble_);
        else
            spdlog::warn("teams {}: {}", name_, trouble_);
        co_return;
    }
    std::map<std::string, signing_key, std::less<>> next;
    for (signing_key& key : fresh) {
        std::string id = key.id();
        next.insert_or_assign(std::move(id), std::move(key));
    }
    if (!same_keys(keys_, next)) {
        spdlog::info("teams {}: {} signing keys published", name_, next.size());
        keys_ = std::move(next);
        ++generation_;
    }
    fetched_ = time_.now();
    trouble_.clear();
}

asio::awaitable<std::string> key_ring::fetch_once(std::vector<signing_key>& into)
{
    auto metadata = co_await read(metadata_url_);
    if (!metadata) co_return fmt::format("{}: {}", metadata_url_, metadata.error().message());
    const auto keys_url = keys_url_of(*metadata);
    if (!keys_url) co_return fmt::format("{}: names no usable jwks_uri", metadata_url_);
    auto keys = co_await read(*keys_url);
    if (!keys) co_return fmt::format("{}: {}", *keys_url, keys.error().message());
    into = read_keys(*keys);
    if (into.empty()) co_return fmt::format("{}: holds no usable RSA key", *keys_url);
    co_return std::string();
}

asio::awaitable<bot::result<std::string>> key_ring::read(std::string url)
{
    http::request ask;
    ask.url = std::move(url);
    ask.headers.add("Accept", "application/json");
    ask.deadline = limits_.fetch_keys;
    ask.max_response = largest_document;
    auto got = co_await net_.send(std::move(ask));
    if (!got) co_return got.error().reason;
    if (got->status != 200) co_return make_error_code(errc::bad_response);
    co_return std::move(got->body);
}

}  // namespace adapters::teams
