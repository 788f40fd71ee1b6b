#include "adapters/sandbox/channel_view.hpp"
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/text_width.hpp"

#include <doctest/doctest.h>

using namespace adapters::sandbox;

namespace {

// 2026-11-23 17:05 UTC, and a second more at each look.
struct fixed_clock final : bot::clock {
    mutable int looks = 0;
    time_point now() const override { return {}; }
    wall_time wall_now() const override
    {
        return wall_time{} + std::chrono::seconds(1'795'453'500 + looks++);
    }
    boost::asio::awaitable<void> sleep_until(time_point) override { co_return; }
};

struct sample {
    fixed_clock time;
    slack_workspace w{time, {}};
    view_options how;

    sample() { fill_sample(w); }
    channel& billing() { return *w.find_channel("C0BILLING"); }
    std::string post(std::string user, std::string text, json::array blocks = {}, std::string thread = {})
    {
        new_message m;
        m.channel = "C0BILLING";
        m.user = std::move(user);
        m.text = std::move(text);
        m.blocks = std::move(blocks);
        m.thread_ts = std::move(thread);
        m.by_app = m.user == "U0BOT";
        const auto made = w.post(std::move(m));
        REQUIRE(made.has_value());
        return (*made)->ts;
    }
    std::string view() { return channel_view(w, billing(), how); }
};

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

json::object text(std::string_view type, std::string_view words)
{
    return {{"type", type}, {"text", words}};
}

json::object button(std::string_view label, std::string_view action)
{
    return {{"type", "button"}, {"action_id", action}, {"text", text("plain_text", label)}};
}

}  // namespace

TEST_CASE("blocks are shown the way people see them: headers, text, context, rules and buttons")
{
    sample s;
    s.post(
        "U0BOT",
        "fallback that nobody sees",
        {json::object{{"type", "header"}, {"text", text("plain_text", "SUP-INC-1 S2")}},
         json::object{
             {"type", "section"}, {"text", text("mrkdwn", "a &lt;b&gt; <@U0ANA> <#C0STATUS|status>")}
         },
         json::object{
             {"type", "context"}, {"elements", json::array{text("plain_text", "asked by Ana &amp; João")}}
         },
         json::object{{"type", "divider"}},
         json::object{
             {"type", "actions"},
             {"elements", json::array{button("Approve", "a"), button("Reject", "b")}},
         }}
    );
    const auto shown = s.view();
    CHECK(has(shown, "── #support-billing ─"));
    CHECK(has(shown, "incidentd [app]  14:05"));
    CHECK(has(shown, " SUP-INC-1 S2\n a <b> @ana.suporte #status\n asked by Ana & João\n ───"));
    CHECK(has(shown, " [ Approve ]  [ Reject ]\n"));
    CHECK(!has(shown, "fallback"));
    CHECK(!has(shown, "\x1b"));
}

TEST_CASE("replies stand indented below their thread, reactions below their message")
{
    sample s;
    const auto first = s.post("U0ANA", "first");
    s.post("U0JOAO", "second");
    s.post("U0RENATA", "reply", {}, first);
    REQUIRE(s.w.react(s.billing(), first, "white_check_mark", "U0IGOR", true).has_value());
    const auto shown = s.view();
    CHECK(has(shown, " first\n ✅ 1 (Igor Batista)\n   │ Renata Martins  14:05\n   │ reply\n"));
    CHECK(shown.find("reply") < shown.find("second"));
}

TEST_CASE("what one person sees is marked so, in the reader's language, and deleted ones are gone")
{
    sample s;
    ephemeral e;
    e.to = "U0ANA";
    e.text = "just for you";
    REQUIRE(s.w.post_ephemeral(s.billing(), e).has_value());
    CHECK(has(s.view(), "(só Ana vê isto)"));
    s.how.language = bot::language::en;
    CHECK(has(s.view(), "(only visible to Ana)\n ┊ just for you\n"));
    s.billing().ephemerals[0].deleted = true;
    CHECK(!has(s.view(), "just for you"));
    CHECK(has(s.view(), "(no messages)"));
}

TEST_CASE("no line is wider than asked for, whatever scripts and emoji it holds")
{
    sample s;
    s.how.width = 40;
    s.post(
        "U0ANA",
        "🚨 *Incidente* 東京のサーバーが応答しません " + std::string(100, 'x') +
            " São Paulo não responde ✅✅✅✅✅✅"
    );
    const auto shown = s.view();
    for (std::size_t at = 0; at < shown.size();) {
        const auto end = shown.find('\n', at);
        CHECK(columns(std::string_view(shown).substr(at, end - at)) <= 40);
        at = end + 1;
    }
    CHECK(has(shown, "Incidente"));
}

TEST_CASE("a message cannot send control sequences to the terminal")
{
    sample s;
    s.post(
        "U0ANA",
        "evil\x1b]0;title\x07 \xE2\x80\xAE"
        "reversed \xC2\x9B"
        "31m \xFF"
    );
    const auto shown = s.view();
    CHECK(!has(shown, "\x1b"));
    CHECK(!has(shown, "\x07"));
    CHECK(!has(shown, "\xC2\x9B"));
    CHECK(!has(shown, "\xE2\x80\xAE"));
    CHECK(has(shown, "reversed"));
}

TEST_CASE("only what came after a moment is shown when asked for")
{
    sample s;
    const auto old = s.post("U0ANA", "old");
    s.post("U0ANA", "new");
    s.how.since = old;
    CHECK(!has(s.view(), "old"));
    CHECK(has(s.view(), "new"));
}

TEST_CASE("with colours bold text is bold, also where a line breaks, and without them it keeps its asterisks")
{
    sample s;
    s.post("U0ANA", "*Impact:* 2*3 is six");
    CHECK(has(s.view(), "*Impact:* 2*3 is six"));
    s.how.colours = true;
    CHECK(has(s.view(), "\x1b[1mImpact:\x1b[0m 2*3 is six"));
    const std::string emphasised = std::string(1, bold_on) + "one two three four" + bold_off;
    for (const auto& line : wrapped(emphasised, 9)) {
        CHECK(line.front() == bold_on);
        CHECK(line.back() == bold_off);
    }
}
