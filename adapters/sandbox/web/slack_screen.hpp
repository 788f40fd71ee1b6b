// The in-process Slack as a page draws it: everything now, and every change as an event.
#pragma once

#include "adapters/sandbox/slack_server.hpp"
#include "adapters/sandbox/web/event_feed.hpp"

#include <string>

namespace adapters::sandbox::web {

// Takes the workspace's hooks on_shown, on_modals and on_place for itself. Both must outlive it.
class slack_screen {
public:
    static constexpr std::size_t most_messages = 200;  // of a channel, in everything()

    slack_screen(slack_server& slack, event_feed& feed);
    ~slack_screen();
    slack_screen(const slack_screen&) = delete;
    slack_screen& operator=(const slack_screen&) = delete;

    json::object everything() const;  // {"messages":{channel:[…]},"ephemerals":[…],"modals":{user:[…]}}
    json::array places() const;
    json::array groups() const;

private:
    void tell_shown(const std::string& channel, const std::string& ts);

    slack_server& slack_;
    event_feed& feed_;
};

// What the newest metadata of incidentd's own kinds is about, for those who follow a draft.
json::object drawn(const slack_workspace& w, const message& m);

}  // namespace adapters::sandbox::web
