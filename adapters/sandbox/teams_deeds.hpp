// What people do in Teams: type, press buttons, fill in dialogs, react, edit, install the bot. Each deed
// becomes what a real Teams would send, and returns what the person would see.
#pragma once

#include "adapters/sandbox/teams_courier.hpp"
#include "adapters/sandbox/teams_typed.hpp"
#include "adapters/sandbox/teams_workspace.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace adapters::sandbox {

// {"ok":true,…}, or {"ok":false,"error":"…"}: `unable_to_reach_app` when the bot gave no usable answer, else
// why the person or their client cannot do this. People and conversations are named as in teams_workspace's
// find functions; `personal` is the person's own chat with the bot.
class teams_deeds {
public:
    using seen = boost::asio::awaitable<json::object>;

    teams_deeds(teams_workspace& w, teams_courier& courier, bot::task_group& tasks);

    bool hears_everything = false;  // the resource-specific permission: messages without a mention arrive too

    struct saying {
        std::string thread;  // root id, in channels
        bool wait = true;    // for the bot to take it, redeliveries included
        typing_habits habits;
    };
    seen say(std::string who, std::string where, std::string text, saying how);
    // `action` by verb, title or id. With `stale` a button that an earlier card had works too.
    seen press(
        std::string who,
        std::string where,
        std::string id,
        std::string action,
        json::object inputs,
        bool stale
    );
    seen refresh(std::string who, std::string where, std::string id, bool manual);
    // On the person's newest open dialog, or the one with this number; `action` picks one of several buttons.
    seen submit(std::string who, json::object values, std::string action, std::uint64_t dialog);
    json::object close(std::string who, std::uint64_t dialog);
    seen react(std::string who, std::string where, std::string id, std::string type, bool add);
    seen edit(std::string who, std::string where, std::string id, std::string text);
    seen erase(std::string who, std::string where, std::string id);
    // `where`: a team, a channel of it, a group chat, or `personal`.
    seen install(std::string who, std::string where, bool add);
    seen membership(std::string by, std::string who, std::string where, bool member);

    // What every activity has; `root` is the thread's in a channel.
    json::object activity(
        std::string_view type,
        const teams_person& who,
        const teams_conversation& c,
        const std::string& root = {}
    );
    json::object message_activity(
        const teams_person& who, const teams_conversation& c, const teams_message& m
    );

private:
    struct spot {
        teams_person* who = nullptr;
        teams_conversation* where = nullptr;
        teams_message* message = nullptr;
        std::string error;
    };
    spot find(const std::string& who, const std::string& where, const std::string& id = {});
    json::object invoke(const spot& s, std::string_view name, json::object value);
    seen execute(spot s, json::object action, json::object data, bool manual);
    seen fetch_dialog(spot s, json::object data);
    seen submit_action(spot s, json::object data);
    json::object show_card_answer(const spot& s, const delivered& d, bool manual);
    json::object show_task(const teams_dialog& from, const delivered& d, bool may_close);
    json::object unreachable(const spot& s, const delivered& d, std::string why, bool quiet = false);
    boost::asio::awaitable<void> hand_over(json::object activity);

    teams_workspace& workspace_;
    teams_courier& courier_;
    bot::task_group& tasks_;
};

}  // namespace adapters::sandbox
