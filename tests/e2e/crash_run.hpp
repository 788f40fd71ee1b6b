// What the crash tests have in common: people at work in threads while the daemon is killed, and what must
// hold afterwards on whatever platform.
#pragma once

#include "bot/audit.hpp"
#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tests {

constexpr std::chrono::seconds crash_patience(240
);  // for one effect, several look-ups of half a minute included

// Of INCIDENTD_CRASH_SEED, else a new one; printed, so that the run can be done again.
inline std::uint64_t crash_seed()
{
    const char* given = std::getenv("INCIDENTD_CRASH_SEED");
    const std::uint64_t seed =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::uint64_t{std::random_device{}()};
    fmt::print("INCIDENTD_CRASH_SEED={}\n", seed);
    std::fflush(stdout);
    return seed;
}

// Faults of the in-process platform, given to its control's `fault`.
class trouble {
public:
    explicit trouble(std::function<void(json::object)> add) : add_(std::move(add)) {}

    void operator()(const char* kind, const char* filter, double probability, json::object more = {}) const
    {
        more["kind"] = kind;
        more["filter"] = filter;
        more["probability"] = probability;
        add_(std::move(more));
    }
    // What happens to events of this type on their way to the daemon.
    void on_the_way(const char* type) const
    {
        (*this)("envelope_twice", type, 0.1);
        (*this)("envelope_repeated", type, 0.1);
        (*this)("envelope_lost", type, 0.02);
        (*this)("envelope_late", type, 0.05, {{"delay_ms", 300}});
        (*this)("ack_lost", type, 0.04);
        (*this)("link_cut", type, 0.02);
    }

private:
    std::function<void(json::object)> add_;
};

// How often each kind struck, of what the control's `faults` answers.
inline std::map<std::string, std::int64_t> strikes(const json::object& faults)
{
    std::map<std::string, std::int64_t> out;
    for (const auto& f : faults.at("faults").as_array())
        out[text_of(f.as_object(), "kind")] += f.at("strikes").to_number<std::int64_t>();
    return out;
}

// Again and again until it holds; throws what it was for when it never does.
template <class Condition>
void insist(const std::string& otherwise, std::chrono::milliseconds pause, Condition holds)
{
    if (!eventually(std::move(holds), crash_patience, pause)) throw std::runtime_error(otherwise);
}

// Crew has work(), and `problems` and `opened` (numbers of incidents) to be read afterwards.
template <class Crew>
class crews_at_work {
public:
    crews_at_work(const stand& on, int count) : working_(count)
    {
        for (int i = 0; i < count; ++i) {
            all_.push_back(std::make_unique<Crew>(on, i, deeds_));
            threads_.emplace_back([this, &crew = *all_.back()] {
                crew.work();
                --working_;
            });
        }
    }
    ~crews_at_work() { join(); }
    crews_at_work(const crews_at_work&) = delete;
    crews_at_work& operator=(const crews_at_work&) = delete;

    const std::vector<std::unique_ptr<Crew>>& all() const noexcept { return all_; }
    bool at_work() const noexcept { return working_ > 0; }
    void join()
    {
        for (auto& t : threads_) t.join();
        threads_.clear();
    }

    // Some before it is ready, most at work, of these half while something has just been done: between its
    // arrival, the commit, the acknowledgement and the first post lie few milliseconds. How often it was
    // killed.
    int kill_meanwhile(
        stand& s,
        std::mt19937_64& random,
        int most,
        std::chrono::microseconds longest_life,
        const std::function<void()>& after_each = {}
    )
    {
        using std::chrono::microseconds;
        int killed = 0;
        for (; killed < most && at_work(); ++killed) {
            const auto longest = static_cast<std::uint64_t>(longest_life.count());
            std::this_thread::sleep_for(microseconds(random() % (random() % 4 == 0 ? 150'000U : longest)));
            if (random() % 2 == 0) {
                const int before = deeds_;
                (void)eventually(
                    [&] { return deeds_ != before || !at_work(); }, std::chrono::seconds(2), microseconds(100)
                );
                std::this_thread::sleep_for(microseconds(random() % 8'000));
            }
            s.kill_now();
            if (after_each) after_each();
            s.launch();
        }
        return killed;
    }

    // Each incident that was acknowledged is there, with its note. How many there are.
    std::size_t check_opened(const bot::world& world) const
    {
        std::size_t opened = 0;
        for (const auto& c : all_) {
            for (const auto& p : c->problems) FAIL_CHECK(p);
            for (const int n : c->opened) {
                ++opened;
                const auto* incident = world.find_incident(fmt::format("SUP-INC-{}", n));
                INFO("incident ", n);
                REQUIRE(incident != nullptr);
                int notes = 0;
                for (const auto& e : incident->timeline)
                    notes += e.text.find(fmt::format("nota-{}", n)) != std::string::npos ? 1 : 0;
                CHECK(notes >= 1);
            }
        }
        CHECK(world.incidents().size() == opened);
        return opened;
    }

private:
    std::atomic<int> deeds_ = 0;  // begun by all crews
    std::atomic<int> working_;
    std::vector<std::unique_ptr<Crew>> all_;
    std::vector<std::thread> threads_;
};

// The whole chain links up, and ends where the daemon believes it does.
inline bot::chain_head check_chain(bot::store_reader& reader)
{
    bot::chain_head head;
    bool is_chain = true;
    reader.each_audit_event({}, [&](const bot::audit_event& e) {
        is_chain = is_chain && bot::follows(head, e);
    });
    CHECK(is_chain);
    CHECK(head.hash == reader.recorded_head().hash);
    CHECK(head.number == reader.recorded_head().number);
    return head;
}

inline void print(const std::map<std::string, std::int64_t>& struck)
{
    for (const auto& [kind, n] : struck) fmt::print(" {} {}", kind, n);
    fmt::print("\n");
}

}  // namespace tests
