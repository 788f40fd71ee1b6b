// Load of Teams activities on the built daemon beside the in-process Teams, and on the floor, in one run: an
// open loop at given rates, then as many as one core takes, each with one token for all activities and with a
// fresh one each.
//   activity_load DAEMON [--rates 1,100] [--seconds N] [--core N] [--dir DIRECTORY]
#include "tests/bench/load/http_floor.hpp"
#include "tests/bench/load/load_words.hpp"
#include "tests/bench/load/scratch.hpp"
#include "tests/bench/load/teams_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct request : bench::load_request {
    int core = 0;
};

request read_request(int argc, char** argv)
{
    request r;
    r.rates = {1, 100};
    r.seconds = 8;
    static_cast<bench::load_request&>(r) = bench::read_load_words(
        argc,
        argv,
        r,
        {.program = "activity_load", .most_rate = 5'000, .most_seconds = 60},
        {{"--core",
          [&](const std::string& n) { r.core = static_cast<int>(std::strtol(n.c_str(), nullptr, 10)); }}}
    );
    return r;
}

void print_row(
    double rate, const std::string& what, std::size_t asked, const bench::activity_result& r, double floor_p99
)
{
    fmt::print(
        "{:>6} {:<28} {:>6} {:>6} {:>9.2f} {:>9.2f} {:>9.2f} {:>8.2f} {:>9.3f} {:>9.0f}\n",
        rate,
        what,
        asked,
        asked - r.ack.answered,
        r.ack.p50,
        r.ack.p99,
        r.ack.max,
        r.ack.p99 / floor_p99,
        r.cpu_ms_an_event,
        r.per_second
    );
    std::fflush(stdout);
}

int run(const request& r)
{
    bench::scratch space(r.directory, "activity-load");
    fmt::print(
        "{:>6} {:<28} {:>6} {:>6} {:>9} {:>9} {:>9} {:>8} {:>9} {:>9}\n",
        "rate/s",
        "what",
        "events",
        "missed",
        "p50 ms",
        "p99 ms",
        "max ms",
        "p99/fl.",
        "CPU ms/ev",
        "most/s"
    );
    for (const double rate : r.rates) {
        for (const bool fresh : {false, true}) {
            bench::activity_plan plan;
            plan.open = {
                .rate = rate, .count = std::max<std::size_t>(1, static_cast<std::size_t>(rate * r.seconds))
            };
            plan.fresh_tokens = fresh;
            plan.receiver_core = r.core;
            const std::string tokens = fresh ? "fresh tokens" : "one token";
            const auto floor = bench::load_floor_with_activities(plan, space.fresh());
            if (!floor.is_ready) throw std::runtime_error("the floor did not get ready:\n" + floor.complaint);
            print_row(rate, "floor, " + tokens, plan.open.count, floor, floor.ack.p99);
            const auto ours = bench::load_daemon_with_activities(r.daemon, plan, space.fresh());
            if (!ours.is_ready) throw std::runtime_error("the daemon did not get ready:\n" + ours.complaint);
            print_row(rate, "incidentd, " + tokens, plan.open.count, ours, floor.ack.p99);
        }
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv)
try {
    if (argc >= 3 && std::strcmp(argv[1], "--http-floor") == 0)
        return bench::http_floor(argv[2], argc > 3 ? argv[3] : "");
    return run(read_request(argc, argv));
} catch (const std::exception& e) {
    std::fprintf(stderr, "activity_load: %s\n", e.what());
    return 1;
}
