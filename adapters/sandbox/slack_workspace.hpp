// The workspace behind the in-process Slack: people, channels, messages, reactions, modals, and Slack's rules
// about them. No sockets; time comes from the clock it is given.
#pragma once

#include "adapters/sandbox/json_in.hpp"
#include "bot/clock.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adapters::sandbox {

// What Slack answers instead of doing it: the error code and response_metadata.messages.
struct refusal {
    refusal() = default;
    refusal(std::string error, std::vector<std::string> spots)
        : code(std::move(error)), messages(std::move(spots))
    {
    }

    std::string code;
    std::vector<std::string> messages;
};
[[noreturn]] void throw_exception_from_error(const refusal& r, const boost::source_location& where);

template <class T>
using answer = boost::system::result<T, refusal>;

struct person {
    std::string id;
    std::string handle;  // without the @
    std::string name;
    std::string locale = "pt-BR";
    bool deleted = false;
    bool is_bot = false;
    bool is_restricted = false;
};

struct reaction {
    std::string name;
    std::vector<std::string> users;
};

struct message {
    std::string ts;
    std::string thread_ts;  // empty outside threads
    std::string user;
    std::string app_id;  // of an app's message
    std::string subtype;
    std::string text;
    json::array blocks;
    json::array attachments;
    std::optional<json::object> metadata;
    std::string client_msg_id;
    std::string edited_ts;
    bool broadcast = false;
    std::vector<reaction> reactions;
    std::vector<json::array> earlier_blocks;  // newest last: what a slow screen may still show
};

struct ephemeral {
    std::string ts;
    std::string channel;
    std::string thread_ts;
    std::string to;
    std::string text;
    json::array blocks;
    bool deleted = false;
};

struct channel {
    enum class kind { open, closed, im, group };  // public, private, with one person, with several
    std::string id;
    std::string name;
    kind what = kind::open;
    bool archived = false;
    std::string topic;
    std::string with;  // the person of an im
    std::set<std::string> members;
    std::map<std::string, message> messages;  // by ts
    std::vector<ephemeral> ephemerals;
    std::set<std::string> pins;
};

struct view {
    std::string id;
    std::string user;
    std::string hash;
    std::string root;
    std::string previous;
    json::object raw;     // as the app gave it, with every id filled in
    json::object state;   // values typed so far: block_id → action_id → value object
    json::object errors;  // what the app last answered to a submission
    bool open = true;
};

struct user_group {
    std::string id;
    std::string handle;
    std::string name;
    std::vector<std::string> users;
    bool disabled = false;
};

struct identity {
    std::string team = "T0SANDBOX";
    std::string domain = "sandbox";
    std::string app = "A0SANDBOX";
    std::string bot_user = "U0BOT";
    std::string bot_id = "B0SANDBOX";
    std::string bot_name = "incidentd";
};

// Something an app may have subscribed to; only sent for channels the bot is in.
struct happening {
    std::string type;   // event type: "message", "app_mention", "reaction_added", …
    std::string scope;  // for messages: message.channels, message.groups, message.im, message.mpim
    json::object event;
};

struct new_message {
    std::string channel;
    std::string user;
    std::string text;
    std::string thread_ts;
    json::array blocks;
    json::array attachments;
    std::optional<json::object> metadata;
    std::string client_msg_id;
    bool broadcast = false;
    bool by_app = false;
    std::string subtype;
};

struct message_change {
    std::optional<std::string> text;
    std::optional<json::array> blocks;
    std::optional<json::object> metadata;  // empty: cleared
};

class slack_workspace {
public:
    static constexpr std::size_t kept_messages = 5000;  // a channel; the oldest go first

    slack_workspace(const bot::clock& time, identity who, std::uint64_t seed = 1);

    const identity& self() const noexcept { return self_; }
    bool public_posting = false;  // the scope chat:write.public

    // Told after the fact, on the caller's stack.
    std::function<void(const happening&)> on_happening;
    std::function<void()> on_change;
    // What became new, changed or gone, for whoever draws it: a message or an ephemeral; the person's modals;
    // a channel or its members.
    std::function<void(const std::string& channel, const std::string& ts)> on_shown;
    std::function<void(const std::string& user)> on_modals;
    std::function<void(const std::string& channel)> on_place;

    person& add(person p);
    channel& add_channel(std::string id, std::string name, channel::kind what, std::set<std::string> members);
    user_group& add(user_group g);

    std::map<std::string, person>& people() noexcept { return people_; }
    std::map<std::string, channel>& channels() noexcept { return channels_; }
    std::map<std::string, user_group>& groups() noexcept { return groups_; }
    std::map<std::string, view>& views() noexcept { return views_; }
    person* find_person(std::string_view id_or_handle);
    channel* find_channel(std::string_view id_or_name);
    channel& im_with(const std::string& user);

    // As the bot sees it: channel_not_found also for private channels it is not in.
    answer<channel*> channel_of_bot(std::string_view id);
    answer<message*> message_in(channel& c, const std::string& ts);

    // Text over 40,000 characters is cut; `truncated` tells.
    answer<message*> post(new_message m, bool* truncated = nullptr);
    answer<message*> update(channel& c, const std::string& ts, message_change change, const std::string& by);
    answer<void> erase(channel& c, const std::string& ts, const std::string& by);
    answer<ephemeral*> post_ephemeral(channel& c, ephemeral e);
    answer<void> react(
        channel& c, const std::string& ts, std::string name, const std::string& user, bool add
    );
    answer<void> join(channel& c, const std::string& user);

    // A trigger lives 3 s and opens one view. `from` is the view it was made in, if any.
    std::string make_trigger(const std::string& user, const std::string& from = {});
    answer<view*> open_view(const std::string& trigger, json::object v, bool push);
    answer<view*> update_view(
        const std::string& id, const std::string& external_id, const std::string& hash, json::object v
    );
    answer<view*> publish_home(const std::string& user, const std::string& hash, json::object v);
    view& stack_view(const std::string& user, json::object v, const std::string& previous);
    void close_view(const std::string& id, bool whole_stack);
    view* top_view(const std::string& user);

    json::object to_json(const message& m) const;  // as history returns it, whole metadata
    json::object to_json(const view& v) const;
    json::object to_json(const channel& c) const;
    json::object to_json(const person& p) const;

    std::string next_ts();  // unique, increasing
    std::string fresh_hex(std::size_t digits);
    std::int64_t unix_now() const;
    void changed() const
    {
        if (on_change) on_change();
    }
    // changed(), and what exactly.
    void shown(const channel& c, const std::string& ts) const;
    void modals_changed(const std::string& user) const;
    void place_changed(const channel& c) const;
    // The person's open modals, bottom first.
    std::vector<const view*> stack_of(const std::string& user) const;

    // The shared rules of posts and updates.
    static answer<void> check_content(
        const json::array& blocks, const json::array& attachments, const std::optional<json::object>& metadata
    );
    static answer<void> check(const json::object& v);

private:
    struct trigger {
        bot::clock::time_point made;
        std::string user;
        std::string from;
        bool used = false;
    };

    void tell_message(const channel& c, const message& m, json::object extra);
    void tell(const channel& c, happening h);
    view& place(const std::string& user, json::object v);

    const bot::clock& time_;
    identity self_;
    std::mt19937_64 random_;
    std::int64_t last_ts_ = 0;
    std::uint64_t counter_ = 0;
    std::map<std::string, person> people_;
    std::map<std::string, channel> channels_;
    std::map<std::string, user_group> groups_;
    std::map<std::string, view> views_;
    std::map<std::string, trigger> triggers_;
    std::deque<std::pair<std::string, bot::clock::time_point>> trigger_order_;  // the oldest first
};

}  // namespace adapters::sandbox
