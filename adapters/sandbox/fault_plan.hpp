// What goes wrong on purpose: faults with a filter and a probability or a count, drawn from a seed.
#pragma once

#include "adapters/sandbox/json_in.hpp"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::sandbox {

enum class fault_kind {
    slow,                // the call waits for `delay` before it is done
    rate_limited,        // 429 with Retry-After
    server_error,        // `status` (default 503) before anything was done
    api_error,           // ok:false with `code`
    dropped,             // connection closed before anything was done
    hung,                // never answered, nothing done
    lost_reply,          // done, then the connection is cut
    late_reply,          // done, then answered after `delay`
    hung_reply,          // done, then never answered
    error_after,         // done, then a 500
    upgrade_refused,     // the websocket handshake gets `status` (default 409)
    envelope_late,       // leaves after `delay`
    envelope_lost,       // never leaves
    envelope_twice,      // the same frame twice
    envelope_repeated,   // again under a new envelope_id
    envelope_reordered,  // waits until a later one has left
    ack_lost,            // the app's ack is not seen
    link_cut,            // the link is reset instead of carrying the envelope
    link_half_open,      // the link falls silent: nothing read, nothing written, not closed
};

std::string_view name_of(fault_kind k) noexcept;
std::optional<fault_kind> fault_kind_of(std::string_view name) noexcept;

struct fault {
    fault_kind kind = fault_kind::slow;
    // Methods or envelope types, separated by |; a trailing * matches the rest; empty matches all.
    std::string filter;
    double probability = 1;
    std::optional<std::uint64_t> times;  // strikes left; without it, until removed
    std::chrono::milliseconds delay{1000};
    std::chrono::seconds retry_after{1};
    unsigned status = 0;
    std::string code = "internal_error";
    std::uint64_t id = 0;  // given by add()
    std::uint64_t strikes = 0;
};

class fault_plan {
public:
    explicit fault_plan(std::uint64_t seed = 1) : random_(seed) {}

    std::uint64_t add(fault f);
    bool remove(std::uint64_t id);
    void clear() { faults_.clear(); }
    void seed(std::uint64_t s) { random_.seed(s); }
    const std::vector<fault>& all() const noexcept { return faults_; }

    // The first fault of these kinds that strikes this subject now; counts it.
    std::optional<fault> strike(std::initializer_list<fault_kind> kinds, std::string_view subject);

private:
    std::mt19937_64 random_;
    std::uint64_t last_id_ = 0;
    std::vector<fault> faults_;
};

// {"kind":"lost_reply","filter":"chat.postMessage","probability":0.1,"times":3,"delay_ms":…,"retry_after":…,…}
std::optional<fault> fault_from_json(const json::object& o);
json::object to_json(const fault& f);

}  // namespace adapters::sandbox
