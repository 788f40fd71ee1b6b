#include "bot/task_group.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <list>

namespace bot {

namespace asio = boost::asio;

namespace {

struct task {
    std::string name;
    asio::cancellation_signal stop;
};

void log_bug(std::string_view name, std::exception_ptr thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
        spdlog::error("task {} ended by an exception: {}", name, e.what());
    } catch (...) {
        spdlog::error("task {} ended by an unknown exception", name);
    }
}

bool is_cancellation(std::exception_ptr thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& e) {
        return e.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}  // namespace

// Shared with the completion handlers: a group may be gone before the loop has unwound its last task.
struct task_group::state {
    state(asio::any_io_executor executor, bug_handler handler)
        : ex(executor), on_bug(std::move(handler)), bell(executor, asio::steady_timer::time_point::max())
    {
    }

    asio::any_io_executor ex;
    bug_handler on_bug;
    std::list<std::shared_ptr<task>> tasks;
    asio::steady_timer bell;  // never expires; cancelled when the last task ends
    bool cancelled = false;
};

task_group::task_group(asio::any_io_executor ex, bug_handler on_bug)
    : state_(std::make_shared<state>(std::move(ex), on_bug ? std::move(on_bug) : bug_handler(log_bug)))
{
}

task_group::~task_group()
{
    cancel();
}

bool task_group::spawn(std::string name, asio::awaitable<void> work)
{
    if (state_->cancelled) return false;
    auto one = std::make_shared<task>();
    one->name = std::move(name);
    const auto place = state_->tasks.insert(state_->tasks.end(), one);
    asio::co_spawn(
        state_->ex,
        std::move(work),
        asio::bind_cancellation_slot(
            one->stop.slot(),
            [s = state_, place](std::exception_ptr thrown) {
                const auto ended = *place;
                s->tasks.erase(place);
                if (thrown && !is_cancellation(thrown)) s->on_bug(ended->name, thrown);
                if (s->tasks.empty()) s->bell.cancel();
            }
        )
    );
    return true;
}

void task_group::cancel()
{
    state_->cancelled = true;
    const std::vector<std::shared_ptr<task>> all(state_->tasks.begin(), state_->tasks.end());
    for (const auto& each : all) each->stop.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> task_group::join()
{
    const auto s = state_;
    while (!s->tasks.empty()) co_await s->bell.async_wait(asio::as_tuple(asio::use_awaitable));
}

std::size_t task_group::size() const noexcept
{
    return state_->tasks.size();
}

std::vector<std::string> task_group::names() const
{
    std::vector<std::string> all;
    for (const auto& each : state_->tasks) all.push_back(each->name);
    return all;
}

asio::any_io_executor task_group::get_executor() const
{
    return state_->ex;
}

}  // namespace bot
