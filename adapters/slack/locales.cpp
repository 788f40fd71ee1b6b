#include "adapters/slack/locales.hpp"

#include "adapters/slack/history.hpp"

namespace adapters::slack {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_people = 2000;
constexpr std::size_t most_asked = 4;

}  // namespace

locales::locales(web_api& api, bot::clock& time, bot::task_group& chores, std::string name, timings limits)
    : api_(api), time_(time), chores_(chores), name_(std::move(name)), limits_(limits)
{
}

std::string locales::of(const std::string& user_id)
{
    if (user_id.empty()) return {};
    const auto at = known_.find(user_id);
    const bool is_fresh = at != known_.end() && time_.now() < at->second.until;
    if (!is_fresh && asked_.size() < most_asked && asked_.insert(user_id).second) {
        if (!chores_.spawn("slack " + name_ + " locale", ask(user_id))) asked_.erase(user_id);
    }
    return at == known_.end() ? std::string() : at->second.locale;
}

asio::awaitable<void> locales::ask(std::string user_id)
{
    const struct question {  // over, however it ends
        std::set<std::string>& open;
        const std::string& id;
        ~question() { open.erase(id); }
    } mine{asked_, user_id};
    form_fields fields{{"user", user_id}, {"include_locale", "true"}};
    const auto reply = co_await api_.once("users.info", std::move(fields), limits_.call);
    if (known_.size() >= most_people && !known_.contains(user_id)) known_.clear();
    known& person = known_[user_id];
    if (reply.ok()) {
        person.locale = read_locale(reply.body);
        person.until = time_.now() + 12h;
    } else {
        // A missing scope or a hidden person will not be mended within minutes.
        person.until = time_.now() + (reply.end == call_end::refused ? 1h : 1min);
    }
}

}  // namespace adapters::slack
