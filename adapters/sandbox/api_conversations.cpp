// conversations.* of the Web API.
#include "adapters/sandbox/api_call.hpp"

#include <algorithm>

namespace adapters::sandbox {
namespace {

bool is_ts(std::string_view s)
{
    return s.empty() || (s.find_first_not_of("0123456789.") == std::string_view::npos && s.size() <= 24);
}

// Compares "seconds.micros" by value; the fraction may be shorter or absent.
bool earlier(std::string_view a, std::string_view b)
{
    const auto split = [](std::string_view s) {
        std::string whole(s.substr(0, s.find('.')));
        std::string part(s.find('.') == std::string_view::npos ? "" : s.substr(s.find('.') + 1));
        whole.insert(0, whole.size() < 20 ? 20 - whole.size() : 0, '0');
        part.resize(std::max<std::size_t>(part.size(), 9), '0');
        return whole + part;
    };
    return split(a) < split(b);
}

struct window {
    std::string oldest, latest;
    bool inclusive = false;

    bool holds(const std::string& ts) const
    {
        if (!oldest.empty() && (earlier(ts, oldest) || (!inclusive && !earlier(oldest, ts)))) return false;
        return latest.empty() || earlier(ts, latest) || (inclusive && !earlier(latest, ts));
    }
};

void hide_metadata(json::object& m)
{
    if (auto* meta = m.if_contains("metadata")) {
        json::object only{{"event_type", meta->at("event_type")}};
        *meta = std::move(only);
    }
}

}  // namespace

answer<json::object> slack_api::history(call_context& c)
{
    const auto id = c.need("channel");
    if (!id) return id.error();
    const auto ch = workspace_.channel_of_bot(*id);
    if (!ch) return ch.error();
    if (!(*ch)->members.contains(workspace_.self().bot_user)) return refusal{"not_in_channel", {}};
    const window w{c.text("oldest"), c.text("latest"), c.flag("inclusive")};
    if (!is_ts(w.oldest)) return refusal{"invalid_ts_oldest", {}};
    if (!is_ts(w.latest)) return refusal{"invalid_ts_latest", {}};
    json::array all;
    for (auto it = (*ch)->messages.rbegin(); it != (*ch)->messages.rend(); ++it) {
        const auto& m = it->second;
        const bool reply = !m.thread_ts.empty() && m.thread_ts != m.ts;
        if (!w.holds(m.ts) || (reply && !m.broadcast)) continue;
        auto o = workspace_.to_json(m);
        if (!c.flag("include_all_metadata")) hide_metadata(o);
        if (m.thread_ts == m.ts) {
            o["reply_count"] =
                std::count_if((*ch)->messages.begin(), (*ch)->messages.end(), [&](const auto& r) {
                    return r.second.thread_ts == m.ts && r.first != m.ts;
                });
        }
        all.push_back(std::move(o));
    }
    json::object out;
    auto page = page_of(all, c.text("limit"), c.text("cursor"), out);
    if (!page) return page.error();
    out["has_more"] = !text_at(out["response_metadata"].get_object(), "next_cursor").empty();
    out["messages"] = std::move(*page);
    return out;
}

answer<json::object> slack_api::replies(call_context& c)
{
    const auto id = c.need("channel");
    if (!id) return id.error();
    const auto ts = c.need("ts");
    if (!ts) return ts.error();
    const auto ch = workspace_.channel_of_bot(*id);
    if (!ch) return ch.error();
    if (!(*ch)->members.contains(workspace_.self().bot_user)) return refusal{"not_in_channel", {}};
    if (!(*ch)->messages.contains(*ts)) return refusal{"thread_not_found", {}};
    const window w{c.text("oldest"), c.text("latest"), c.flag("inclusive")};
    if (!is_ts(w.oldest)) return refusal{"invalid_ts_oldest", {}};
    if (!is_ts(w.latest)) return refusal{"invalid_ts_latest", {}};
    json::array all;
    for (const auto& [key, m] : (*ch)->messages) {
        if (key != *ts && (m.thread_ts != *ts || !w.holds(key))) continue;
        auto o = workspace_.to_json(m);
        if (!c.flag("include_all_metadata")) hide_metadata(o);
        all.push_back(std::move(o));
    }
    json::object out;
    auto page = page_of(all, c.text("limit"), c.text("cursor"), out);
    if (!page) return page.error();
    out["has_more"] = !text_at(out["response_metadata"].get_object(), "next_cursor").empty();
    out["messages"] = std::move(*page);
    return out;
}

answer<json::object> slack_api::channel_info(call_context& c)
{
    const auto id = c.need("channel");
    if (!id) return id.error();
    const auto ch = workspace_.channel_of_bot(*id);
    if (!ch) return ch.error();
    auto o = workspace_.to_json(**ch);
    if (c.flag("include_num_members")) o["num_members"] = (*ch)->members.size();
    return json::object{{"channel", std::move(o)}};
}

answer<json::object> slack_api::channel_members(call_context& c)
{
    const auto id = c.need("channel");
    if (!id) return id.error();
    const auto ch = workspace_.channel_of_bot(*id);
    if (!ch) return ch.error();
    const json::array all((*ch)->members.begin(), (*ch)->members.end());
    json::object out;
    auto page = page_of(all, c.text("limit"), c.text("cursor"), out);
    if (!page) return page.error();
    out["members"] = std::move(*page);
    return out;
}

answer<json::object> slack_api::channel_list(call_context& c)
{
    const auto types = c.has("types") ? c.text("types") : "public_channel";
    const auto wanted = [&](const channel& ch) {
        if (c.flag("exclude_archived") && ch.archived) return false;
        const bool in = ch.members.contains(workspace_.self().bot_user);
        if (ch.what == channel::kind::open) return types.find("public_channel") != std::string::npos;
        if (ch.what == channel::kind::im) return in && ("," + types + ",").find(",im,") != std::string::npos;
        if (ch.what == channel::kind::group) return in && types.find("mpim") != std::string::npos;
        return in && types.find("private_channel") != std::string::npos;
    };
    json::array all;
    for (const auto& [id, ch] : workspace_.channels()) {
        if (wanted(ch)) all.push_back(workspace_.to_json(ch));
    }
    json::object out;
    auto page = page_of(all, c.text("limit"), c.text("cursor"), out);
    if (!page) return page.error();
    out["channels"] = std::move(*page);
    return out;
}

answer<json::object> slack_api::channel_join(call_context& c)
{
    const auto id = c.need("channel");
    if (!id) return id.error();
    const auto ch = workspace_.channel_of_bot(*id);
    if (!ch) return ch.error();
    const bool already = (*ch)->members.contains(workspace_.self().bot_user);
    if (const auto done = workspace_.join(**ch, workspace_.self().bot_user); !done) return done.error();
    if (already) c.warnings.emplace_back("already_in_channel");
    return json::object{{"channel", workspace_.to_json(**ch)}};
}

answer<json::object> slack_api::channel_open(call_context& c)
{
    const auto users = c.text("users");
    const auto& people = workspace_.people();
    if (users.empty()) return refusal{"users_list_not_supplied", {}};
    if (users.find(',') != std::string::npos) return refusal{"method_not_supported_for_channel_type", {}};
    const auto it = people.find(users);
    if (it == people.end()) return refusal{"user_not_found", {}};
    if (it->second.is_bot) return refusal{"cannot_dm_bot", {}};
    return json::object{{"channel", workspace_.to_json(workspace_.im_with(users))}};
}

}  // namespace adapters::sandbox
