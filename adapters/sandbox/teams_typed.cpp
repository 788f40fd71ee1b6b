#include "adapters/sandbox/teams_typed.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {
namespace {

constexpr std::string_view no_break_space = "\u00A0";

std::string html_escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\n':
                out += "<br>";
                break;
            default:
                out += c;
        }
    }
    return out;
}

struct mentioned {
    std::string id;
    std::string name;
    std::size_t typed = 0;  // bytes after the @
};

// Whom the text after an @ names: the longest name that it starts with.
std::optional<mentioned> who_is(teams_workspace& w, std::string_view rest)
{
    std::optional<mentioned> best;
    const auto consider = [&](std::string_view word, const std::string& id, const std::string& name) {
        if (word.empty() || !rest.starts_with(word) || (best && best->typed >= word.size())) return;
        const auto next = rest.substr(word.size(), 1);
        const bool ends =
            next.empty() || std::string_view(" \t\n,;:!?()\"'").find(next[0]) != std::string_view::npos;
        if (ends) best = mentioned{id, name, word.size()};
    };
    consider(w.self().bot_name, w.self().bot(), w.self().bot_name);
    for (const auto& [id, p] : w.people()) {
        consider(p.name, id, p.name);
        consider(p.handle, id, p.name);
    }
    return best;
}

class writer {
public:
    writer(teams_conversation::kind where, const std::string& bot) : where_(where), bot_(bot) {}

    void mention(const std::string& id, const std::string& name)
    {
        const auto shown = html_escaped(name);
        out.html += fmt::format(
            R"(<span itemscope itemtype="http://schema.skype.com/Mention" itemid="{}">{}</span>)",
            spans_++,
            shown
        );
        const auto tag = "<at>" + shown + "</at>";
        out.text += tag;
        out.entities.push_back(
            {{"type", "mention"}, {"mentioned", {{"id", id}, {"name", name}}}, {"text", tag}}
        );
        out.mentions_bot = out.mentions_bot || id == bot_;
        after_mention_ = true;
    }

    void words(std::string_view text)
    {
        if (text.empty()) return;
        if (after_mention_ && text.starts_with(' ')) {
            out.html += "&nbsp;" + html_escaped(text.substr(1));
        } else {
            out.html += html_escaped(text);
        }
        after_mention_ = false;
        if (where_ != teams_conversation::kind::personal) {
            out.text += text;
            return;
        }
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto close = text[i] == '<' ? text.find('>', i) : std::string_view::npos;
            if (close != std::string_view::npos) {
                i = close;
            } else {
                out.text += text[i] == '\n' ? ' ' : text[i];
            }
        }
    }

    typed_text out;

private:
    teams_conversation::kind where_;
    const std::string& bot_;
    int spans_ = 0;
    bool after_mention_ = false;
};

}  // namespace

typed_text as_typed(
    teams_workspace& w, std::string_view what, teams_conversation::kind where, typing_habits habits
)
{
    const auto bot = w.self().bot();
    writer out(where, bot);
    std::size_t written = 0;
    for (std::size_t i = 0; i < what.size(); ++i) {
        const bool starts =
            i == 0 || std::string_view(" \t\n(\"'=").find(what[i - 1]) != std::string_view::npos;
        if (what[i] != '@' || !starts) continue;
        const auto who = who_is(w, what.substr(i + 1));
        if (!who) continue;
        out.words(what.substr(written, i - written));
        const auto space = who->name.find(' ');
        if (habits.split_mentions && space != std::string::npos && who->id != bot) {
            out.mention(who->id, who->name.substr(0, space));
            out.words(" ");
            out.mention(who->id, who->name.substr(space + 1));
        } else {
            out.mention(who->id, who->name);
        }
        i += who->typed;
        written = i + 1;
    }
    out.words(what.substr(written));
    auto made = std::move(out.out);
    if (habits.from_menu) {
        made.text += no_break_space;
        made.html += "&nbsp;";
    }
    if (where != teams_conversation::kind::personal) made.text += '\n';
    made.html = "<p>" + made.html + "</p>";
    return made;
}

}  // namespace adapters::sandbox
