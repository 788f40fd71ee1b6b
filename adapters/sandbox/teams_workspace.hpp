// The tenant behind the in-process Teams: people, teams with channels, chats, messages, what each person sees
// of a card, open dialogs, and Teams' rules about them. No sockets; time comes from the clock it is given.
#pragma once

#include "adapters/sandbox/json_in.hpp"
#include "bot/clock.hpp"

#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::sandbox {

// What the Connector answers instead of doing it.
struct teams_refusal {
    unsigned status = 400;
    std::string code;
    std::string message;
    std::optional<std::chrono::seconds> retry_after = {};
};
[[noreturn]] void throw_exception_from_error(const teams_refusal& r, const boost::source_location& where);

template <class T>
using teams_answer = boost::system::result<T, teams_refusal>;

struct teams_identity {
    std::string tenant = "11111111-2222-3333-4444-555555555555";
    std::string app_id = "bbbbbbbb-0000-4000-8000-000000000002";
    std::string bot_name = "Incident";

    std::string bot() const { return "28:" + app_id; }
};

struct teams_person {
    std::string id;      // 29:…, what activities call them
    std::string aad;     // GUID, the same for every bot
    std::string handle;  // without the @; only the sandbox's own, Teams has none
    std::string name;
    std::string email;
    std::string locale = "pt-BR";
    bool guest = false;  // without e-mail and principal name in the roster
};

struct teams_reaction {
    std::string type;
    std::vector<std::string> people;
};

struct teams_message {
    std::string id;    // epoch milliseconds, unique in the workspace
    std::string root;  // of its thread; empty in chats
    std::string from;  // a person's or the bot's id
    std::string text;
    std::string text_format;  // markdown, plain, xml
    std::string html;         // what a person typed, as their client sends it
    std::string summary;
    json::array attachments;
    json::array entities;
    json::object channel_data;
    std::string edited;  // when, RFC 3339; empty: never
    bool deleted = false;
    bool delivered = false;  // the bot was told of it, so it hears of edits too
    std::vector<teams_reaction> reactions;
    std::map<std::string, json::object> views;  // who pressed: the card that they alone see
    std::vector<json::object> earlier_cards;    // newest last: what a slow screen may still show
};

struct teams_conversation {
    enum class kind { channel, group_chat, personal };
    std::string id;
    std::string name;
    kind what = kind::channel;
    std::string team;               // of a channel
    std::set<std::string> members;  // of a chat; a channel has its team's
    bool bot_in = false;            // of a chat
    bool blocked = false;           // the person of a personal chat muted the bot
    std::map<std::string, teams_message> messages;
};

struct teams_team {
    std::string id;  // also that of its General channel
    std::string name;
    std::string aad_group;
    std::set<std::string> members;
    bool bot_in = false;
};

// What one person alone is told: toasts under a card, errors of the client.
struct teams_notice {
    std::uint64_t number = 0;
    std::string to;
    std::string conversation;
    std::string message;  // the card it is shown under
    std::string kind;     // message, error, unreachable
    std::string text;
    std::int64_t at = 0;  // ms since 1970, given by tell()
};

struct teams_dialog {
    std::uint64_t number = 0;
    std::string who;
    std::string conversation;
    std::string message;  // the card whose button opened it
    std::string title;
    json::object card;
    bool open = true;
};

class teams_workspace {
public:
    static constexpr std::size_t kept_messages = 5000;  // a conversation; the oldest go first

    teams_workspace(const bot::clock& time, teams_identity who);

    const teams_identity& self() const noexcept { return self_; }
    std::function<void()> on_change;
    // What became new, changed or gone, for whoever draws it.
    std::function<void(const std::string& conversation, const std::string& message)> on_shown;
    std::function<void(const teams_notice& n)> on_notice;
    std::function<void(const std::string& person)> on_dialogs;
    std::function<void(const std::string& conversation)> on_place;  // it, its members, the bot in it

    teams_person& add(teams_person p);
    teams_team& add(teams_team t);  // with its General channel
    teams_conversation& add_channel(const std::string& team, std::string id, std::string name);
    teams_conversation& add_chat(
        std::string id, std::string name, std::set<std::string> members, bool with_bot
    );
    teams_conversation& personal_chat(const std::string& person);  // made when it is not there yet

    std::map<std::string, teams_person>& people() noexcept { return people_; }
    std::map<std::string, teams_team>& teams() noexcept { return teams_; }
    std::map<std::string, teams_conversation>& conversations() noexcept { return conversations_; }
    std::deque<teams_notice>& notices() noexcept { return notices_; }
    std::map<std::uint64_t, teams_dialog>& dialogs() noexcept { return dialogs_; }

    teams_person* find_person(std::string_view id);  // id, GUID, e-mail, handle with or without @
    teams_team* find_team(std::string_view id);      // id or name
    teams_conversation* find_conversation(std::string_view id
    );  // id (";messageid=…" is cut off), name, #name
    teams_message* find_message(teams_conversation& c, std::string_view id);  // also deleted ones

    const std::set<std::string>& members(const teams_conversation& c) const;
    bool has_bot(const teams_conversation& c) const;
    bool meets_bot(const std::string& person) const;  // shares a team or a chat with it

    // As the bot: the rules of the Connector. `thread` is the root of a channel's thread; empty starts one.
    teams_answer<teams_conversation*> of_bot(std::string_view id);
    teams_answer<teams_message*> post(
        teams_conversation& c, const json::object& activity, std::string thread
    );
    teams_answer<teams_message*> update(
        teams_conversation& c, std::string_view id, const json::object& activity
    );
    teams_answer<void> erase(teams_conversation& c, std::string_view id);

    // As a person; no check.
    teams_message& place(teams_conversation& c, teams_message m);
    // False when nothing changes.
    bool react(teams_message& m, std::string type, const std::string& who, bool add);
    // The card of a message as a person sees it; null without one.
    const json::object* card_of(const teams_message& m, const std::string& person) const;
    void tell(teams_notice n);
    teams_dialog& open_dialog(teams_dialog d);

    json::object to_json(const teams_person& p) const;  // as a roster returns it
    json::object to_json(const teams_conversation& c) const;
    json::object to_json(const teams_conversation& c, const teams_message& m, const std::string& seen_by = {})
        const;

    std::string next_id();                                                               // unique, increasing
    std::string timestamp(std::chrono::minutes offset = std::chrono::minutes(0)) const;  // RFC 3339
    void changed() const
    {
        if (on_change) on_change();
    }
    // changed(), and what exactly.
    void shown(const teams_conversation& c, const std::string& message) const;
    void dialogs_changed(const std::string& person) const;
    void place_changed(const teams_conversation& c) const;  // and every channel of the same team

    // The shared rules of posts and updates.
    teams_answer<void> check_content(const json::object& activity);

private:
    void fill(teams_message& m, const json::object& activity);

    const bot::clock& time_;
    teams_identity self_;
    std::int64_t last_id_ = 0;
    std::uint64_t last_number_ = 0;
    std::map<std::string, teams_person> people_;
    std::map<std::string, teams_team> teams_;
    std::map<std::string, teams_conversation> conversations_;
    std::deque<teams_notice> notices_;
    std::map<std::uint64_t, teams_dialog> dialogs_;
};

// RFC 3339 with milliseconds, UTC shifted by `offset`.
std::string rfc3339(
    std::chrono::system_clock::time_point t, std::chrono::minutes offset = std::chrono::minutes(0)
);

}  // namespace adapters::sandbox
