#include "adapters/sandbox/fault_plan.hpp"

#include <algorithm>
#include <array>

namespace adapters::sandbox {
namespace {

constexpr std::array<std::string_view, 19> names{
    "slow",          "rate_limited",   "server_error",      "api_error",
    "dropped",       "hung",           "lost_reply",        "late_reply",
    "hung_reply",    "error_after",    "upgrade_refused",   "envelope_late",
    "envelope_lost", "envelope_twice", "envelope_repeated", "envelope_reordered",
    "ack_lost",      "link_cut",       "link_half_open",
};

bool matches(std::string_view filter, std::string_view subject)
{
    if (filter.empty()) return true;
    for (;;) {
        const auto bar = filter.find('|');
        const auto one = filter.substr(0, bar);
        if (one.ends_with('*') ? subject.starts_with(one.substr(0, one.size() - 1)) : one == subject)
            return true;
        if (bar == std::string_view::npos) return false;
        filter.remove_prefix(bar + 1);
    }
}

std::int64_t bounded(const json::object& o, std::string_view key, std::int64_t otherwise)
{
    return std::clamp<std::int64_t>(number_at(o, key, otherwise), 0, 86'400'000);
}

}  // namespace

std::string_view name_of(fault_kind k) noexcept
{
    return names[static_cast<std::size_t>(k)];
}

std::optional<fault_kind> fault_kind_of(std::string_view name) noexcept
{
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end()) return std::nullopt;
    return static_cast<fault_kind>(it - names.begin());
}

std::uint64_t fault_plan::add(fault f)
{
    f.id = ++last_id_;
    faults_.push_back(std::move(f));
    if (faults_.size() > 1000) faults_.erase(faults_.begin());
    return last_id_;
}

bool fault_plan::remove(std::uint64_t id)
{
    return std::erase_if(faults_, [&](const fault& f) { return f.id == id; }) != 0;
}

std::optional<fault> fault_plan::strike(std::initializer_list<fault_kind> kinds, std::string_view subject)
{
    for (auto& f : faults_) {
        if (std::find(kinds.begin(), kinds.end(), f.kind) == kinds.end() || !matches(f.filter, subject))
            continue;
        if (f.times && *f.times == 0) continue;
        if (f.probability < 1 && std::uniform_real_distribution<>(0, 1)(random_) >= f.probability) continue;
        if (f.times) --*f.times;
        ++f.strikes;
        return f;
    }
    return std::nullopt;
}

std::optional<fault> fault_from_json(const json::object& o)
{
    const auto kind = fault_kind_of(text_at(o, "kind"));
    if (!kind) return std::nullopt;
    fault f;
    f.kind = *kind;
    f.filter = text_at(o, "filter");
    if (const auto* p = o.if_contains("probability")) {
        f.probability = p->is_double() ? p->get_double() : p->is_int64() ? double(p->get_int64()) : 1;
    }
    if (o.contains("times")) f.times = static_cast<std::uint64_t>(bounded(o, "times", 1));
    f.delay = std::chrono::milliseconds(bounded(o, "delay_ms", 1000));
    f.retry_after = std::chrono::seconds(bounded(o, "retry_after", 1));
    f.status = static_cast<unsigned>(std::min<std::int64_t>(bounded(o, "status", 0), 599));
    if (const auto code = text_at(o, "code"); !code.empty()) f.code = code;
    return f;
}

json::object to_json(const fault& f)
{
    json::object o{
        {"id", f.id},
        {"kind", name_of(f.kind)},
        {"filter", f.filter},
        {"probability", f.probability},
        {"delay_ms", f.delay.count()},
        {"retry_after", f.retry_after.count()},
        {"status", f.status},
        {"code", f.code},
        {"strikes", f.strikes},
    };
    if (f.times) o["times"] = *f.times;
    return o;
}

}  // namespace adapters::sandbox
