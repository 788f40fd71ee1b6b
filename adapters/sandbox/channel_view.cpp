#include "adapters/sandbox/channel_view.hpp"

#include "adapters/sandbox/block_lines.hpp"
#include "adapters/sandbox/text_width.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>

namespace adapters::sandbox {

namespace {

constexpr bot::phrase only_visible{"só {0} vê isto", "only visible to {0}"};
constexpr bot::phrase edited{"(editada)", "(edited)"};
constexpr bot::phrase nothing_yet{"(nenhuma mensagem)", "(no messages)"};
constexpr bot::phrase app{"app", "app"};

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view faint = "\x1b[2m";
constexpr std::string_view inverse = "\x1b[7m";
constexpr std::string_view normal = "\x1b[0m";

std::string emoji_of(std::string_view name)
{
    static const std::map<std::string_view, std::string_view> known{
        {"white_check_mark", "✅"},
        {"heavy_check_mark", "✔"},
        {"x", "❌"},
        {"eyes", "👀"},
        {"+1", "👍"},
        {"-1", "👎"},
        {"rotating_light", "🚨"},
        {"tada", "🎉"},
    };
    const auto it = known.find(name.substr(0, name.find("::")));
    return it == known.end() ? ":" + harmless(name) + ":" : std::string(it->second);
}

std::string clock_of(const std::string& ts, std::chrono::minutes offset)
{
    std::int64_t seconds = 0;
    std::from_chars(ts.data(), ts.data() + ts.size(), seconds);
    const auto minutes = seconds / 60 + offset.count();
    return fmt::format("{:02}:{:02}", ((minutes / 60) % 24 + 24) % 24, (minutes % 60 + 60) % 60);
}

class page {
public:
    page(slack_workspace& w, const view_options& how) : w_(w), how_(how) {}

    void line(std::string_view text, std::string_view style = {})
    {
        out_ += indent_;
        if (how_.colours && !style.empty()) out_ += style;
        for (const char c : text) {
            if (c != bold_on && c != bold_off) {
                out_ += c;
            } else if (how_.colours) {
                out_ += c == bold_on ? bold : normal;
            }
        }
        if (how_.colours && !style.empty()) out_ += normal;
        while (out_.ends_with(' ')) out_.pop_back();
        out_ += '\n';
    }

    void paragraph(std::string_view text, std::string_view style = {})
    {
        for (const auto& each : wrapped(text, room())) line(each, style);
    }

    void rule(std::string title)
    {
        if (!title.empty()) title = "── " + fitted(title, room() - 6) + " ";
        const auto used = columns(title);
        for (auto i = used; i < room(); ++i) title += "─";
        line(title, faint);
    }

    void author(const std::string& user, const std::string& ts, std::string_view mark)
    {
        const auto* p = w_.find_person(user);
        std::string name = p == nullptr ? harmless(user) : harmless(p->name);
        if (p != nullptr && p->is_bot) name += " [" + std::string(app.in(how_.language)) + "]";
        std::string head;
        head += bold_on;
        head += name;
        head += bold_off;
        head += "  " + clock_of(ts, how_.utc_offset);
        if (!mark.empty()) head += "  " + std::string(mark);
        paragraph(head);
    }

    void body(const std::string& text, const json::array& blocks)
    {
        using look = text_line::look;
        if (blocks.empty()) paragraph(readable(w_, text, how_.colours));
        for (const auto& l : block_lines(w_, blocks, how_.colours)) {
            if (l.how == look::rule) {
                rule({});
            } else {
                paragraph(
                    l.text,
                    l.how == look::strong   ? bold
                    : l.how == look::faint  ? faint
                    : l.how == look::button ? inverse
                                            : std::string_view{}
                );
            }
        }
    }

    void message_of(const message& m)
    {
        author(m.user, m.ts, m.edited_ts.empty() ? std::string_view{} : edited.in(how_.language));
        body(m.text, m.blocks);
        for (const auto& a : m.attachments) {
            const auto* o = a.if_object();
            if (o != nullptr) paragraph(readable(w_, text_at(*o, "fallback")), faint);
        }
        std::string all;
        for (const auto& r : m.reactions) {
            std::string who;
            for (const auto& u : r.users) {
                const auto* p = w_.find_person(u);
                who += (who.empty() ? "" : ", ") + (p == nullptr ? u : p->name);
            }
            all +=
                fmt::format("{}{} {} ({})", all.empty() ? "" : "   ", emoji_of(r.name), r.users.size(), who);
        }
        if (!all.empty()) paragraph(harmless(all), faint);
    }

    void hidden(const ephemeral& e)
    {
        const auto* p = w_.find_person(e.to);
        const auto name = p == nullptr ? e.to : p->name.substr(0, p->name.find(' '));
        author(w_.self().bot_user, e.ts, "(" + bot::say(how_.language, only_visible, name) + ")");
        body(e.text, e.blocks);
    }

    void blank() { out_ += '\n'; }
    void indent(std::string_view by) { indent_ = by; }
    std::size_t room() const { return std::max<std::size_t>(how_.width, 24) - columns(indent_); }
    std::string take() { return std::move(out_); }

private:
    slack_workspace& w_;
    const view_options& how_;
    std::string indent_;
    std::string out_;
};

}  // namespace

std::string channel_view(slack_workspace& w, const channel& c, const view_options& how)
{
    // What stands on the left edge, by time; a broadcast reply stands there too.
    std::map<std::string, const message*> top;
    std::map<std::string, const ephemeral*> hidden;
    std::map<std::string, std::map<std::string, const message*>> replies;
    std::map<std::string, std::map<std::string, const ephemeral*>> hidden_replies;
    for (const auto& [ts, m] : c.messages) {
        const bool reply = !m.thread_ts.empty() && m.thread_ts != ts;
        if (reply) replies[m.thread_ts][ts] = &m;
        if ((!reply || m.broadcast) && ts > how.since) top[ts] = &m;
    }
    for (const auto& e : c.ephemerals) {
        if (e.deleted || e.ts <= how.since) continue;
        if (e.thread_ts.empty()) {
            hidden[e.ts] = &e;
        } else {
            hidden_replies[e.thread_ts][e.ts] = &e;
        }
    }
    page p(w, how);
    p.rule("#" + harmless(c.name));
    if (top.empty() && hidden.empty()) p.paragraph(nothing_yet.in(how.language), faint);
    auto next_hidden = hidden.begin();
    const auto show_hidden_before = [&](const std::string* ts) {
        for (; next_hidden != hidden.end() && (ts == nullptr || next_hidden->first < *ts); ++next_hidden) {
            p.indent(" ┊ ");
            p.hidden(*next_hidden->second);
            p.indent("");
            p.blank();
        }
    };
    for (const auto& [ts, m] : top) {
        show_hidden_before(&ts);
        p.indent(" ");
        p.message_of(*m);
        p.indent("   │ ");
        for (const auto& [at, reply] : replies[ts]) p.message_of(*reply);
        for (const auto& [at, e] : hidden_replies[ts]) p.hidden(*e);
        p.indent("");
        p.blank();
    }
    show_hidden_before(nullptr);
    p.rule({});
    return p.take();
}

}  // namespace adapters::sandbox
