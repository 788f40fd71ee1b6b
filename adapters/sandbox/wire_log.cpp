#include "adapters/sandbox/wire_log.hpp"

#include <algorithm>
#include <array>

namespace adapters::sandbox {

namespace {

bool is_secret(std::string_view field)
{
    constexpr std::array<std::string_view, 6> names{
        "token", "app_token", "bot_token", "access_token", "client_secret", "client_assertion"
    };
    return std::find(names.begin(), names.end(), field) != names.end();
}

}  // namespace

json::value redacted(json::value v)
{
    if (auto* o = v.if_object()) {
        for (auto& field : *o) {
            if (is_secret(field.key())) {
                field.value() = "(redacted)";
            } else {
                field.value() = redacted(std::move(field.value()));
            }
        }
    } else if (auto* a = v.if_array()) {
        for (auto& item : *a) item = redacted(std::move(item));
    } else if (const auto* s = v.if_string()) {
        if (s->find("xoxb-") != json::string::npos || s->find("xapp-") != json::string::npos)
            v = "(redacted)";
    }
    return v;
}

std::uint64_t wire_log::add(wire_entry e)
{
    e.number = ++last_;
    e.at = time_.wall_now();
    e.sent = redacted(std::move(e.sent));
    e.answered = redacted(std::move(e.answered));
    if (counts_.size() < 1000) ++counts_[e.kind + " " + e.subject];
    entries_.push_back(std::move(e));
    if (entries_.size() > room_) entries_.pop_front();
    if (on_entry) on_entry();
    return last_;
}

json::array wire_log::since(std::uint64_t number, std::size_t most, std::string_view kind) const
{
    json::array out;
    for (const auto& e : entries_) {
        if (e.number <= number || (!kind.empty() && e.kind != kind)) continue;
        if (out.size() == most) break;
        out.push_back(to_json(e));
    }
    return out;
}

json::object to_json(const wire_entry& e)
{
    json::object o{
        {"number", e.number},
        {"at", std::chrono::duration_cast<std::chrono::milliseconds>(e.at.time_since_epoch()).count()},
        {"kind", e.kind},
        {"subject", e.subject},
    };
    if (!e.id.empty()) o["id"] = e.id;
    if (e.latency) o["latency_us"] = e.latency->count();
    if (!e.sent.is_null()) o["sent"] = e.sent;
    if (!e.answered.is_null()) o["answered"] = e.answered;
    if (e.status != 0) o["status"] = e.status;
    if (!e.fault.empty()) o["fault"] = e.fault;
    return o;
}

}  // namespace adapters::sandbox
