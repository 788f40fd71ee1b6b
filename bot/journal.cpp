#include "bot/journal.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace bot {

namespace asio = boost::asio;

namespace {

// A bug in one of those who are told must not keep the news from the others, nor end the loop.
void guarded(const std::function<void(const change_set&)>& told, const change_set& changes) noexcept
{
    try {
        told(changes);
    } catch (const std::exception& bug) {
        spdlog::error("after a commit: {}", bug.what());
    }
}

}  // namespace

journal::journal(asio::any_io_executor ex, const clock& time, store& disk, world state)
    : executor_(std::move(ex)),
      clock_(time),
      store_(disk),
      state_(std::move(state)),
      durable_chain_(state_.chain())
{
}

time_point journal::now() const
{
    return std::chrono::floor<std::chrono::milliseconds>(clock_.wall_now());
}

void journal::commit(change_set changes, extras with, std::function<void(const change_set&)> durable)
{
    if (broken_) return;
    changes.apply_to(state_);
    const auto kept = std::make_shared<const change_set>(std::move(changes));
    store_batch batch = batch_of(kept);
    batch.seen_keys = std::move(with.seen_keys);
    batch.addresses = std::move(with.addresses);
    batch.park = std::move(with.park);
    batch.unpark = with.unpark;
    ++pending_;
    store_.commit(std::move(batch), [this, kept, durable = std::move(durable)](const store_fault* fault) {
        --pending_;
        if (fault != nullptr) {
            if (!std::exchange(broken_, true) && on_broken_) on_broken_(fault->message);
            return;
        }
        durable_chain_ = kept->chain();
        for (const listener& l : listeners_) guarded(l, *kept);
        if (durable) guarded(durable, *kept);
    });
}

asio::awaitable<void> journal::commit(change_set changes, extras with)
{
    struct waiter {
        asio::steady_timer bell;
        bool durable = false;
    };
    auto wait =
        std::make_shared<waiter>(waiter{asio::steady_timer(executor_, asio::steady_timer::time_point::max())}
        );
    commit(std::move(changes), std::move(with), [wait](const change_set&) {
        wait->durable = true;
        wait->bell.cancel();
    });
    while (!wait->durable) co_await wait->bell.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace bot
