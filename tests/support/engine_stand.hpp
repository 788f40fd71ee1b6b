// The whole loop around the rules with one scripted platform, a store in memory and a clock that the test
// moves. Begins with the world of pending_draft.
#pragma once

#include "bot/engine.hpp"
#include "bot/json_rows.hpp"
#include "tests/support/hand_clock.hpp"
#include "tests/support/pending_draft.hpp"
#include "tests/support/world_copy.hpp"

#include <doctest/doctest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <map>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tests {

// Durable at the loop's next turn; keeps what was written.
class memory_store final : public bot::store {
public:
    explicit memory_store(boost::asio::io_context& io) : io_(io) {}

    bot::loaded_state load(bot::time_point) override { return {}; }
    void commit(bot::store_batch batch, std::function<void(const bot::store_fault*)> done) override
    {
        if (commits_that_throw > 0) {
            --commits_that_throw;
            throw std::bad_alloc();
        }
        for (const auto& event : batch.changes->audit_events()) audit.push_back(event.body);
        if (batch.park) parked.push_back(bot::to_json_text(batch.park->event));
        boost::asio::post(io_, [done = std::move(done)] { done(nullptr); });
    }
    void forget_seen(bot::time_point) override {}
    void close() override {}

    int audited(std::string_view kind) const
    {
        int n = 0;
        for (const auto& body : audit)
            n += body.find("\"kind\":\"" + std::string(kind) + "\"") != std::string::npos;
        return n;
    }

    std::vector<std::string> audit;
    int commits_that_throw = 0;
    std::vector<std::string> parked;  // events, as text

private:
    boost::asio::io_context& io_;
};

// Does what the test says; without a script it posts everything at the first attempt.
class scripted_platform final : public bot::platform {
public:
    std::function<bot::delivery_outcome(const bot::delivery&)> on_deliver;
    std::function<boost::asio::awaitable<void>()> on_wait;  // an attempt hangs for so long
    std::function<bot::look_up_outcome(const bot::delivery&)> on_look_up;
    std::function<std::optional<std::set<std::string>>(const bot::membership_query&)> on_members;
    std::function<void()> on_run;
    std::function<void(const std::string& message_id)> on_reactions;  // asked, not answered yet
    std::optional<std::vector<bot::found_reaction>> found = std::vector<bot::found_reaction>{};
    std::vector<std::string> delivered;  // ids, one an attempt
    std::vector<std::string> told;
    int runs = 0;

    std::string_view kind() const noexcept override { return "slack"; }
    std::string_view connection() const noexcept override { return "acme"; }
    boost::asio::awaitable<boost::system::error_code> run(bot::event_sink&) override
    {
        ++runs;
        if (on_run) on_run();
        boost::asio::steady_timer forever(
            co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max()
        );
        co_await forever.async_wait(boost::asio::use_awaitable);
        co_return boost::system::error_code{};
    }
    bool usable() const noexcept override { return true; }
    std::string trouble() const override { return {}; }
    boost::asio::awaitable<bot::delivery_outcome> deliver(bot::delivery what, std::optional<bot::delivery>)
        override
    {
        delivered.push_back(what.id);
        if (on_wait) co_await on_wait();
        if (on_deliver) co_return on_deliver(what);
        co_return sent("9." + std::to_string(delivered.size()));
    }
    boost::asio::awaitable<bot::look_up_outcome> look_up(bot::delivery what, std::optional<bot::delivery>)
        override
    {
        co_return on_look_up ? on_look_up(what) : bot::look_up_outcome{};
    }
    boost::asio::awaitable<std::optional<std::set<std::string>>> members(bot::membership_query query) override
    {
        co_return on_members ? on_members(query) : std::nullopt;
    }
    boost::asio::awaitable<std::optional<std::vector<bot::found_reaction>>> reactions(
        bot::channel_ref, std::string message_id
    ) override
    {
        auto answer = found;
        if (on_reactions) on_reactions(message_id);
        co_return answer;
    }
    boost::asio::awaitable<void> tell(bot::account, bot::channel_ref, bot::notice words) override
    {
        told.push_back(words.text);
        co_return;
    }
    boost::asio::awaitable<void> stop() override { co_return; }

    static bot::delivery_outcome sent(std::string id)
    {
        bot::delivery_outcome out;
        out.result = bot::delivery_result::sent;
        out.platform_id = std::move(id);
        return out;
    }
};

struct engine_stand {
    boost::asio::io_context io{1};
    hand_clock time{io};
    pending_draft begin_with;
    memory_store disk{io};
    bot::task_group tasks{io.get_executor()};
    boost::asio::thread_pool files{1};
    no_commands commands;
    scripted_platform* platform = nullptr;
    std::unique_ptr<bot::engine> engine;

    std::vector<bot::parked_event> parked;  // found in the store at start()

    explicit engine_stand(int required = 1) : begin_with(required) {}
    ~engine_stand()
    {
        tasks.cancel();
        time.settle();
        CHECK_MESSAGE(tasks.size() == 0, "a task was left behind");
    }

    // After it `begin_with` is used up; its settings are those of snapshot().
    void start()
    {
        bot::loaded_state found;
        found.state = copy_of(begin_with.state);
        found.parked = parked;
        engine = std::make_unique<bot::engine>(
            bot::engine::parts{io.get_executor(), time, disk, tasks, commands, files},
            std::move(found),
            snapshot()
        );
        auto made = std::make_unique<scripted_platform>();
        platform = made.get();
        engine->add(std::move(made));
    }
    std::shared_ptr<const bot::snapshot> snapshot() const
    {
        return std::make_shared<const bot::snapshot>(
            begin_with.config, pending_draft::make_books(), begin_with.limits
        );
    }

    // A click of a button on the preview; whether it was acknowledged.
    bool press(bot::account who, std::string action, std::string value)
    {
        bot::inbound event;
        event.keys = {"press-" + std::to_string(++pressed_)};
        event.from = as(std::move(who));
        event.at.channel = begin_with.room;
        event.what = bot::press{std::move(action), std::move(value)};
        auto acked = std::make_shared<bool>(false);
        bot::reply_path reply;
        reply.done = [this, acked](const bot::receipt& r) {
            *acked = true;
            if (r.answer) platform->told.push_back(r.answer->text);
        };
        engine->submit(std::move(event), std::move(reply));
        time.settle();
        return *acked;
    }
    const bot::delivery& row(std::string_view id) const { return *engine->state().find_delivery(id); }
    std::size_t running(std::string_view name) const
    {
        const auto all = tasks.names();
        return static_cast<std::size_t>(std::count(all.begin(), all.end(), name));
    }

private:
    int pressed_ = 0;
};

}  // namespace tests
