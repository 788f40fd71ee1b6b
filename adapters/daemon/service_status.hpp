// What the service manager is told: that the daemon works, and what it misses.
#pragma once

#include "adapters/status/status_server.hpp"

#include <functional>
#include <string>

namespace adapters::daemon {

// One line of at most 1,000 bytes for people who ask for the service's status.
std::string status_line(const status::readiness& now);

// Loop's thread only.
class service_status {
public:
    // `tell` gets what sd_notify takes; without one it goes there.
    explicit service_status(std::function<void(const std::string&)> tell = {});

    // READY=1: whatever comes in is taken and kept. Not that every platform can be used: a service manager
    // ends a daemon that is not ready in time, and one platform that is down must not end what serves the
    // others.
    void started(const status::readiness& now);
    void changed(const status::readiness& now);  // says nothing when the line is the same
    void stopping();

private:
    std::function<void(const std::string&)> tell_;
    std::string told_;
};

}  // namespace adapters::daemon
