#include "adapters/daemon/service_status.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace adapters;

TEST_CASE(
    "a service manager is told once that the daemon works, whatever is still missing, and each change after"
)
{
    std::vector<std::string> told;
    daemon::service_status manager([&](const std::string& what) { told.push_back(what); });
    manager.started({.reasons = {"teams acme: the app password has expired"}, .warnings = {}});
    manager.changed({.reasons = {"teams acme: the app password has expired"}, .warnings = {}});
    manager.changed({.reasons = {}, .warnings = {"runbook a.md: has errors"}});
    manager.changed({});
    manager.changed({});
    manager.stopping();
    CHECK(
        told ==
        std::vector<std::string>{
            "READY=1\nSTATUS=not ready: teams acme: the app password has expired",
            "STATUS=ready, but runbook a.md: has errors",
            "STATUS=ready",
            "STOPPING=1\nSTATUS=stopping",
        }
    );
}

TEST_CASE("a status is one line of whole characters, however many reasons there are")
{
    const auto line =
        daemon::status_line({.reasons = {"a\nREADY=1", std::string(3000, 'x')}, .warnings = {}});
    CHECK(line.starts_with("not ready: a READY=1; xxx"));
    CHECK(line.size() <= 1000);
    std::string accents;
    for (int i = 0; i < 900; ++i) accents += "ã";
    for (std::size_t shift = 0; shift < 2; ++shift) {
        const auto cut =
            daemon::status_line({.reasons = {std::string(shift, 'x') + accents}, .warnings = {}});
        CHECK(cut.size() <= 1000);
        CHECK(cut.ends_with("ã…"));
    }
}
