#include "adapters/teams/conversation_store.hpp"

#include "adapters/teams/json_answer.hpp"

#include <spdlog/spdlog.h>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace adapters::teams {

namespace json = boost::json;

namespace {

constexpr std::string_view conversation_prefix = "conversation/";
constexpr std::string_view person_prefix = "person/";
constexpr std::size_t longest_member = 768;     // nine of them fit into bot::largest_address
constexpr std::chrono::hours worth_a_write{1};  // "last seen" is as exact as this

std::string bare(std::string_view id)
{
    return std::string(id.substr(0, id.find(";messageid=")));
}

bot::time_point seen_in(const json::object& from)
{
    const json::value* found = from.if_contains("seen");
    const std::int64_t ms = found != nullptr && found->is_int64() ? found->get_int64() : 0;
    return bot::time_point(std::chrono::milliseconds(ms));
}

void add(json::object& to, std::string_view name, const std::string& text)
{
    if (!text.empty()) to[name] = text;
}

// An empty one never overwrites a known one; absurd ones are left out.
void update(std::string& known, std::string fresh)
{
    const bool is_absurd = fresh.size() > longest_member ||
                           std::any_of(fresh.begin(), fresh.end(), [](char c) { return c >= 0 && c < ' '; });
    if (!fresh.empty() && !is_absurd) known = std::move(fresh);
}

std::string body_of(const conversation_reference& row, bot::time_point seen)
{
    json::object out{{"seen", seen.time_since_epoch().count()}};
    add(out, "kind", row.kind);
    add(out, "service_url", row.service_url);
    add(out, "tenant_id", row.tenant_id);
    add(out, "name", row.name);
    add(out, "team_id", row.team_id);
    add(out, "team_aad_id", row.team_aad_id);
    add(out, "person", row.person);
    add(out, "bot_id", row.bot_id);
    return json::serialize(out);
}

std::string body_of(const known_person& row, bot::time_point seen)
{
    json::object out{{"seen", seen.time_since_epoch().count()}};
    add(out, "mri", row.mri);
    add(out, "name", row.name);
    return json::serialize(out);
}

}  // namespace

conversation_store::conversation_store(
    std::string connection, const std::vector<bot::address>& stored, now_function now
)
    : connection_(std::move(connection)), now_(std::move(now))
{
    for (const bot::address& row : stored) {
        if (row.platform != "teams" || row.connection != connection_) continue;
        const json::value body = parsed_answer(row.body);
        const json::object* o = body.if_object();
        const std::string_view key = row.key;
        if (o != nullptr && key.starts_with(conversation_prefix)) {
            put(entry<conversation_reference>{
                .row =
                    {.id = std::string(key.substr(conversation_prefix.size())),
                     .kind = std::string(text_of(*o, "kind")),
                     .service_url = std::string(text_of(*o, "service_url")),
                     .tenant_id = std::string(text_of(*o, "tenant_id")),
                     .name = std::string(text_of(*o, "name")),
                     .team_id = std::string(text_of(*o, "team_id")),
                     .team_aad_id = std::string(text_of(*o, "team_aad_id")),
                     .person = std::string(text_of(*o, "person")),
                     .bot_id = std::string(text_of(*o, "bot_id"))},
                .seen = seen_in(*o)
            });
        } else if (o != nullptr && key.starts_with(person_prefix)) {
            put(entry<known_person>{
                .row =
                    {.aad = std::string(key.substr(person_prefix.size())),
                     .mri = std::string(text_of(*o, "mri")),
                     .name = std::string(text_of(*o, "name"))},
                .seen = seen_in(*o)
            });
        } else {
            spdlog::warn("teams {}: the stored address {} cannot be read and is left out", connection_, key);
        }
    }
}

void conversation_store::put(entry<conversation_reference> what)
{
    if (what.row.kind == "personal" && !what.row.person.empty()) personal_[what.row.person] = what.row.id;
    std::string id = what.row.id;
    conversations_.insert_or_assign(std::move(id), std::move(what));
}

void conversation_store::put(entry<known_person> who)
{
    if (!who.row.mri.empty()) aad_by_mri_[who.row.mri] = who.row.aad;
    std::string aad = who.row.aad;
    people_.insert_or_assign(std::move(aad), std::move(who));
}

const conversation_reference* conversation_store::find(std::string_view id) const
{
    const auto found = conversations_.find(bare(id));
    return found == conversations_.end() ? nullptr : &found->second.row;
}

const conversation_reference* conversation_store::personal_chat(std::string_view person) const
{
    const auto found = personal_.find(person);
    return found == personal_.end() ? nullptr : find(found->second);
}

const conversation_reference* conversation_store::of_team(std::string_view team_or_directory_id) const
{
    if (team_or_directory_id.empty()) return nullptr;
    const entry<conversation_reference>* best = nullptr;
    for (const auto& [id, each] : conversations_) {
        const bool is_of_it =
            each.row.team_id == team_or_directory_id || each.row.team_aad_id == team_or_directory_id;
        if (is_of_it && (best == nullptr || each.seen > best->seen)) best = &each;
    }
    return best == nullptr ? nullptr : &best->row;
}

const known_person* conversation_store::person(std::string_view aad) const
{
    const auto found = people_.find(aad);
    return found == people_.end() ? nullptr : &found->second.row;
}

const known_person* conversation_store::person_by_mri(std::string_view mri) const
{
    const auto found = aad_by_mri_.find(mri);
    return found == aad_by_mri_.end() ? nullptr : person(found->second);
}

std::vector<bot::address> conversation_store::learn(conversation_reference where)
{
    where.id = bare(where.id);
    if (where.id.empty() || where.id.size() > longest_member) return {};
    const auto known = conversations_.find(where.id);
    entry<conversation_reference> next;
    next.row.id = where.id;
    if (known != conversations_.end()) next = known->second;
    update(next.row.kind, std::move(where.kind));
    update(next.row.service_url, std::move(where.service_url));
    update(next.row.tenant_id, std::move(where.tenant_id));
    update(next.row.name, std::move(where.name));
    update(next.row.team_id, std::move(where.team_id));
    update(next.row.team_aad_id, std::move(where.team_aad_id));
    update(next.row.person, std::move(where.person));
    update(next.row.bot_id, std::move(where.bot_id));
    const bool is_same = known != conversations_.end() && known->second.row == next.row;
    if (is_same && now_() - known->second.seen < worth_a_write) return {};
    next.seen = now_();
    std::vector<bot::address> rows{
        address_of(std::string(conversation_prefix) + next.row.id, body_of(next.row, next.seen))
    };
    put(std::move(next));
    return rows;
}

std::vector<bot::address> conversation_store::learn(known_person who)
{
    if (who.aad.empty() || who.aad.size() > longest_member) return {};
    const auto known = people_.find(who.aad);
    entry<known_person> next;
    next.row.aad = who.aad;
    if (known != people_.end()) next = known->second;
    if (!who.mri.empty() && who.mri != next.row.mri) aad_by_mri_.erase(next.row.mri);
    update(next.row.mri, std::move(who.mri));
    update(next.row.name, std::move(who.name));
    // Nobody reads when a person was last heard of, so only a change is worth a write.
    if (known != people_.end() && known->second.row == next.row) return {};
    next.seen = now_();
    std::vector<bot::address> rows{
        address_of(std::string(person_prefix) + next.row.aad, body_of(next.row, next.seen))
    };
    put(std::move(next));
    return rows;
}

std::vector<bot::address> conversation_store::unlearn(std::string_view id)
{
    const auto known = conversations_.find(bare(id));
    if (known == conversations_.end()) return {};
    const auto chat = personal_.find(known->second.row.person);
    if (chat != personal_.end() && chat->second == known->first) personal_.erase(chat);
    std::vector<bot::address> rows{address_of(std::string(conversation_prefix) + known->first, {})};
    conversations_.erase(known);
    return rows;
}

std::vector<bot::address> conversation_store::unlearn_team(std::string_view team_id)
{
    std::vector<std::string> channels;
    for (const auto& [id, each] : conversations_)
        if (!team_id.empty() && each.row.team_id == team_id) channels.push_back(id);
    std::vector<bot::address> rows;
    for (const std::string& id : channels)
        for (bot::address& row : unlearn(id)) rows.push_back(std::move(row));
    return rows;
}

void conversation_store::remember(conversation_reference what)
{
    keep(learn(std::move(what)));
}

void conversation_store::remember(known_person who)
{
    keep(learn(std::move(who)));
}

void conversation_store::forget(std::string_view id)
{
    keep(unlearn(id));
}

void conversation_store::keep(std::vector<bot::address> rows)
{
    if (sink_ != nullptr && !rows.empty()) sink_->keep(std::move(rows), {}, {});
}

bot::address conversation_store::address_of(std::string key, std::string body) const
{
    return {.platform = "teams", .connection = connection_, .key = std::move(key), .body = std::move(body)};
}

}  // namespace adapters::teams
