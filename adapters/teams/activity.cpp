#include "adapters/teams/activity.hpp"

#include "adapters/http/headers.hpp"
#include "adapters/teams/json_in.hpp"
#include "bot/content_hash.hpp"

#include <algorithm>
#include <utility>

namespace adapters::teams {

using namespace reading;

namespace {

constexpr std::size_t most_items = 100;
constexpr std::size_t most_fields = 250;
constexpr std::size_t longest_id = 1024;

std::string lower(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

// Ids are compared and stored; one that is longer than any of Microsoft's is none. Those that are numbers
// may come as such.
std::string id_in(const dom::object& from, std::string_view name)
{
    dom::element found;
    if (from.at_key(name).get(found) != simdjson::SUCCESS || found.is<bool>()) return {};
    auto out = scalar(found);
    if (out.size() > longest_id) out.clear();
    return out;
}

void add_tenant(activity_place& where, std::string tenant)
{
    tenant = lower(std::move(tenant));
    if (tenant.empty()) return;
    if (std::find(where.tenants.begin(), where.tenants.end(), tenant) == where.tenants.end())
        where.tenants.push_back(std::move(tenant));
}

void read_sender(const dom::object& all, activity& a)
{
    if (const auto from = object(all, "from")) {
        a.from.id = id_in(*from, "id");
        a.from.name = text(*from, "name", 256);
        a.from.aad = lower(id_in(*from, "aadObjectId"));
    }
    if (const auto to = object(all, "recipient")) a.recipient = id_in(*to, "id");
}

void read_place(const dom::object& all, activity& a)
{
    constexpr std::string_view separator = ";messageid=";
    bool is_group = false;
    if (const auto c = object(all, "conversation")) {
        a.where.whole = id_in(*c, "id");
        const auto at = a.where.whole.find(separator);
        a.where.id = a.where.whole.substr(0, at);
        if (at != std::string::npos) a.where.root = a.where.whole.substr(at + separator.size());
        a.where.kind = text(*c, "conversationType", 64);
        a.where.name = text(*c, "name", 256);
        is_group = is_true(*c, "isGroup") || a.where.id.starts_with("19:");
        add_tenant(a.where, id_in(*c, "tenantId"));
    }
    const auto data = object(all, "channelData");
    const bool has_team = data && object(*data, "team");
    // Never taken for a personal chat, where no mention is needed, when it may be anything else.
    if (a.where.kind.empty()) a.where.kind = has_team ? "channel" : (is_group ? "groupChat" : "personal");
    if (!data) return;
    a.event_type = text(*data, "eventType", 128);
    if (const auto tenant = object(*data, "tenant")) add_tenant(a.where, id_in(*tenant, "id"));
    if (const auto team = object(*data, "team")) {
        a.where.team_id = id_in(*team, "id");
        a.where.team_aad_id = lower(id_in(*team, "aadGroupId"));
    }
    if (const auto channel = object(*data, "channel")) {
        const auto name = text(*channel, "name", 256);
        if (!name.empty() && id_in(*channel, "id") == a.where.id) a.where.name = name;
    }
}

void read_mentions(const dom::object& all, activity& a)
{
    const auto entities = array(all, "entities");
    if (!entities) return;
    for (const dom::element& each : *entities) {
        dom::object one;
        if (each.get(one) != simdjson::SUCCESS) continue;
        const auto type = text(one, "type");
        if (type == "clientInfo" && a.locale.empty()) a.locale = text(one, "locale");
        const auto mentioned = type == "mention" ? object(one, "mentioned") : std::nullopt;
        if (!mentioned || a.typed.mentions.size() >= most_items) continue;
        a.typed.mentions.push_back(
            {.id = id_in(*mentioned, "id"),
             .aad = lower(id_in(*mentioned, "aadObjectId")),
             .name = text(*mentioned, "name", 256),
             .text = text(one, "text", 1024)}
        );
    }
}

void read_html(const dom::object& all, activity& a)
{
    const auto attachments = array(all, "attachments");
    if (!attachments) return;
    for (const dom::element& each : *attachments) {
        dom::object one;
        if (each.get(one) != simdjson::SUCCESS || text(one, "contentType") != "text/html") continue;
        a.typed.html = text(one, "content");
        return;
    }
}

void read_fields(const dom::object& data, activity_data& into)
{
    if (const auto ours = object(data, "incidentd")) into.delivery = id_in(*ours, "delivery_id");
    for (const auto& [key, value] : data) {
        if (into.fields.size() >= most_fields) return;
        if (key.size() > longest_id || value.is_object() || value.is_array() || value.is_null()) continue;
        into.fields.insert_or_assign(std::string(key), scalar(value));
    }
}

void read_value(const dom::object& all, activity& a)
{
    const auto value = object(all, "value");
    if (!value) return;
    a.data.is_there = true;
    if (a.type != "invoke") {  // Action.Submit as a message: the value is the data
        read_fields(*value, a.data);
    } else if (const auto action = object(*value, "action")) {
        a.data.trigger = text(*value, "trigger", 64);
        a.data.verb = text(*action, "verb", 1024);
        if (const auto data = object(*action, "data")) read_fields(*data, a.data);
    } else if (const auto data = object(*value, "data")) {
        read_fields(*data, a.data);
    }
    const auto verb = a.data.fields.find("verb");
    if (a.data.verb.empty() && verb != a.data.fields.end()) a.data.verb = verb->second;
}

std::vector<std::string> texts_in(const dom::object& all, std::string_view list, std::string_view member)
{
    std::vector<std::string> out;
    const auto items = array(all, list);
    if (!items) return out;
    for (const dom::element& each : *items) {
        dom::object one;
        if (out.size() >= most_items || each.get(one) != simdjson::SUCCESS) continue;
        if (auto found = id_in(one, member); !found.empty()) out.push_back(std::move(found));
    }
    return out;
}

std::string fingerprint_of(const dom::object& all, const activity& a)
{
    std::string what = a.from.id + '\n' + a.timestamp + '\n' + (a.name.empty() ? a.type : a.name) + '\n';
    dom::element value;
    const bool has_value = all.at_key("value").get(value) == simdjson::SUCCESS;
    what += has_value ? std::string(simdjson::minify(value)) : a.typed.text;
    return bot::sha256_hex(what);
}

}  // namespace

struct activity_decoder::state {
    bounded_parser parser;
};

activity_decoder::activity_decoder() : state_(std::make_unique<state>()) {}
activity_decoder::~activity_decoder() = default;

std::optional<activity> activity_decoder::decode(std::string_view body)
{
    const auto all = state_->parser.object(body);
    if (!all) return std::nullopt;
    const bool is_ambiguous = repeats(
        *all,
        {"type",
         "id",
         "serviceUrl",
         "conversation",
         "from",
         "recipient",
         "channelId",
         "channelData",
         "name",
         "value",
         "text",
         "replyToId"}
    );
    if (is_ambiguous) return std::nullopt;
    for (const std::string_view part : {"from", "recipient", "conversation", "channelData"})
        if (const auto one = object(*all, part); one && repeats_any(*one)) return std::nullopt;

    activity a;
    a.type = text(*all, "type", 128);
    if (a.type.empty()) return std::nullopt;
    a.id = id_in(*all, "id");
    a.name = text(*all, "name", 128);
    a.channel_id = id_in(*all, "channelId");
    a.service_url = id_in(*all, "serviceUrl");
    a.timestamp = text(*all, "timestamp", 64);
    a.locale = text(*all, "locale", 64);
    a.reply_to = id_in(*all, "replyToId");
    a.action = text(*all, "action", 64);
    a.typed.text = text(*all, "text");
    read_sender(*all, a);
    read_place(*all, a);
    read_mentions(*all, a);
    read_html(*all, a);
    read_value(*all, a);
    a.reactions_added = texts_in(*all, "reactionsAdded", "type");
    a.reactions_removed = texts_in(*all, "reactionsRemoved", "type");
    a.members_added = texts_in(*all, "membersAdded", "id");
    a.members_removed = texts_in(*all, "membersRemoved", "id");
    if (a.id.empty()) a.fingerprint = fingerprint_of(*all, a);
    return a;
}

bool same_bot(std::string_view a, std::string_view b) noexcept
{
    if (a.starts_with("28:")) a.remove_prefix(3);
    if (b.starts_with("28:")) b.remove_prefix(3);
    return !a.empty() && http::same_text(a, b);
}

}  // namespace adapters::teams
