#include "adapters/teams/refusal_log.hpp"

#include "adapters/http/url.hpp"
#include "adapters/teams/activity.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

namespace adapters::teams {
namespace {

constexpr int lines_a_minute = 100;
constexpr std::size_t longest_shown = 80;

}  // namespace

std::string shown_in_log(std::string_view text)
{
    std::string out(text.substr(0, longest_shown));
    std::replace_if(out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return out;
}

std::string describe_origin(const activity& a)
{
    return fmt::format(
        "channel={} service={} recipient={} tenants={}",
        shown_in_log(a.channel_id),
        shown_in_log(http::redacted(a.service_url)),
        shown_in_log(a.recipient),
        shown_in_log(fmt::format("{}", fmt::join(a.where.tenants, ",")))
    );
}

void refusal_log::note(std::string_view why, const std::string& peer, const std::string& detail)
{
    if (time_.now() - minute_ >= std::chrono::minutes(1)) {
        if (silent_ > 0) spdlog::warn("teams {}: {} more requests were refused", name_, silent_);
        minute_ = time_.now();
        lines_ = 0;
        silent_ = 0;
    }
    if (lines_ >= lines_a_minute) {
        ++silent_;
        return;
    }
    ++lines_;
    spdlog::warn("teams {}: a request from {} is refused: {} {}", name_, peer, why, detail);
}

}  // namespace adapters::teams
