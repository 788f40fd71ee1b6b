// Durable commits: how the price of a flush is shared by the batches that wait for it.
#include "bot/store/store.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <unistd.h>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace {

namespace fs = std::filesystem;

// Below the current directory: /tmp may be memory, where a flush costs nothing.
struct scratch {
    fs::path path = fs::current_path() / fmt::format("commit-bench-{}", ::getpid());
    scratch() { fs::remove_all(path); }
    ~scratch()
    {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

// What one typed command stores: an incident, a delivery, an audit event, the key of the event.
bot::store_batch batch(bot::world& state, std::int64_t n)
{
    bot::change_set changes(state, bot::time_point(std::chrono::milliseconds(1'795'456'800'000 + n)));
    bot::incident row;
    row.id = fmt::format("SUP-INC-{}", n);
    row.summary = "Checkout lento para 20% dos clientes";
    row.values["mitigation_actions"] = "Tráfego desviado para a réplica";
    row.opened_at = changes.now();
    changes.add_incident(row);
    bot::delivery line;
    line.incident_id = row.id;
    line.destination = "support";
    line.words = bot::notice{.text = "aberto", .buttons = {}};
    changes.enqueue(line);
    changes.audit({.kind = "incident.opened", .incident_id = row.id, .draft_id = {}, .by = {}, .details = {}}
    );
    changes.apply_to(state);
    bot::store_batch out = bot::batch_of(changes);
    out.seen_keys = {fmt::format("key-{}", n)};
    return out;
}

void commit_batches(benchmark::State& state)
{
    const scratch here;
    boost::asio::io_context loop{1};
    const auto stay = boost::asio::make_work_guard(loop);
    auto opened = bot::store::open("sqlite:" + (here.path / "bench.db").string(), loop.get_executor());
    if (!opened) throw std::runtime_error(opened.error().message);
    auto disk = std::move(*opened);
    bot::world world = disk->load({}).state;
    std::int64_t n = 0;
    for (auto _ : state) {
        state.PauseTiming();
        std::vector<bot::store_batch> waiting;
        for (std::int64_t i = 0; i < state.range(0); ++i) waiting.push_back(batch(world, ++n));
        std::size_t done = 0;
        bool failed = false;
        state.ResumeTiming();
        for (auto& b : waiting) {
            disk->commit(std::move(b), [&](const bot::store_fault* fault) {
                failed = failed || fault != nullptr;
                ++done;
            });
        }
        while (done < waiting.size()) loop.run_one();
        if (failed) {
            state.SkipWithError("a commit failed");
            break;
        }
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    disk->close();
}
BENCHMARK(commit_batches)->Arg(1)->Arg(16)->Arg(128)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
