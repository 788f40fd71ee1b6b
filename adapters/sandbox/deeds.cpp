#include "adapters/sandbox/deeds.hpp"

#include "adapters/sandbox/block_kit.hpp"
#include "adapters/sandbox/form_values.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {

namespace asio = boost::asio;

namespace {

json::object cannot(std::string_view why)
{
    return {{"ok", false}, {"error", why}};
}

json::object outcome_of(const delivery& d, bool command)
{
    json::object o{{"ok", d.acked}, {"acked", d.acked}, {"envelope_id", d.envelope_id}};
    o["latency_us"] = d.latency.count();
    if (!d.sent) {
        o["error"] = "dispatch_failed";
    } else if (!d.acked) {
        o["error"] = command ? "operation_timeout" : "no_response";
    }
    return o;
}

bool may_see(const channel& c, const std::string& user)
{
    return c.what == channel::kind::open || c.members.contains(user);
}

}  // namespace

deeds::deeds(slack_workspace& w, slack_api& api, socket_mode& sockets, const bot::clock& time)
    : workspace_(w), api_(api), sockets_(sockets), time_(time)
{
}

std::string deeds::encoded(std::string_view typed, bool with_labels)
{
    constexpr std::string_view word_end = " \t\r\n,;:!?()\"'";
    std::string out;
    for (std::size_t i = 0; i < typed.size();) {
        const auto rest = typed.substr(i);
        const bool starts =
            i == 0 || std::string_view(" \t\r\n(\"'=").find(typed[i - 1]) != std::string_view::npos;
        if (starts && (rest.starts_with("http://") || rest.starts_with("https://"))) {
            const auto link = rest.substr(0, rest.find_first_of(" \t\r\n\"<>"));
            std::string plain;
            for (const char ch : link) plain += ch == '&' ? "&amp;" : std::string(1, ch);
            out += "<" + plain + ">";
            i += link.size();
            continue;
        }
        if (starts && (rest[0] == '@' || rest[0] == '#')) {
            auto name = rest.substr(1, rest.find_first_of(word_end, 1) - 1);
            while (name.ends_with('.')) name.remove_suffix(1);
            std::string made;
            if (rest[0] == '@' && (name == "here" || name == "channel" || name == "everyone")) {
                made = fmt::format("<!{}>", name);
            } else if (const auto* p = rest[0] == '@' ? workspace_.find_person(name) : nullptr) {
                made = with_labels ? fmt::format("<@{}|{}>", p->id, p->handle) : fmt::format("<@{}>", p->id);
            } else if (const auto* c = rest[0] == '#' ? workspace_.find_channel(name) : nullptr) {
                made = fmt::format("<#{}|{}>", c->id, c->what == channel::kind::open ? c->name : "");
            } else if (rest[0] == '@') {
                for (const auto& [id, g] : workspace_.groups()) {
                    if (g.handle == name) made = fmt::format("<!subteam^{}|@{}>", id, g.handle);
                }
            }
            if (!made.empty()) {
                out += made;
                i += 1 + name.size();
                continue;
            }
        }
        switch (typed[i]) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            default:
                out += typed[i];
        }
        ++i;
    }
    return out;
}

json::object deeds::user_json(const person& p) const
{
    return {{"id", p.id}, {"username", p.handle}, {"name", p.handle}, {"team_id", workspace_.self().team}};
}

json::object deeds::base(const person& p, std::string type) const
{
    const auto& me = workspace_.self();
    return {
        {"type", std::move(type)},
        {"api_app_id", me.app},
        {"token", "deprecated"},
        {"team", {{"id", me.team}, {"domain", me.domain}}},
        {"enterprise", nullptr},
        {"is_enterprise_install", false},
        {"user", user_json(p)},
    };
}

asio::awaitable<delivery> deeds::interact(json::object payload, bool accepts_payload)
{
    co_return co_await sockets_.deliver("interactive", std::move(payload), accepts_payload);
}

// "@incidentd" as a place: the person's chat with the app, which begins with this.
channel* deeds::chat_with_app(const std::string& where, const person& p)
{
    const auto* app = where.starts_with('@') ? workspace_.find_person(where) : nullptr;
    if (app == nullptr || !app->is_bot) return nullptr;
    return &workspace_.im_with(p.id);
}

deeds::seen deeds::slash(std::string who, std::string where, std::string typed)
{
    const auto* p = workspace_.find_person(who);
    const auto* c = workspace_.find_channel(where);
    if (p == nullptr) co_return cannot("no_such_person");
    if (c == nullptr) c = chat_with_app(where, *p);
    if (c == nullptr || !may_see(*c, p->id)) co_return cannot("no_such_channel");
    const auto& me = workspace_.self();
    const auto user = p->id;
    const auto channel_id = c->id;
    const auto space = typed.find_first_of(" \n");
    const auto words = space == std::string::npos ? std::string() : typed.substr(space + 1);
    const bool im = c->what == channel::kind::im;
    json::object payload{
        {"token", "deprecated"},
        {"team_id", me.team},
        {"team_domain", me.domain},
        {"channel_id", c->id},
        {"channel_name",
         im                                 ? "directmessage"
         : c->what == channel::kind::closed ? "privategroup"
                                            : c->name},
        {"user_id", p->id},
        {"user_name", p->handle},
        {"command", typed.substr(0, space)},
        {"text", escape_commands ? encoded(words, true) : words},
        {"api_app_id", me.app},
        {"is_enterprise_install", "false"},
        {"response_url", api_.make_response_url("commands", c->id, p->id)},
        {"trigger_id", workspace_.make_trigger(p->id)},
    };
    const auto d = co_await sockets_.deliver("slash_commands", std::move(payload), true);
    auto out = outcome_of(d, true);
    if (!d.acked || !d.payload || !d.payload->is_object() || d.payload->get_object().empty()) co_return out;
    const auto& shown = d.payload->get_object();
    out["response"] = shown;
    if (text_at(shown, "response_type") == "in_channel") {
        new_message echo;  // the typed command becomes visible to everybody
        echo.channel = channel_id;
        echo.user = user;
        echo.text = typed;
        (void)workspace_.post(std::move(echo));
    }
    const auto done = api_.respond(channel_id, user, {}, shown);
    if (!done) out["response_error"] = done.error().code;
    co_return out;
}

json::object deeds::say(std::string who, std::string where, std::string typed, std::string thread_ts)
{
    const auto* p = workspace_.find_person(who);
    auto* c = workspace_.find_channel(where);
    if (p == nullptr) return cannot("no_such_person");
    if (c == nullptr) c = chat_with_app(where, *p);
    if (c == nullptr || !may_see(*c, p->id)) return cannot("no_such_channel");
    new_message m;
    m.channel = c->id;
    m.user = p->id;
    m.text = encoded(typed, false);
    m.thread_ts = std::move(thread_ts);
    m.client_msg_id = workspace_.fresh_hex(32);
    const auto made = workspace_.post(std::move(m));
    if (!made) return cannot(made.error().code);
    return {{"ok", true}, {"ts", (*made)->ts}, {"channel", c->id}};
}

json::object deeds::edit(std::string who, std::string where, std::string ts, std::string typed)
{
    const auto* p = workspace_.find_person(who);
    auto* c = workspace_.find_channel(where);
    if (p == nullptr) return cannot("no_such_person");
    if (c == nullptr || !may_see(*c, p->id)) return cannot("no_such_channel");
    const auto done = workspace_.update(*c, ts, {.text = encoded(typed, false)}, p->id);
    if (!done) return cannot(done.error().code);
    return {{"ok", true}};
}

json::object deeds::erase(std::string who, std::string where, std::string ts)
{
    const auto* p = workspace_.find_person(who);
    auto* c = workspace_.find_channel(where);
    if (p == nullptr) return cannot("no_such_person");
    if (c == nullptr || !may_see(*c, p->id)) return cannot("no_such_channel");
    const auto done = workspace_.erase(*c, ts, p->id);
    if (!done) return cannot(done.error().code);
    return {{"ok", true}};
}

json::object deeds::react(std::string who, std::string where, std::string ts, std::string name, bool add)
{
    const auto* p = workspace_.find_person(who);
    auto* c = workspace_.find_channel(where);
    if (p == nullptr) return cannot("no_such_person");
    if (c == nullptr || !may_see(*c, p->id)) return cannot("no_such_channel");
    const auto done = workspace_.react(*c, ts, std::move(name), p->id, add);
    if (!done) return cannot(done.error().code);
    return {{"ok", true}};
}

deeds::seen deeds::press(
    std::string who,
    std::string where,
    std::string ts,
    std::string action_id,
    json::value chosen,
    bool stale,
    std::string block_id
)
{
    const auto* p = workspace_.find_person(who);
    auto* c = workspace_.find_channel(where);
    if (p == nullptr) co_return cannot("no_such_person");
    if (c == nullptr || !may_see(*c, p->id)) co_return cannot("no_such_channel");
    const auto hidden = std::find_if(c->ephemerals.begin(), c->ephemerals.end(), [&](const ephemeral& e) {
        return e.ts == ts && e.to == p->id && !e.deleted;
    });
    const bool is_ephemeral = hidden != c->ephemerals.end();
    const auto at = c->messages.find(ts);
    if (!is_ephemeral && at == c->messages.end()) co_return cannot("message_not_found");
    const message* m = is_ephemeral ? nullptr : &at->second;
    std::optional<json::object> action;
    json::array blocks = is_ephemeral ? hidden->blocks : m->blocks;
    const auto look = [&](const json::array& in) {
        each_element(in, [&](const json::object& b, const json::object& e) {
            if (action || text_at(e, "action_id") != action_id) return;
            if (!block_id.empty() && text_at(b, "block_id") != block_id) return;
            auto made = text_at(e, "type") == "button" ? e : element_state(e, chosen);
            for (const auto* gone : {"style", "confirm", "url"}) made.erase(gone);
            made["type"] = text_at(e, "type");
            made["action_id"] = action_id;
            made["block_id"] = text_at(b, "block_id");
            made["action_ts"] = workspace_.next_ts();
            action = std::move(made);
        });
    };
    look(blocks);
    for (std::size_t i = m == nullptr ? 0 : m->earlier_blocks.size(); stale && !action && i > 0; --i) {
        blocks = m->earlier_blocks[i - 1];
        look(blocks);
    }
    if (!action) co_return cannot("no_such_component");
    auto payload = base(*p, "block_actions");
    json::object container{
        {"type", "message"}, {"message_ts", ts}, {"channel_id", c->id}, {"is_ephemeral", is_ephemeral}
    };
    if (m != nullptr && !m->thread_ts.empty()) container["thread_ts"] = m->thread_ts;
    payload["container"] = std::move(container);
    payload["trigger_id"] = workspace_.make_trigger(p->id);
    payload["channel"] = {{"id", c->id}, {"name", c->what == channel::kind::im ? "directmessage" : c->name}};
    if (m != nullptr) {
        auto shown = workspace_.to_json(*m);
        shown.erase("reactions");
        shown["blocks"] = blocks;
        payload["message"] = std::move(shown);
    }
    payload["state"] = {{"values", all_state(blocks, {}, {})}};
    payload["response_url"] = api_.make_response_url("actions", c->id, p->id, ts);
    json::array actions;
    actions.push_back(std::move(*action));
    payload["actions"] = std::move(actions);
    co_return outcome_of(co_await interact(std::move(payload), false), false);
}

deeds::seen deeds::message_shortcut(
    std::string who, std::string where, std::string ts, std::string callback_id
)
{
    const auto* p = workspace_.find_person(who);
    auto* c = workspace_.find_channel(where);
    if (p == nullptr) co_return cannot("no_such_person");
    if (c == nullptr || !may_see(*c, p->id)) co_return cannot("no_such_channel");
    const auto m = workspace_.message_in(*c, ts);
    if (!m) co_return cannot(m.error().code);
    auto payload = base(*p, "message_action");
    payload["callback_id"] = callback_id;
    payload["trigger_id"] = workspace_.make_trigger(p->id);
    payload["response_url"] = api_.make_response_url("app", c->id, p->id);
    payload["message_ts"] = ts;
    payload["action_ts"] = workspace_.next_ts();
    payload["channel"] = {{"id", c->id}, {"name", c->name}};
    payload["message"] = workspace_.to_json(**m);
    co_return outcome_of(co_await interact(std::move(payload), false), false);
}

deeds::seen deeds::global_shortcut(std::string who, std::string callback_id)
{
    const auto* p = workspace_.find_person(who);
    if (p == nullptr) co_return cannot("no_such_person");
    auto payload = base(*p, "shortcut");
    payload["callback_id"] = callback_id;
    payload["trigger_id"] = workspace_.make_trigger(p->id);
    payload["action_ts"] = workspace_.next_ts();
    co_return outcome_of(co_await interact(std::move(payload), false), false);
}

json::object deeds::open_home(std::string who)
{
    const auto* p = workspace_.find_person(who);
    if (p == nullptr) return cannot("no_such_person");
    json::object event{
        {"type", "app_home_opened"},
        {"user", p->id},
        {"channel", workspace_.im_with(p->id).id},
        {"tab", "home"},
        {"event_ts", workspace_.next_ts()},
    };
    if (workspace_.on_happening) workspace_.on_happening({"app_home_opened", "", std::move(event)});
    return {{"ok", true}};
}

}  // namespace adapters::sandbox
