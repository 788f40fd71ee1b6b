// The in-process Teams as a page draws it: everything now, and every change as an event.
#pragma once

#include "adapters/sandbox/teams_server.hpp"
#include "adapters/sandbox/web/event_feed.hpp"

#include <string>

namespace adapters::sandbox::web {

// Takes the workspace's hooks on_shown, on_notice, on_dialogs and on_place for itself. Both must outlive it.
class teams_screen {
public:
    static constexpr std::size_t most_messages = 200;  // of a conversation, in everything()
    static constexpr std::size_t most_notices = 100;

    teams_screen(teams_server& teams, event_feed& feed);
    ~teams_screen();
    teams_screen(const teams_screen&) = delete;
    teams_screen& operator=(const teams_screen&) = delete;

    json::object everything() const;  // {"messages":{conversation:[…]},"notices":[…],"dialogs":{person:[…]}}
    json::array places() const;

private:
    void tell_shown(const std::string& conversation, const std::string& message);

    teams_server& teams_;
    event_feed& feed_;
};

}  // namespace adapters::sandbox::web
