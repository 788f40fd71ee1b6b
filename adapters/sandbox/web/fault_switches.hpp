// Faults by the names that people know them by: each switch sets faults in the plans of the platforms.
#pragma once

#include "adapters/sandbox/fault_plan.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adapters::sandbox::web {

// One platform's side.
struct faulty_platform {
    fault_plan& plan;
    std::string posts;   // filter: calls that post or edit
    std::string makes;   // filter: calls that make a new message
    std::string clicks;  // filter: envelopes that carry a click
    std::function<void()> drop_links = {};
};

class fault_switches {
public:
    // By name: "slack", "teams". What is behind the references outlives the switches.
    explicit fault_switches(std::map<std::string, faulty_platform> platforms);

    static std::vector<std::string_view> names();  // slow-api, 429, 5xx, dropped-socket, …

    // `name` may be "all" to switch everything off; `times` holds for switches that count; an empty platform
    // means each. Why not, in snake_case; empty: done.
    std::string_view set(
        std::string_view name,
        bool on,
        std::optional<std::uint64_t> times = std::nullopt,
        std::string_view platform = {}
    );

    // Switches off what has no strike left. Whether to_json() says anything new since the last call.
    bool settle();

    json::array to_json() const;

private:
    struct set_fault {
        std::string platform;
        std::uint64_t id = 0;
    };
    const fault* find(const set_fault& which) const;
    void clear(std::string_view name, std::string_view platform);

    std::map<std::string, faulty_platform> platforms_;
    std::map<std::string, std::vector<set_fault>, std::less<>> set_;  // by the switch's name
    std::map<std::string, std::uint64_t, std::less<>> strikes_;       // of faults that are gone
    json::array told_;
};

}  // namespace adapters::sandbox::web
