// Open-loop load on the built daemon beside the in-process Slack, and on the floor, at the same rates.
//   ack_load DAEMON [--rates 1,100,1000] [--seconds N] [--bolt SCRIPT] [--node PATH] [--dir DIRECTORY]
#include "tests/bench/load/floor.hpp"
#include "tests/bench/load/load_words.hpp"
#include "tests/bench/load/scratch.hpp"
#include "tests/bench/load/slack_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_events = 10'000;

struct request : bench::load_request {
    std::string bolt, node = "/usr/bin/node";
};

request read_request(int argc, char** argv)
{
    request r;
    r.rates = {1, 100, 1000};
    r.seconds = 10;
    static_cast<bench::load_request&>(r) = bench::read_load_words(
        argc,
        argv,
        r,
        {.program = "ack_load", .most_rate = 10'000, .most_seconds = 120},
        {{"--bolt", [&](const std::string& file) { r.bolt = fs::absolute(file).string(); }},
         {"--node", [&](const std::string& path) { r.node = path; }}}
    );
    return r;
}

void print_row(
    double rate,
    std::string_view what,
    std::size_t asked,
    const bench::summary& s,
    double floor_p99,
    double cpu
)
{
    fmt::print(
        "{:>6} {:<22} {:>6} {:>6} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.2f} {:>8} {:>9}\n",
        rate,
        what,
        asked,
        asked - s.answered,
        s.p50,
        s.p90,
        s.p99,
        s.max,
        std::isnan(floor_p99) ? std::string("-") : fmt::format("{:.2f}x", s.p99 / floor_p99),
        cpu < 0 ? std::string("-") : fmt::format("{:.3f}", cpu)
    );
    std::fflush(stdout);
}

bench::slack_result loaded(
    bench::load_plan plan, const bench::slack_app& app, const fs::path& where, const std::string& name
)
{
    auto result = bench::load_slack(plan, app, where);
    if (!result.is_ready) throw std::runtime_error(name + " did not get ready:\n" + result.complaint);
    return result;
}

int run(const request& r)
{
    bench::scratch space(r.directory, "ack-load");
    std::string notes;
    fmt::print(
        "{:>6} {:<22} {:>6} {:>6} {:>9} {:>9} {:>9} {:>9} {:>8} {:>9}\n",
        "rate/s",
        "what",
        "events",
        "missed",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "max ms",
        "p99/fl.",
        "CPU ms/ev"
    );
    for (const double rate : r.rates) {
        const bench::load_plan plan{
            .rate = rate,
            .count = std::clamp<std::size_t>(static_cast<std::size_t>(rate * r.seconds), 1, most_events)
        };
        const auto floor = bench::load_floor(plan, space.fresh());
        print_row(rate, "floor: echo + commit", plan.count, floor.ack, floor.ack.p99, floor.cpu_ms_an_event);
        const auto ours = loaded(plan, bench::the_daemon(r.daemon), space.fresh(), "the daemon");
        print_row(rate, "incidentd: open, ack", plan.count, ours.ack, floor.ack.p99, ours.cpu_ms_an_event);
        print_row(rate, "incidentd: preview", plan.count, ours.preview, floor.ack.p99, -1);
        notes += fmt::format(
            "incidentd before {}/s: ready {:.1f} ms after its start, {:.1f} MiB resident when idle\n",
            rate,
            ours.ready_ms,
            ours.idle_mib
        );
        const auto asked = loaded(plan, bench::the_daemon_asked(r.daemon), space.fresh(), "the daemon");
        print_row(
            rate, "incidentd: whoami, ack", plan.count, asked.ack, floor.ack.p99, asked.cpu_ms_an_event
        );
        if (r.bolt.empty()) continue;
        const auto theirs = loaded(plan, bench::the_script(r.node, r.bolt), space.fresh(), "the SDK's bot");
        print_row(rate, "bolt: ack + respond", plan.count, theirs.ack, floor.ack.p99, theirs.cpu_ms_an_event);
        notes += fmt::format(
            "bolt before {}/s: linked {:.0f} ms after its start, {:.1f} MiB resident when idle; CPU of an "
            "event "
            "{:.2f} times incidentd's whoami, {:.2f} times its open with the preview\n",
            rate,
            theirs.ready_ms,
            theirs.idle_mib,
            theirs.cpu_ms_an_event / asked.cpu_ms_an_event,
            theirs.cpu_ms_an_event / ours.cpu_ms_an_event
        );
    }
    fmt::print("\n{}", notes);
    return 0;
}

}  // namespace

int main(int argc, char** argv)
try {
    if (argc == 4 && std::strcmp(argv[1], "--floor") == 0)
        return bench::floor_client(static_cast<std::uint16_t>(std::strtoul(argv[2], nullptr, 10)), argv[3]);
    return run(read_request(argc, argv));
} catch (const std::exception& e) {
    std::fprintf(stderr, "ack_load: %s\n", e.what());
    return 1;
}
