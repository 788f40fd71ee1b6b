// The rules: a vote, a typed command, and what an approval is bound to.
#include "bot/content_hash.hpp"
#include "bot/decide.hpp"
#include "commands/interpreter.hpp"
#include "tests/support/pending_draft.hpp"

#include <benchmark/benchmark.h>
#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace {

void decide_event(
    benchmark::State& state,
    const tests::pending_draft& room,
    const bot::command_interpreter& commands,
    const bot::inbound& event
)
{
    for (auto _ : state) {
        auto changes = room.begin();
        bot::decide(changes, room.ctx(), commands, event);
        if (!changes.changes_anything()) {
            state.SkipWithError("the event changed nothing");
            break;
        }
        benchmark::DoNotOptimize(changes);
    }
}

bot::inbound by(const tests::pending_draft& room, bot::account who, bot::deed what)
{
    bot::inbound event;
    event.from = tests::as(std::move(who));
    event.at.channel = room.room;
    event.what = std::move(what);
    return event;
}

void decide_vote(benchmark::State& state)
{
    const tests::pending_draft room(2);
    decide_event(
        state,
        room,
        room.commands,
        by(room, room.renata, bot::press{.action = "draft.approve", .value = "D1.1"})
    );
}
BENCHMARK(decide_vote);

void decide_deciding_vote(benchmark::State& state)
{
    const tests::pending_draft room(1);
    decide_event(
        state,
        room,
        room.commands,
        by(room, room.renata, bot::press{.action = "draft.approve", .value = "D1.1"})
    );
}
BENCHMARK(decide_deciding_vote);

void decide_typed_update(benchmark::State& state)
{
    const tests::pending_draft room(1);
    const commands::interpreter commands;
    const bot::typed_command typed{
        .text = "update progress_update impact_summary=\"Checkout is slow\"", .people = {}
    };
    decide_event(state, room, commands, by(room, room.commander, typed));
}
BENCHMARK(decide_typed_update);

std::vector<bot::rendered_text> texts(std::size_t bytes)
{
    return {
        {"support-billing", std::string(bytes / 2, 'x') + "é\n\"\\"},
        {"stakeholders", std::string(bytes / 2, 'y') + "🚨"},
    };
}

void canonical_json(benchmark::State& state)
{
    boost::json::array rows;
    for (const auto& t : texts(static_cast<std::size_t>(state.range(0))))
        rows.push_back({{"text", t.text}, {"destination", t.destination}});
    const boost::json::value v(std::move(rows));
    for (auto _ : state) benchmark::DoNotOptimize(bot::canonical_json(v));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(canonical_json)->Arg(1000)->Arg(12000);

void content_hash(benchmark::State& state)
{
    const auto all = texts(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(bot::content_hash(all));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(content_hash)->Arg(1000)->Arg(12000);

}  // namespace

BENCHMARK_MAIN();
