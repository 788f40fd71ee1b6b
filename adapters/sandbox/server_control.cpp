#include "adapters/sandbox/server_control.hpp"

#include "adapters/sandbox/local_http.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace adapters::sandbox {

namespace asio = boost::asio;

json::object server_control::look(const std::string& what, const json::object& a) const
{
    if (what == "log") {
        const auto most =
            static_cast<std::size_t>(std::clamp<std::int64_t>(number_at(a, "most", 200), 1, 2000));
        const auto since = static_cast<std::uint64_t>(std::max<std::int64_t>(number_at(a, "since", 0), 0));
        return {{"ok", true}, {"entries", log_.since(since, most, text_at(a, "kind"))}};
    }
    if (what == "counters") {
        json::object counts;
        for (const auto& [name, n] : log_.counts()) counts[name] = n;
        return {{"ok", true}, {"counts", std::move(counts)}};
    }
    if (what == "faults") {
        json::array list;
        for (const auto& f : faults_.all()) list.push_back(to_json(f));
        return {{"ok", true}, {"faults", std::move(list)}};
    }
    return {};
}

json::object server_control::change(const std::string& what, const json::object& a) const
{
    if (what == "fault") {
        auto f = fault_from_json(a);
        if (!f) return wrong("unknown_kind");
        return {{"ok", true}, {"id", faults_.add(std::move(*f))}};
    }
    if (what == "unfault") {
        if (!a.contains("id")) {
            faults_.clear();
            return said(true, "");
        }
        return said(faults_.remove(static_cast<std::uint64_t>(number_at(a, "id", 0))), "no_such_fault");
    }
    return {};
}

std::optional<server_control::found> server_control::find(
    const std::string& what, const json::object& a, const condition& look_for
) const
{
    if (what != "log") return look_for(what, a);
    found f;
    f.seen = look("log", a);
    const auto subject = text_at(a, "subject");
    for (const auto& e : f.seen["entries"].as_array())
        f.have += subject.empty() || text_at(e.as_object(), "subject") == subject ? 1 : 0;
    return f;
}

// Polls rather than subscribes: it is for tests and a page, at most 100 times a second.
asio::awaitable<json::object> server_control::wait(json::object a, condition look_for) const
{
    const auto limit =
        std::chrono::milliseconds(std::clamp<std::int64_t>(number_at(a, "timeout_ms", 5000), 0, 120'000));
    const auto end = time_.now() + limit;
    const std::string what(text_at(a, "for"));
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(number_at(a, "count", 1), 0));
    for (;;) {
        auto now = find(what, a, look_for);
        if (!now) co_return wrong("unknown_condition");
        if (now->have >= count || !flag_at(now->seen, "ok")) co_return std::move(now->seen);
        if (time_.now() >= end) {
            now->seen["ok"] = false;
            now->seen["error"] = "timeout";
            co_return std::move(now->seen);
        }
        co_await time_.sleep_for(std::chrono::milliseconds(10));
    }
}

}  // namespace adapters::sandbox
