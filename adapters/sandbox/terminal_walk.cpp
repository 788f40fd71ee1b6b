#include "adapters/sandbox/terminal_walk.hpp"

#include "adapters/sandbox/block_kit.hpp"
#include "adapters/sandbox/channel_view.hpp"
#include "adapters/sandbox/text_width.hpp"
#include "adapters/sandbox/walk_phrases.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <ostream>
#include <set>

namespace adapters::sandbox {

namespace asio = boost::asio;
using namespace walk_phrases;

namespace {

constexpr const char* place = "#support-billing";
constexpr const char* approve_action = "draft.approve";

std::string_view metadata_text(const message& m, std::string_view key)
{
    if (!m.metadata) return {};
    if (key == "event_type") return text_at(*m.metadata, key);
    const auto* payload = object_at(*m.metadata, "event_payload");
    return payload == nullptr ? std::string_view{} : text_at(*payload, key);
}

// The label of the approval button, empty when the message has none.
std::string approval_button(const message& m)
{
    std::string label;
    each_element(m.blocks, [&](const json::object&, const json::object& e) {
        if (text_at(e, "action_id") != approve_action || !label.empty()) return;
        const auto* text = object_at(e, "text");
        label = text == nullptr ? std::string(approve_action) : harmless(text_at(*text, "text"));
    });
    return label;
}

std::set<std::string> records_in(const std::string& folder)
{
    std::set<std::string> found;
    std::error_code ec;
    for (std::filesystem::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
        if (it->path().extension() == ".md") found.insert(it->path().string());
    return found;
}

class tour {
public:
    tour(slack_server& slack, std::ostream& out, walk_options how)
        : slack_(slack), out_(out), how_(std::move(how)), since_(slack.workspace().next_ts())
    {
    }

    asio::awaitable<bool> go();

private:
    channel& here() { return *slack_.workspace().find_channel(place); }
    std::string name_of(const char* handle) { return slack_.workspace().find_person(handle)->name; }

    template <class... Args>
    bool tell(const bot::phrase& p, const Args&... args)
    {
        std::string_view mark = how_.colours ? "\x1b[36m▸\x1b[0m " : "▸ ";
        for (const auto& line : wrapped(bot::say(how_.language, p, args...), how_.width - 2)) {
            out_ << mark << line << '\n';
            mark = "  ";
        }
        out_ << std::flush;
        return false;  // a step that is only told of as missing ends the tour
    }

    void show()
    {
        view_options view;
        view.width = how_.width;
        view.colours = how_.colours;
        view.language = how_.language;
        view.since = since_;
        out_ << '\n' << channel_view(slack_.workspace(), here(), view) << '\n' << std::flush;
    }

    template <class... Args>
    bool missing(const bot::phrase& p, const Args&... args)
    {
        tell(p, args...);
        show();
        return false;
    }

    asio::awaitable<bool> comes(std::function<bool()> about)
    {
        const auto end = slack_.time().now() + how_.limit;
        for (;;) {
            if (about()) co_return true;
            if (slack_.time().now() >= end) co_return false;
            co_await slack_.time().sleep_for(std::chrono::milliseconds(20));
        }
    }

    auto limit() const { return std::chrono::duration_cast<std::chrono::seconds>(how_.limit).count(); }

    static std::string milliseconds_of(const json::object& answer)
    {
        const auto* us = answer.if_contains("latency_us");
        return fmt::format("{:.1f}", us == nullptr ? 0.0 : us->to_number<double>() / 1000.0);
    }

    // The newest message since the tour began for which it holds; pointers live until the next wait.
    const message* newest(const std::function<bool(const message&)>& wanted)
    {
        const auto& all = here().messages;
        for (auto it = all.rbegin(); it != all.rend() && it->first > since_; ++it)
            if (wanted(it->second)) return &it->second;
        return nullptr;
    }

    bool is_post(const message& m) const
    {
        return metadata_text(m, "event_type") == "incidentd_post" && metadata_text(m, "draft_id") == draft_;
    }

    asio::awaitable<bool> connect();
    asio::awaitable<bool> open();
    asio::awaitable<bool> approve();
    asio::awaitable<bool> publish();
    asio::awaitable<bool> record();

    slack_server& slack_;
    std::ostream& out_;
    walk_options how_;
    std::string since_;
    std::string preview_ts_;
    std::string draft_;
    std::string button_;
    std::set<std::string> records_before_;
    bot::clock::time_point typed_at_;
    bot::clock::time_point posted_at_;
};

asio::awaitable<bool> tour::connect()
{
    tell(waits_for_link, fmt::format("http://127.0.0.1:{}", slack_.port()));
    const bool up = co_await comes([this] {
        const auto links = slack_.sockets().links();
        return std::any_of(links.begin(), links.end(), [](const link_info& l) { return l.ready; });
    });
    if (!up) co_return tell(no_link, limit());
    tell(connected, slack_.sockets().links().size());
    co_return true;
}

asio::awaitable<bool> tour::open()
{
    const std::string command(typed_command.in(how_.language));
    tell(types, name_of("@ana.suporte"), place);
    for (const auto& line : wrapped(command, how_.width - 4)) out_ << "    " << line << '\n';
    out_ << std::flush;
    co_await slack_.time().sleep_for(how_.pause);
    typed_at_ = slack_.time().now();
    const auto answer = co_await slack_.people().slash("@ana.suporte", place, command);
    if (!flag_at(answer, "ok"))
        co_return missing(command_failed, name_of("@ana.suporte"), std::string(text_at(answer, "error")));
    tell(acknowledged, milliseconds_of(answer));
    const bool seen = co_await comes([this] {
        const auto* m = newest([](const message& each) {
            return metadata_text(each, "event_type") == "incidentd_preview" && !approval_button(each).empty();
        });
        if (m == nullptr) return false;
        preview_ts_ = m->ts;
        draft_ = metadata_text(*m, "draft_id");
        button_ = approval_button(*m);
        return true;
    });
    if (!seen) co_return missing(no_preview, limit());
    if (newest([this](const message& m) { return is_post(m); }) != nullptr)
        co_return missing(posted_too_early);
    tell(preview_is_there);
    show();
    co_return true;
}

asio::awaitable<bool> tour::approve()
{
    co_await slack_.time().sleep_for(how_.pause);
    tell(presses, name_of("@renata.quality"), button_);
    const auto answer = co_await slack_.people().press("@renata.quality", place, preview_ts_, approve_action);
    if (!flag_at(answer, "ok"))
        co_return missing(click_failed, name_of("@renata.quality"), std::string(text_at(answer, "error")));
    tell(waits_for_post, milliseconds_of(answer));
    co_return true;
}

asio::awaitable<bool> tour::publish()
{
    const bool there =
        co_await comes([this] { return newest([this](const message& m) { return is_post(m); }) != nullptr; });
    if (!there) co_return missing(no_post, limit());
    posted_at_ = slack_.time().now();
    const bool decided = co_await comes([this] {
        const auto it = here().messages.find(preview_ts_);
        return it != here().messages.end() && approval_button(it->second).empty();
    });
    if (!decided) co_return missing(preview_not_decided, limit());
    co_await slack_.time().sleep_for(how_.pause);
    const auto& all = here().messages;
    const auto times =
        std::count_if(all.begin(), all.end(), [this](const auto& m) { return is_post(m.second); });
    if (times != 1) co_return missing(posted_twice, times);
    tell(posted);
    show();
    co_return true;
}

asio::awaitable<bool> tour::record()
{
    if (how_.approvals.empty()) co_return true;
    std::string path;
    const bool written = co_await comes([&] {
        for (const auto& each : records_in(how_.approvals))
            if (!records_before_.contains(each)) path = each;
        return !path.empty();
    });
    if (!written) co_return tell(no_record, how_.approvals, limit());
    tell(record_is_at, path);
    co_return true;
}

asio::awaitable<bool> tour::go()
{
    how_.width = std::max<std::size_t>(how_.width, 40);
    records_before_ = records_in(how_.approvals);
    const bool is_connected = co_await connect();
    if (!is_connected) co_return false;
    const bool is_open = co_await open();
    if (!is_open) co_return false;
    const bool is_approved = co_await approve();
    if (!is_approved) co_return false;
    const bool is_published = co_await publish();
    if (!is_published) co_return false;
    const bool is_recorded = co_await record();
    if (!is_recorded) co_return false;
    const std::chrono::duration<double> took = posted_at_ - typed_at_;
    tell(all_done, fmt::format("{:.1f}", took.count()));
    co_return true;
}

}  // namespace

asio::awaitable<bool> walk(slack_server& slack, std::ostream& out, walk_options how)
{
    tour t(slack, out, std::move(how));
    co_return co_await t.go();
}

std::size_t terminal_width(int fd) noexcept
{
    winsize size{};
    if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

}  // namespace adapters::sandbox
