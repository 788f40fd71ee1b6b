#include "adapters/sandbox/teams_workspace.hpp"

#include "adapters/sandbox/adaptive_card.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <stdexcept>

namespace adapters::sandbox {
namespace {

constexpr std::size_t most_utf16_bytes = 100 * 1024;  // of an activity, for a bot's message
constexpr std::size_t most_bytes = 262'144;           // the Connector's own limit
constexpr std::string_view adaptive = "application/vnd.microsoft.card.adaptive";

const json::object* first_card(const json::array& attachments)
{
    for (const auto& a : attachments) {
        if (!a.is_object() || text_at(a.get_object(), "contentType") != adaptive) continue;
        if (const auto* card = object_at(a.get_object(), "content")) return card;
    }
    return nullptr;
}

std::string joined(const std::vector<std::string>& faults)
{
    return fmt::format("{}", fmt::join(faults, "; "));
}

}  // namespace

void throw_exception_from_error(const teams_refusal& r, const boost::source_location&)
{
    throw std::runtime_error("unchecked refusal: " + r.code);
}

std::string rfc3339(std::chrono::system_clock::time_point t, std::chrono::minutes offset)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>((t + offset).time_since_epoch());
    const auto whole = std::chrono::floor<std::chrono::seconds>(t + offset);
    auto out = fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}", fmt::gmtime(whole), ms.count() % 1000);
    if (offset.count() == 0) return out + 'Z';
    const auto minutes = std::abs(offset.count());
    return out + fmt::format("{}{:02}:{:02}", offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

teams_workspace::teams_workspace(const bot::clock& time, teams_identity who)
    : time_(time), self_(std::move(who))
{
}

teams_person& teams_workspace::add(teams_person p)
{
    auto id = p.id;
    changed();
    return people_.insert_or_assign(std::move(id), std::move(p)).first->second;
}

teams_team& teams_workspace::add(teams_team t)
{
    const auto id = t.id;
    auto& made = teams_.insert_or_assign(id, std::move(t)).first->second;
    add_channel(id, id, "General");
    return made;
}

teams_conversation& teams_workspace::add_channel(const std::string& team, std::string id, std::string name)
{
    teams_conversation c;
    c.id = id;
    c.name = std::move(name);
    c.team = team;
    changed();
    return conversations_.insert_or_assign(std::move(id), std::move(c)).first->second;
}

teams_conversation& teams_workspace::add_chat(
    std::string id, std::string name, std::set<std::string> members, bool with_bot
)
{
    teams_conversation c;
    c.id = id;
    c.name = std::move(name);
    c.what = teams_conversation::kind::group_chat;
    c.members = std::move(members);
    c.bot_in = with_bot;
    changed();
    return conversations_.insert_or_assign(std::move(id), std::move(c)).first->second;
}

teams_conversation& teams_workspace::personal_chat(const std::string& person)
{
    for (auto& [id, c] : conversations_) {
        if (c.what == teams_conversation::kind::personal && c.members.contains(person)) return c;
    }
    teams_conversation c;
    c.id = "a:1" + person.substr(person.find(':') + 1);
    c.what = teams_conversation::kind::personal;
    c.members = {person};
    c.bot_in = true;
    const auto id = c.id;
    auto& made = conversations_.insert_or_assign(id, std::move(c)).first->second;
    place_changed(made);
    return made;
}

teams_person* teams_workspace::find_person(std::string_view id)
{
    if (const auto at = people_.find(std::string(id)); at != people_.end()) return &at->second;
    const auto handle = id.starts_with('@') ? id.substr(1) : id;
    if (handle.empty()) return nullptr;
    for (auto& [key, p] : people_) {
        if (p.aad == id || p.handle == handle || (!p.email.empty() && p.email == id)) return &p;
    }
    return nullptr;
}

teams_team* teams_workspace::find_team(std::string_view id)
{
    if (id.empty()) return nullptr;
    for (auto& [key, t] : teams_) {
        if (key == id || t.name == id) return &t;
    }
    return nullptr;
}

teams_conversation* teams_workspace::find_conversation(std::string_view id)
{
    const auto bare = id.substr(0, id.find(";messageid="));
    if (const auto at = conversations_.find(std::string(bare)); at != conversations_.end())
        return &at->second;
    const auto name = bare.starts_with('#') ? bare.substr(1) : bare;
    if (name.empty()) return nullptr;
    for (auto& [key, c] : conversations_) {
        if (c.name == name) return &c;
    }
    return nullptr;
}

teams_message* teams_workspace::find_message(teams_conversation& c, std::string_view id)
{
    const auto at = c.messages.find(std::string(id));
    return at == c.messages.end() ? nullptr : &at->second;
}

const std::set<std::string>& teams_workspace::members(const teams_conversation& c) const
{
    if (c.what != teams_conversation::kind::channel) return c.members;
    return teams_.at(c.team).members;
}

bool teams_workspace::has_bot(const teams_conversation& c) const
{
    return c.what == teams_conversation::kind::channel ? teams_.at(c.team).bot_in : c.bot_in;
}

bool teams_workspace::meets_bot(const std::string& person) const
{
    return std::any_of(conversations_.begin(), conversations_.end(), [&](const auto& each) {
        return has_bot(each.second) && members(each.second).contains(person);
    });
}

teams_answer<teams_conversation*> teams_workspace::of_bot(std::string_view id)
{
    auto* c = find_conversation(id);
    const auto bare = id.substr(0, id.find(";messageid="));
    if (c == nullptr || c->id != bare)
        return teams_refusal{404, "ConversationNotFound", "Conversation not found."};
    if (c->blocked)
        return teams_refusal{403, "ConversationBlockedByUser", "User blocked the conversation with the bot."};
    if (!has_bot(*c)) {
        return teams_refusal{
            403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
        };
    }
    return c;
}

teams_answer<void> teams_workspace::check_content(const json::object& activity)
{
    const auto bad = [](std::string why) { return teams_refusal{400, "BadArgument", std::move(why)}; };
    const auto whole = json::serialize(activity);
    if (whole.size() > most_bytes)
        return teams_refusal{413, "RequestEntityTooLarge", "The content exceeds 262144 bytes."};
    if (2 * utf16_length(whole) > most_utf16_bytes)
        return teams_refusal{413, "MessageSizeTooBig", "Message size too large."};
    const auto text = text_at(activity, "text");
    const auto* attachments = array_at(activity, "attachments");
    if (text.empty() && (attachments == nullptr || attachments->empty()))
        return bad("Activity must have text or an attachment.");
    if (const auto f = text_at(activity, "textFormat");
        !f.empty() && f != "plain" && f != "markdown" && f != "xml" && f != "extendedmarkdown")
        return bad(fmt::format("Unknown textFormat '{}'.", f));
    for (const auto& v : attachments == nullptr ? json::array{} : *attachments) {
        if (!v.is_object() || text_at(v.get_object(), "contentType").empty())
            return bad("An attachment needs a contentType.");
        if (text_at(v.get_object(), "contentType") != adaptive) continue;
        const auto* content = v.get_object().if_contains("content");
        const auto faults = check_card(content == nullptr ? json::value() : *content, card_place::message);
        if (!faults.empty()) return bad("Invalid adaptive card: " + joined(faults));
    }
    if (const auto* entities = array_at(activity, "entities")) {
        for (const auto& v : *entities) {
            if (!v.is_object()) return bad("An entity is an object.");
            const auto& e = v.get_object();
            if (text_at(e, "type") != "mention") continue;
            const auto* who = object_at(e, "mentioned");
            if (who == nullptr || find_person(text_at(*who, "id")) == nullptr)
                return bad("Mentioned user not found in the conversation.");
            if (text_at(e, "text").empty() || text.find(text_at(e, "text")) == std::string_view::npos)
                return bad("The text of a mention must occur in the text of the message.");
        }
    }
    return {};
}

void teams_workspace::fill(teams_message& m, const json::object& activity)
{
    if (const auto* old = first_card(m.attachments)) {
        m.earlier_cards.push_back(*old);
        if (m.earlier_cards.size() > 10) m.earlier_cards.erase(m.earlier_cards.begin());
    }
    m.from = self_.bot();
    m.text = text_at(activity, "text");
    m.text_format = text_at(activity, "textFormat").empty() ? "markdown" : text_at(activity, "textFormat");
    m.summary = text_at(activity, "summary");
    m.attachments = array_at(activity, "attachments") ? *array_at(activity, "attachments") : json::array{};
    m.entities = array_at(activity, "entities") ? *array_at(activity, "entities") : json::array{};
    m.channel_data =
        object_at(activity, "channelData") ? *object_at(activity, "channelData") : json::object{};
    m.views.clear();
}

teams_answer<teams_message*> teams_workspace::post(
    teams_conversation& c, const json::object& activity, std::string thread
)
{
    if (auto fine = check_content(activity); !fine) return fine.error();
    if (!thread.empty() && find_message(c, thread) == nullptr)
        return teams_refusal{404, "ConversationNotFound", "The thread does not exist."};
    const bool has_card = array_at(activity, "attachments") && !array_at(activity, "attachments")->empty();
    if (has_card && !text_at(activity, "text").empty()) {
        // Teams shows a text and a card as two messages, and names only one of them.
        auto words = activity;
        words.erase("attachments");
        teams_message first;
        fill(first, words);
        first.root = thread;
        const auto& made = place(c, std::move(first));
        if (thread.empty()) thread = made.root;
    }
    teams_message m;
    fill(m, activity);
    if (has_card) m.text.clear();
    m.root = std::move(thread);
    return &place(c, std::move(m));
}

teams_answer<teams_message*> teams_workspace::update(
    teams_conversation& c, std::string_view id, const json::object& activity
)
{
    auto* m = find_message(c, id);
    if (m == nullptr || m->deleted)
        return teams_refusal{404, "ActivityNotFoundInConversation", "The activity does not exist."};
    if (m->from != self_.bot())
        return teams_refusal{403, "NotEnoughPermissions", "A bot can change only its own messages."};
    if (auto fine = check_content(activity); !fine) return fine.error();
    fill(*m, activity);
    m->edited = timestamp();
    shown(c, m->id);
    return m;
}

teams_answer<void> teams_workspace::erase(teams_conversation& c, std::string_view id)
{
    auto* m = find_message(c, id);
    if (m == nullptr || m->deleted)
        return teams_refusal{404, "ActivityNotFoundInConversation", "The activity does not exist."};
    if (m->from != self_.bot())
        return teams_refusal{403, "NotEnoughPermissions", "A bot can delete only its own messages."};
    m->deleted = true;
    shown(c, m->id);
    return {};
}

teams_message& teams_workspace::place(teams_conversation& c, teams_message m)
{
    m.id = next_id();
    if (c.what == teams_conversation::kind::channel && m.root.empty()) m.root = m.id;
    const auto id = m.id;
    auto& made = c.messages.insert_or_assign(id, std::move(m)).first->second;
    if (c.messages.size() > kept_messages) {
        const auto oldest = c.messages.begin()->first;
        c.messages.erase(c.messages.begin());
        shown(c, oldest);
    }
    shown(c, id);
    return made;
}

bool teams_workspace::react(teams_message& m, std::string type, const std::string& who, bool add)
{
    const auto at =
        std::find_if(m.reactions.begin(), m.reactions.end(), [&](const auto& r) { return r.type == type; });
    if (add) {
        if (at == m.reactions.end()) {
            m.reactions.push_back({std::move(type), {who}});
        } else {
            if (std::find(at->people.begin(), at->people.end(), who) != at->people.end()) return false;
            at->people.push_back(who);
        }
    } else {
        if (at == m.reactions.end() || std::erase(at->people, who) == 0) return false;
        if (at->people.empty()) m.reactions.erase(at);
    }
    changed();
    return true;
}

const json::object* teams_workspace::card_of(const teams_message& m, const std::string& person) const
{
    if (const auto own = m.views.find(person); own != m.views.end()) return &own->second;
    return first_card(m.attachments);
}

void teams_workspace::tell(teams_notice n)
{
    n.number = ++last_number_;
    n.at = std::chrono::duration_cast<std::chrono::milliseconds>(time_.wall_now().time_since_epoch()).count();
    notices_.push_back(std::move(n));
    if (notices_.size() > 1000) notices_.pop_front();
    if (on_notice) on_notice(notices_.back());
    changed();
}

teams_dialog& teams_workspace::open_dialog(teams_dialog d)
{
    d.number = ++last_number_;
    const auto number = d.number;
    if (dialogs_.size() >= 1000) dialogs_.erase(dialogs_.begin());
    auto& made = dialogs_.insert_or_assign(number, std::move(d)).first->second;
    dialogs_changed(made.who);
    return made;
}

void teams_workspace::shown(const teams_conversation& c, const std::string& message) const
{
    if (on_shown) on_shown(c.id, message);
    changed();
}

void teams_workspace::dialogs_changed(const std::string& person) const
{
    if (on_dialogs) on_dialogs(person);
    changed();
}

void teams_workspace::place_changed(const teams_conversation& c) const
{
    for (const auto& [id, each] : conversations_) {
        const bool related = id == c.id || (!c.team.empty() && each.team == c.team);
        if (related && on_place) on_place(id);
    }
    changed();
}

std::string teams_workspace::next_id()
{
    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(time_.wall_now().time_since_epoch()).count();
    last_id_ = std::max(last_id_ + 1, static_cast<std::int64_t>(now));
    return std::to_string(last_id_);
}

std::string teams_workspace::timestamp(std::chrono::minutes offset) const
{
    return rfc3339(time_.wall_now(), offset);
}

}  // namespace adapters::sandbox
