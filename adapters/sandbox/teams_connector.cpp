#include "adapters/sandbox/teams_connector.hpp"

#include "adapters/sandbox/local_http.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>

namespace adapters::sandbox {
namespace {

std::string_view thread_of(std::string_view conversation)
{
    constexpr std::string_view mark = ";messageid=";
    const auto at = conversation.find(mark);
    return at == std::string_view::npos ? std::string_view() : conversation.substr(at + mark.size());
}

http::server_response empty(unsigned status)
{
    http::server_response r;
    r.status = status;
    return r;
}

}  // namespace

teams_connector::teams_connector(
    teams_workspace& w, teams_login& login, const bot::clock& time, teams_throttle& throttle
)
    : workspace_(w), login_(login), time_(time), throttle_(throttle)
{
}

teams_connector::call teams_connector::parse(const std::string& method, std::string_view path)
{
    call c;
    while (!path.empty()) {
        const auto word = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), word.size() + 1));
        c.words.push_back(percent_decoded(word, false));
    }
    if (c.words.empty() || c.words.front() != "v3") return {};
    c.words.erase(c.words.begin());
    const auto& w = c.words;
    const auto is = [&](std::string_view verb, std::size_t count, std::size_t at, std::string_view name) {
        return method == verb && w.size() == count && w[at] == name;
    };
    const bool conversations = !w.empty() && w[0] == "conversations";
    if (conversations && method == "POST" && w.size() == 1) c.operation = "create";
    if (conversations && is("POST", 3, 2, "activities")) c.operation = "send";
    if (conversations && is("POST", 4, 2, "activities")) c.operation = "reply";
    if (conversations && is("PUT", 4, 2, "activities")) c.operation = "update";
    if (conversations && is("DELETE", 4, 2, "activities")) c.operation = "delete";
    if (conversations && (is("GET", 3, 2, "members") || is("GET", 3, 2, "pagedmembers")))
        c.operation = "members";
    if (conversations && is("GET", 5, 4, "members")) c.operation = "members";
    if (conversations && is("GET", 4, 2, "members")) c.operation = "member";
    if (conversations && (is("PUT", 6, 4, "reactions") || is("DELETE", 6, 4, "reactions")))
        c.operation = "react";
    if (is("GET", 2, 0, "teams")) c.operation = "team";
    if (is("GET", 3, 0, "teams") && w[2] == "conversations") c.operation = "channels";
    return c;
}

http::server_response teams_connector::refuse(const teams_refusal& why)
{
    json::object body{{"error", {{"code", why.code}, {"message", why.message}}}};
    if (why.code == "MessageWritesBlocked") {
        body = {
            {"errorCode", 209},
            {"message", json::serialize(json::object{{"subCode", why.code}, {"details", why.message}})},
        };
    }
    auto r = as_json(why.status, body);
    if (why.retry_after) r.headers.add("Retry-After", std::to_string(why.retry_after->count()));
    return r;
}

http::server_response teams_connector::refuse_with(const std::string& code, unsigned status)
{
    struct usual {
        std::string_view code;
        unsigned status;
    };
    constexpr usual known[] = {
        {"BadArgument", 400},
        {"BadSyntax", 400},
        {"BotNotRegistered", 401},
        {"BotNotInConversationRoster", 403},
        {"BotDisabledByAdmin", 403},
        {"ConversationBlockedByUser", 403},
        {"MessageWritesBlocked", 403},
        {"NotEnoughPermissions", 403},
        {"InvalidBotApiHost", 403},
        {"ConversationNotFound", 404},
        {"ActivityNotFoundInConversation", 404},
        {"PreconditionFailed", 412},
        {"MessageSizeTooBig", 413},
        {"ServiceError", 500},
    };
    for (const auto& k : known) {
        if (status == 0 && k.code == code) status = k.status;
    }
    return refuse({status == 0 ? 400 : status, code, "Injected by the sandbox."});
}

teams_answer<void> teams_connector::admit(teams_throttle::call what, const std::string& thread)
{
    if (const auto pause = throttle_.refuse(time_.now(), what, thread))
        return teams_refusal{429, "Throttled", "API calls quota exceeded.", *pause};
    return {};
}

void teams_connector::shown(teams_conversation& c, teams_message& m)
{
    if (on_card && workspace_.card_of(m, "") != nullptr) on_card(c, m);
}

teams_connector::done teams_connector::create(const json::object& body)
{
    const auto bad = [](std::string why) { return teams_refusal{400, "BadSyntax", std::move(why)}; };
    const auto* channel_data = object_at(body, "channelData");
    const auto* tenant_in = channel_data == nullptr ? nullptr : object_at(*channel_data, "tenant");
    auto tenant = text_at(body, "tenantId");
    if (tenant.empty() && tenant_in != nullptr) tenant = text_at(*tenant_in, "id");
    if (!tenant.empty() && tenant != workspace_.self().tenant)
        return teams_refusal{403, "Forbidden", "Tenant mismatch."};
    const auto* channel = channel_data == nullptr ? nullptr : object_at(*channel_data, "channel");
    if (channel != nullptr) {
        const auto* activity = object_at(body, "activity");
        if (activity == nullptr && !text_at(body, "text").empty())
            return teams_refusal{502, "ServiceError", "Bad gateway."};
        if (!flag_at(body, "isGroup") || activity == nullptr || body.contains("members"))
            return bad("Incorrect conversation creation parameters");
        auto c = workspace_.of_bot(text_at(*channel, "id"));
        if (!c) return c.error();
        if ((*c)->what != teams_conversation::kind::channel)
            return bad("Incorrect conversation creation parameters");
        if (auto fine = admit(teams_throttle::call::create, (*c)->id); !fine) return fine.error();
        auto made = workspace_.post(**c, *activity, {});
        if (!made) return made.error();
        shown(**c, **made);
        return as_json(
            201,
            {{"id", fmt::format("{};messageid={}", (*c)->id, (*made)->root)}, {"activityId", (*made)->id}}
        );
    }
    // A channel knows its tenant; Microsoft's SDK names none there.
    if (tenant.empty()) return bad("Could not parse tenant id");
    const auto* list = array_at(body, "members");
    if (list == nullptr || list->size() != 1 || !list->front().is_object() || flag_at(body, "isGroup"))
        return bad("Incorrect conversation creation parameters");
    const auto* p = workspace_.find_person(text_at(list->front().get_object(), "id"));
    if (p == nullptr || text_at(list->front().get_object(), "id").starts_with('@'))
        return teams_refusal{404, "ConversationNotFound", "The member was not found."};
    if (!workspace_.meets_bot(p->id)) {
        return teams_refusal{
            403,
            "BotNotInConversationRoster",
            "The bot is not installed for this user, nor in a team or chat of theirs."
        };
    }
    if (auto fine = admit(teams_throttle::call::create, p->id); !fine) return fine.error();
    auto& chat = workspace_.personal_chat(p->id);
    if (const auto* activity = object_at(body, "activity")) {
        auto made = workspace_.post(chat, *activity, {});
        if (!made) return made.error();
        return as_json(201, {{"id", chat.id}, {"activityId", (*made)->id}});
    }
    return as_json(201, {{"id", chat.id}});
}

teams_connector::done teams_connector::send(const std::string& conversation, const json::object& body)
{
    const auto type = text_at(body, "type");
    if (type != "message" && type != "typing")
        return teams_refusal{400, "BadSyntax", "Activity type is missing or cannot be sent."};
    auto c = workspace_.of_bot(conversation);
    if (!c) return c.error();
    if (auto fine = admit(teams_throttle::call::send, (*c)->id); !fine) return fine.error();
    if (type == "typing") return empty(201);
    auto made = workspace_.post(**c, body, std::string(thread_of(conversation)));
    if (!made) return made.error();
    shown(**c, **made);
    return as_json(201, {{"id", (*made)->id}});
}

teams_connector::done teams_connector::update(const std::vector<std::string>& w, const json::object& body)
{
    auto c = workspace_.of_bot(w[1]);
    if (!c) return c.error();
    if (auto fine = admit(teams_throttle::call::send, (*c)->id); !fine) return fine.error();
    auto made = workspace_.update(**c, w[3], body);
    if (!made) return made.error();
    shown(**c, **made);
    return as_json(200, {{"id", (*made)->id}});
}

teams_connector::done teams_connector::members(
    const std::vector<std::string>& w, const http::server_request& r
)
{
    // A team's own id reads its roster too.
    auto c = workspace_.of_bot(w[1]);
    if (!c) return c.error();
    if (auto fine = admit(teams_throttle::call::get, (*c)->id); !fine) return fine.error();
    const auto& ids = workspace_.members(**c);
    if (w.size() == 4) {
        const auto* p = workspace_.find_person(w[3]);
        if (p == nullptr || !ids.contains(p->id) || w[3].starts_with('@'))
            return teams_refusal{404, "MemberNotFoundInConversation", "The member was not found."};
        return as_json(200, workspace_.to_json(*p));
    }
    json::array all;
    for (const auto& id : ids) {
        if (const auto* p = workspace_.find_person(id)) all.push_back(workspace_.to_json(*p));
    }
    if (w[2] != "pagedmembers") {
        auto answer = as_json(200, {});
        answer.body = json::serialize(all);
        return answer;
    }
    const auto query = parse_form(r.query);
    const auto size =
        static_cast<std::size_t>(std::clamp<std::int64_t>(number_at(query, "pageSize", 200), 50, 500));
    std::size_t from = 0;
    if (const auto token = text_at(query, "continuationToken"); !token.empty()) {
        constexpr std::string_view mark = "page-";
        const auto digits = token.starts_with(mark) ? token.substr(mark.size()) : std::string_view();
        const auto* end = digits.data() + digits.size();
        if (digits.empty() || std::from_chars(digits.data(), end, from).ptr != end || from > all.size())
            return teams_refusal{400, "BadArgument", "Invalid continuation token."};
    }
    json::object out;
    json::array page;
    for (auto i = from; i < all.size() && i < from + size; ++i) page.push_back(all[i]);
    out["members"] = std::move(page);
    if (from + size < all.size()) out["continuationToken"] = fmt::format("page-{}", from + size);
    return as_json(200, out);
}

teams_connector::done teams_connector::team(const std::vector<std::string>& w)
{
    const auto* t = workspace_.find_team(w[1]);
    if (t == nullptr || t->id != w[1]) return teams_refusal{404, "TeamNotFound", "The team was not found."};
    if (!t->bot_in)
        return teams_refusal{
            403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
        };
    if (auto fine = admit(teams_throttle::call::get, t->id); !fine) return fine.error();
    json::array channels;
    for (const auto& [id, c] : workspace_.conversations()) {
        if (c.team != t->id) continue;
        json::object o{{"id", id}, {"type", "standard"}};
        if (id == t->id) {
            o["name"] = nullptr;
        } else {
            o["name"] = c.name;
        }
        channels.push_back(std::move(o));
    }
    if (w.size() == 3) return as_json(200, {{"conversations", std::move(channels)}});
    return as_json(
        200,
        {
            {"id", t->id},
            {"name", t->name},
            {"aadGroupId", t->aad_group},
            {"channelCount", channels.size()},
            {"memberCount", t->members.size()},
        }
    );
}

teams_connector::done teams_connector::react(const std::vector<std::string>& w, bool add)
{
    auto c = workspace_.of_bot(w[1]);
    if (!c) return c.error();
    if (auto fine = admit(teams_throttle::call::send, (*c)->id); !fine) return fine.error();
    auto* m = workspace_.find_message(**c, w[3]);
    if (m == nullptr || m->deleted)
        return teams_refusal{404, "ActivityNotFoundInConversation", "The activity does not exist."};
    workspace_.react(*m, w[5], workspace_.self().bot(), add);
    return empty(200);
}

http::server_response teams_connector::run(const call& c, const http::server_request& r)
{
    if (auto fine = login_.check(r.headers); !fine) return refuse(fine.error());
    if (c.operation.empty()) return refuse({404, "NotFound", "There is no such route."});
    json::object body;
    if (r.method == "POST" || (r.method == "PUT" && c.operation == "update")) {
        auto parsed = parse_json(r.body);
        if (!parsed || !parsed->is_object())
            return refuse({400, "BadSyntax", "The body is not a JSON object."});
        body = std::move(parsed->get_object());
    }
    done out = teams_refusal{404, "NotFound", "There is no such route."};
    if (c.operation == "create") out = create(body);
    if (c.operation == "send" || c.operation == "reply") out = send(c.words[1], body);
    if (c.operation == "update") out = update(c.words, body);
    if (c.operation == "members" || c.operation == "member") out = members(c.words, r);
    if (c.operation == "team" || c.operation == "channels") out = team(c.words);
    if (c.operation == "react") out = react(c.words, r.method == "PUT");
    if (c.operation == "delete") {
        auto where = workspace_.of_bot(c.words[1]);
        auto gone = where ? workspace_.erase(**where, c.words[3]) : teams_answer<void>(where.error());
        out = gone ? done(empty(200)) : done(gone.error());
    }
    auto answer = out ? std::move(*out) : refuse(out.error());
    answer.headers.add("X-Correlating-OperationId", "sandbox-" + workspace_.next_id());
    return answer;
}

}  // namespace adapters::sandbox
