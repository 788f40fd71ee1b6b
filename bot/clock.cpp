#include "bot/clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>

namespace bot {

namespace asio = boost::asio;

namespace {

// An alarm and what will call it each hold the other's half: the alarm may go while the call is on its way.
template <class Waiting>
class alarm_of final : public alarm {
public:
    struct shared {
        Waiting waiting;
        std::function<void()> ring;

        void end()
        {
            if (auto last = std::exchange(ring, nullptr)) last();
        }
    };
    explicit alarm_of(std::shared_ptr<shared> half) : half_(std::move(half)) {}
    ~alarm_of() override
    {
        half_->ring = nullptr;
        half_->waiting.cancel();
    }
    alarm_of(const alarm_of&) = delete;
    alarm_of& operator=(const alarm_of&) = delete;

private:
    std::shared_ptr<shared> half_;
};

struct timer {
    asio::steady_timer bell;
    void cancel() { bell.cancel(); }
};

struct sleeper {
    asio::cancellation_signal stop;
    void cancel() { stop.emit(asio::cancellation_type::terminal); }
};

}  // namespace

std::unique_ptr<alarm> clock::set_alarm(asio::any_io_executor ex, time_point when, std::function<void()> ring)
{
    using made = alarm_of<sleeper>;
    auto half = std::make_shared<made::shared>();
    half->ring = std::move(ring);
    const auto slot = half->waiting.stop.slot();
    asio::co_spawn(
        ex,
        sleep_until(when),
        asio::bind_cancellation_slot(
            slot,
            [half](const std::exception_ptr& broken) {
                if (!broken) half->end();
            }
        )
    );
    return std::make_unique<made>(std::move(half));
}

clock::time_point real_clock::now() const
{
    return std::chrono::steady_clock::now();
}

clock::wall_time real_clock::wall_now() const
{
    return std::chrono::system_clock::now();
}

asio::awaitable<void> real_clock::sleep_until(time_point when)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, when);
    co_await timer.async_wait(asio::use_awaitable);
}

std::unique_ptr<alarm> real_clock::set_alarm(
    asio::any_io_executor ex, time_point when, std::function<void()> ring
)
{
    using made = alarm_of<timer>;
    auto half = std::make_shared<made::shared>(
        made::shared{.waiting = {asio::steady_timer(ex, when)}, .ring = std::move(ring)}
    );
    half->waiting.bell.async_wait([half](const boost::system::error_code& ec) {
        if (!ec) half->end();
    });
    return std::make_unique<made>(std::move(half));
}

}  // namespace bot
