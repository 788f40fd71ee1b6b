#include "adapters/daemon/service_status.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <utility>

namespace adapters::daemon {

namespace {

constexpr std::size_t longest_line = 1000;  // systemd drops a whole notification above 4096 bytes

std::string one_line(std::string text)
{
    std::replace_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    if (text.size() <= longest_line) return text;
    constexpr std::string_view more = "…";
    std::size_t end = longest_line - more.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // no half character
    text.resize(end);
    return text.append(more);
}

}  // namespace

std::string status_line(const status::readiness& now)
{
    if (!now.reasons.empty()) return one_line(fmt::format("not ready: {}", fmt::join(now.reasons, "; ")));
    if (!now.warnings.empty()) return one_line(fmt::format("ready, but {}", fmt::join(now.warnings, "; ")));
    return "ready";
}

service_status::service_status(std::function<void(const std::string&)> tell) : tell_(std::move(tell))
{
    if (!tell_) tell_ = [](const std::string& what) { ::sd_notify(0, what.c_str()); };
}

void service_status::started(const status::readiness& now)
{
    told_ = status_line(now);
    tell_("READY=1\nSTATUS=" + told_);
}

void service_status::changed(const status::readiness& now)
{
    auto line = status_line(now);
    if (line == told_) return;
    told_ = std::move(line);
    tell_("STATUS=" + told_);
}

void service_status::stopping()
{
    tell_("STOPPING=1\nSTATUS=stopping");
}

}  // namespace adapters::daemon
