// GET /healthz, /readyz and /metrics: what supervisors and Prometheus ask the daemon.
#pragma once

#include "adapters/http/server.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <vector>

namespace adapters::status {

// Gathered anew for each request, on the loop's thread.
struct readiness {
    std::vector<std::string> reasons;   // why not ready; empty: ready
    std::vector<std::string> warnings;  // ready, but somebody should look
};

struct sample {
    std::string name;  // without the prefix "incidentd_"
    std::string help;
    enum class type { counter, gauge } kind = type::counter;
    double value = 0;
    std::vector<std::pair<std::string, std::string>> labels;
};

struct sources {
    std::function<readiness()> ready;
    std::function<std::vector<sample>()> metrics;
};

// Answers 404 to other paths, 405 to other methods.
http::request_handler make_status_handler(sources from);

}  // namespace adapters::status
