// Correcting and retracting what was posted: which message is meant, what its new text says, where it is
// edited and where it is posted anew, and what is refused.
#include "bot/correcting.hpp"
#include "bot/outcome.hpp"
#include "tests/commands/typing.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using bot::delivery_kind;
using bot::delivery_state;
using bot::draft_purpose;
using bot::draft_state;
using tests::has;

namespace {

struct posted : tests::typing {
    std::string id;

    explicit posted(bool with_webhook = true)
    {
        if (with_webhook) {
            bot::destination hook;
            hook.name = "stakeholders";
            hook.dialect = "slack";
            hook.webhook = bot::webhook_settings{.kind = "slack_incoming", .url = {"env:HOOK"}};
            config.destinations.push_back(hook);
            config.default_destinations.push_back("stakeholders");
        }
        id = open();
        draft(id, "progress_update");
        approve();
        arrive();
    }

    // Everything of the last draft, and whatever else was queued.
    void arrive()
    {
        for (const std::string& each : std::vector<std::string>(last().post_ids))
            outcome(each, {.result = bot::delivery_result::sent, .platform_id = "1764000000." + each});
        send_everything();
    }
    void approve()
    {
        now += std::chrono::minutes(1);
        auto& changes = type(renata, channel, "approve");
        REQUIRE_MESSAGE(!changes.drafts().empty(), answer(changes));
    }
    const bot::draft& last() const { return *world.drafts_of(id).back(); }
    const bot::delivery& final(std::size_t i) const { return *world.find_delivery(last().post_ids.at(i)); }
    std::string text(const bot::draft& of, std::string_view destination) const
    {
        for (const auto& t : of.current().texts)
            if (t.destination == destination) return t.text;
        return "none";
    }
    void outcome(const std::string& delivery_id, const bot::delivery_outcome& how)
    {
        act([&](bot::change_set& changes, const bot::context&) {
            changes.edit_delivery(delivery_id).state = delivery_state::sending;
        });
        act([&](bot::change_set& changes, const bot::context& with) {
            bot::decide_outcome(changes, with, delivery_id, how);
        });
    }
    std::string said(std::string text) { return answer(type(std::move(text))); }
};

const std::string corrected = "✏️ Correção da mensagem publicada em 2026-11-23 14:06 -03\n\n";

bot::delivery_outcome refused()
{
    return {
        .result = bot::delivery_result::failed,
        .failure = bot::failure_kind::permanent,
        .error = "cant_update_message"
    };
}

}  // namespace

TEST_CASE("a correction has the message's values, says what it corrects, and edits it once approved")
{
    posted t;
    CHECK(has(t.said("correct impact_summary=\"Pix fora\""), "D2.1"));
    const bot::draft& d = t.last();
    CHECK(d.purpose == draft_purpose::correction);
    CHECK(d.corrects == "D1");
    CHECK(d.stage == "progress_update");
    CHECK(t.text(d, "support-billing") == corrected + "SUP-INC-1: Pix fora");
    CHECK(t.text(d, "stakeholders") == corrected + "SUP-INC-1: Pix fora");
    t.approve();
    REQUIRE(t.last().post_ids.size() == 2);
    const bot::delivery& hook = t.final(0);
    const bot::delivery& edit = t.final(1);
    CHECK(hook.kind == delivery_kind::post);
    CHECK(hook.destination == "stakeholders");
    CHECK(edit.kind == delivery_kind::edit);
    CHECK(edit.target == t.world.find_draft("D1")->post_ids[1]);
    CHECK(edit.final_text == t.text(t.last(), "support-billing"));
    CHECK(edit.content_sha256 == t.last().current().content_sha256);
    t.arrive();
    CHECK(t.incident(t.id).posted_stages == std::vector<std::string>{"progress_update"});
}

TEST_CASE("the preview of a correction names the message, shows its old text, and says where what happens")
{
    posted t;
    auto& changes = t.type("correct impact_summary=\"Pix fora\"");
    const auto previews = t.deliveries(changes, delivery_kind::preview);
    REQUIRE(previews.size() == 1);
    const auto& view = *previews[0]->preview;
    const auto fact = [&](std::string_view part) {
        return std::any_of(view.facts.begin(), view.facts.end(), [&](const auto& f) { return has(f, part); });
    };
    CHECK(fact("Correção de D1.1, publicada em 2026-11-23 14:06 -03"));
    CHECK(fact("Edita a mensagem em support-billing"));
    CHECK(fact("Mensagem nova em stakeholders"));
    REQUIRE(view.texts.size() == 2);
    CHECK(view.texts[1].heading == "Agora em stakeholders, support-billing");
    CHECK(view.texts[1].text == "SUP-INC-1: Checkout fora");
}

TEST_CASE("a correction of a correction edits the same message and keeps the values given so far")
{
    posted t;
    t.type("correct impact_summary=\"Pix fora\"");
    t.approve();
    t.arrive();
    t.type("correct impact_summary=\"Pix lento\"");
    CHECK(t.last().corrects == "D2");
    CHECK(t.text(t.last(), "support-billing") == corrected + "SUP-INC-1: Pix lento");
    t.approve();
    CHECK(t.final(1).target == t.world.find_draft("D1")->post_ids[1]);
}

TEST_CASE("a newer correction supersedes the pending one of the same message, and no other draft")
{
    posted t;
    t.draft(t.id, "progress_update");
    t.type("correct impact_summary=a");
    CHECK(t.world.find_draft("D2")->is_pending());
    t.type("retract engano");
    CHECK(t.world.find_draft("D3")->state == draft_state::superseded);
    CHECK(t.world.find_draft("D2")->is_pending());
    t.draft(t.id, "progress_update");
    CHECK(t.world.find_draft("D2")->state == draft_state::superseded);
    CHECK(t.world.find_draft("D4")->is_pending());
}

TEST_CASE("a retraction replaces the text by a notice with the reason, escaped, and undoes the stage")
{
    posted t;
    t.type("retract <canal> errado");
    const bot::draft& d = t.last();
    CHECK(d.purpose == draft_purpose::retraction);
    CHECK(
        t.text(d, "support-billing") ==
        "🚫 SUP-INC-1: a mensagem publicada em 2026-11-23 14:06 -03 foi retirada.\n&lt;canal&gt; errado"
    );
    t.approve();
    CHECK(t.incident(t.id).posted_stages == std::vector<std::string>{"progress_update"});
    t.arrive();
    CHECK(t.incident(t.id).posted_stages.empty());
    CHECK(has(t.said("retract"), "já foi retirada por D2.1"));
    t.type("correct impact_summary=\"agora sim\"");
    CHECK(t.text(t.last(), "support-billing") == corrected + "SUP-INC-1: agora sim");
}

TEST_CASE("the runbook may word its own retraction")
{
    posted t;
    t.markdown += "\n```message stage=retraction\nRetirado ({posted_at}): {reason}\n```\n";
    t.reload();
    t.type("retract engano");
    CHECK(t.text(t.last(), "support-billing") == "Retirado (2026-11-23 14:06 -03): engano");
    t.type("retract");
    CHECK(t.last().current().unfilled == std::vector<std::string>{"reason"});
}

TEST_CASE("without anything posted there is nothing to correct or retract, and it is said")
{
    tests::typing t;
    const auto id = t.open();
    t.draft(id, "progress_update");
    for (const char* text : {"correct impact_summary=x", "correct", "retract engano"}) {
        auto& changes = t.type(text);
        CHECK(has(t.answer(changes), "não tem mensagem publicada"));
        CHECK(changes.drafts().empty());
    }
}

TEST_CASE("a correction that changes nothing is refused")
{
    posted t;
    CHECK(has(t.said("correct impact_summary=\"Checkout fora\""), "Nada mudaria em D1.1"));
    CHECK(t.world.drafts_of(t.id).size() == 1);
    t.type("correct impact_summary=b");
    t.approve();
    t.arrive();
    CHECK(has(t.said("correct impact_summary=b"), "Nada mudaria em D2.1"));
}

TEST_CASE("what was posted can be corrected after the incident was closed")
{
    posted t;
    t.type("close");
    CHECK(has(t.said("correct " + t.id + " impact_summary=x"), "D2.1"));
}

TEST_CASE("a refused edit becomes a post of the same approved text, and is told")
{
    posted t(false);
    t.type("correct impact_summary=x");
    t.approve();
    const std::string edit = t.last().post_ids.at(0);
    t.outcome(edit, refused());
    REQUIRE(t.last().post_ids.size() == 2);
    const bot::delivery& instead = t.final(1);
    CHECK(instead.kind == delivery_kind::post);
    CHECK(instead.final_text == t.final(0).final_text);
    CHECK(instead.content_sha256 == t.last().current().content_sha256);
    CHECK(t.final(0).replaced_by == instead.id);
    CHECK(t.last().state == draft_state::posting);
    t.outcome(instead.id, {.result = bot::delivery_result::sent, .platform_id = "77.1"});
    CHECK(t.last().state == draft_state::posted);
    // The next correction is about the message that stands there now.
    t.type("correct impact_summary=y");
    t.approve();
    CHECK(t.final(0).target == instead.id);
}

TEST_CASE("an edit that cannot be made for a mendable cause waits for people and posts nothing")
{
    posted t(false);
    t.type("correct impact_summary=x");
    t.approve();
    auto how = refused();
    how.failure = bot::failure_kind::mendable;
    t.outcome(t.last().post_ids.at(0), how);
    CHECK(t.last().post_ids.size() == 1);
    CHECK(t.last().state == draft_state::failed);
}

TEST_CASE("an edit of unknown outcome is made again and never looked up")
{
    posted t(false);
    t.type("correct impact_summary=x");
    t.approve();
    t.outcome(t.last().post_ids.at(0), {.result = bot::delivery_result::unknown});
    CHECK(t.final(0).state == delivery_state::queued);
}

TEST_CASE("an older text is not sent again over a newer one")
{
    posted t(false);
    t.type("correct impact_summary=x");
    t.approve();
    auto how = refused();
    how.failure = bot::failure_kind::mendable;
    const std::string first = t.last().post_ids.at(0);
    t.outcome(first, how);
    t.type("correct impact_summary=y");
    t.approve();
    auto& changes = t.act([&](bot::change_set& c, const bot::context& with) {
        bot::settle_delivery(c, with, first, false, t.renata);
    });
    CHECK(has(t.answer(changes), "D3.1 já o substituiu"));
    CHECK(t.world.find_delivery(first)->state == delivery_state::failed);
}

TEST_CASE("a destination that the message never reached is left out")
{
    posted t;
    const std::string hook = t.last().post_ids.at(0);
    t.act([&](bot::change_set& c, const bot::context&) {
        c.edit_delivery(hook).state = delivery_state::failed;
    });
    auto& changes = t.type("correct impact_summary=x");
    CHECK(t.text(t.last(), "stakeholders") == "none");
    const auto previews = t.deliveries(changes, delivery_kind::preview);
    REQUIRE(previews.size() == 1);
    const auto& facts = previews[0]->preview->facts;
    CHECK(std::any_of(facts.begin(), facts.end(), [](const auto& f) {
        return has(f, "Fica de fora, porque nada chegou lá: stakeholders");
    }));
}

TEST_CASE("the form of a correction is prefilled from the message and bound to it")
{
    posted t;
    t.may_open_form = true;
    t.type("set impact_summary=\"outra coisa\"");
    auto& opened = t.type("correct");
    REQUIRE(opened.form_to_open().has_value());
    const bot::form f = *opened.form_to_open();
    REQUIRE(f.fields.size() == 1);
    CHECK(f.fields[0].name == "impact_summary");
    CHECK(f.fields[0].value == "Checkout fora");

    SUBCASE("submitted while it is still the last message")
    {
        t.submit(f, {{"impact_summary", "Pix fora"}});
        CHECK(t.text(t.last(), "support-billing") == corrected + "SUP-INC-1: Pix fora");
    }
    SUBCASE("submitted after another message went out")
    {
        t.draft(t.id, "initial_update");
        t.approve();
        t.arrive();
        auto& changes = t.submit(f, {{"impact_summary", "Pix fora"}});
        CHECK(has(t.answer(changes), "a última mensagem passou a ser D2.1"));
        CHECK(changes.drafts().empty());
    }
}

TEST_CASE("an edit of the draft keeps what it corrects and where it goes")
{
    posted t;
    t.type("correct impact_summary=x");
    t.act([&](bot::change_set& c, const bot::context& with) {
        REQUIRE(bot::revise_draft(c, with, "D2", {{"impact_summary", "y"}}, t.ana) != nullptr);
    });
    CHECK(t.last().current().number == 2);
    CHECK(t.text(t.last(), "support-billing") == corrected + "SUP-INC-1: y");
    CHECK(t.text(t.last(), "stakeholders") == corrected + "SUP-INC-1: y");
}

TEST_CASE("each destination's correction is in its language")
{
    posted t;
    t.config.destinations.back().language = "en";
    t.reload();
    t.type("correct impact_summary=x");
    CHECK(
        t.text(t.last(), "stakeholders") ==
        "✏️ Correction of the message posted on 2026-11-23 14:06 -03\n\nSUP-INC-1: x"
    );
    CHECK(t.text(t.last(), "support-billing") == corrected + "SUP-INC-1: x");
}

namespace {

// The preview that was shown last, as the daemon would show it now.
bot::preview_view newest_preview(const posted& t, const std::string& draft_id)
{
    const bot::delivery* newest = nullptr;
    for (const auto& [id, row] : t.world.deliveries()) {
        if (row.draft_id != draft_id || !row.preview) continue;
        if (newest == nullptr || row.number > newest->number) newest = &row;
    }
    REQUIRE(newest != nullptr);
    return *newest->preview;
}

std::string words_of(const bot::preview_diff& d, bot::diff_kind kind)
{
    std::string all;
    for (const auto& s : d.segments)
        if (s.kind == kind) all += s.text + "|";
    return all;
}

}  // namespace

TEST_CASE(
    "a correction is read against what stands in its message, not against what was posted since elsewhere"
)
{
    posted t;
    // A later message to the same places, retracted: the last message is D1 no more, and then it is again.
    t.draft(t.id, "initial_update");
    t.approve();
    t.arrive();
    t.type("correct impact_summary=\"Pix fora\"");
    const auto view = newest_preview(t, t.last().id);
    REQUIRE(view.diffs.size() == 1);
    CHECK(
        has(view.diffs[0].heading,
            "Muda o que está lá agora (D2.1, 2026-11-23 14:07 -03) → stakeholders, support-billing")
    );
    CHECK(has(words_of(view.diffs[0], bot::diff_kind::removed), "Checkout"));
    CHECK(has(words_of(view.diffs[0], bot::diff_kind::added), "Pix"));
}

TEST_CASE("where the destinations show different texts, the difference of each is shown")
{
    posted t;
    t.type("correct impact_summary=\"Pix fora\"");
    t.approve();
    // The new message behind the webhook went out; the edit did not, and waits for people.
    const std::string hook = t.last().post_ids.at(0);
    const std::string edit = t.last().post_ids.at(1);
    t.outcome(hook, {.result = bot::delivery_result::sent});
    auto how = refused();
    how.failure = bot::failure_kind::mendable;
    t.outcome(edit, how);
    t.type("correct impact_summary=\"Pix lento\"");
    const std::string id = t.last().id;
    auto view = newest_preview(t, id);
    REQUIRE(view.diffs.size() == 2);
    CHECK(has(view.diffs[0].heading, "(D2.1, 2026-11-23 14:07 -03) → stakeholders"));
    CHECK(has(words_of(view.diffs[0], bot::diff_kind::removed), "fora"));
    CHECK_FALSE(has(words_of(view.diffs[0], bot::diff_kind::removed), "Pix"));
    CHECK(has(words_of(view.diffs[0], bot::diff_kind::added), "lento"));
    CHECK(has(view.diffs[1].heading, "(D1.1, 2026-11-23 14:06 -03) → support-billing"));

    // Somebody has the edit sent after all: the waiting preview follows what stands there.
    t.act([&](bot::change_set& c, const bot::context&) { c.edit_draft(id).state = draft_state::withdrawn; });
    t.act([&](bot::change_set& c, const bot::context& with) {
        bot::settle_delivery(c, with, edit, false, t.renata);
    });
    t.act([&](bot::change_set& c, const bot::context&) { c.edit_draft(id).state = draft_state::pending; });
    t.outcome(edit, {.result = bot::delivery_result::sent});
    view = newest_preview(t, id);
    REQUIRE(view.diffs.size() == 1);
    CHECK(has(view.diffs[0].heading, "(D2.1, "));
    CHECK(has(view.diffs[0].heading, "→ stakeholders, support-billing"));
}

TEST_CASE("a destination whose text stays as it is says so")
{
    posted t;
    t.type("correct impact_summary=\"Pix fora\"");
    t.approve();
    t.outcome(t.last().post_ids.at(0), {.result = bot::delivery_result::sent});
    auto how = refused();
    how.failure = bot::failure_kind::mendable;
    t.outcome(t.last().post_ids.at(1), how);
    t.type("correct impact_summary=\"Pix fora\"");
    const auto view = newest_preview(t, t.last().id);
    REQUIRE(view.diffs.size() == 2);
    CHECK(has(view.diffs[0].heading, "Igual ao que já está lá (D2.1, "));
    CHECK(view.diffs[0].segments.empty());
    CHECK(has(view.diffs[1].heading, "(D1.1, "));
}

TEST_CASE("more differences than a preview shows are named, not left out")
{
    posted t(false);
    for (int n = 1; n <= 8; ++n) {
        bot::destination& to =
            t.add_channel("c" + std::to_string(n), {"slack", "acme", "C" + std::to_string(n)});
        t.config.default_destinations.push_back(to.name);
    }
    t.reload();
    t.draft(t.id, "progress_update");
    t.approve();
    t.arrive();
    t.act([&](bot::change_set& c, const bot::context&) {
        int n = 0;
        for (const auto& each : std::vector<std::string>(t.last().post_ids))
            c.edit_delivery(each).final_text += " " + std::to_string(++n);
    });
    t.type("correct impact_summary=\"Pix fora\"");
    const auto view = newest_preview(t, t.last().id);
    REQUIRE(view.diffs.size() == 7);
    CHECK(view.diffs[6].segments.empty());
    CHECK(has(view.diffs[6].heading, "Há mais diferenças"));
    CHECK(has(view.diffs[6].heading, "→ c7"));
    CHECK(has(view.diffs[6].heading, "→ support-billing"));
}

TEST_CASE("a draft that waits is read against what is posted meanwhile")
{
    posted t(false);
    t.draft(t.id, "initial_update");
    const std::string waiting = t.last().id;
    t.draft(t.id, "progress_update", {{"impact_summary", "Pix fora"}});
    t.now += std::chrono::minutes(1);
    t.type(t.renata, t.channel, "approve " + t.last().revision_name());
    t.arrive();
    const auto view = newest_preview(t, waiting);
    REQUIRE(view.diffs.size() == 1);
    CHECK(has(view.diffs[0].heading, "(progress_update, 2026-11-23 14:07 -03)"));
}

TEST_CASE("the timeline says what was corrected, retracted, and where a new message had to do")
{
    posted t;
    t.type("correct impact_summary=\"Pix fora\"");
    t.approve();
    t.arrive();
    t.type("retract engano");
    t.approve();
    t.arrive();
    const std::string line = t.said("timeline");
    CHECK(has(line, "progress_update publicado em support-billing"));
    CHECK(has(line, "pediu a correção de progress_update (D2)"));
    CHECK(has(line, "correção de progress_update (D2): rascunho publicado"));
    CHECK(has(line, "progress_update corrigido em support-billing"));
    CHECK(has(line, "correção de progress_update publicada em stakeholders, como mensagem nova"));
    CHECK(has(line, "pediu a retirada de progress_update (D3)"));
    CHECK(has(line, "progress_update retirado de support-billing"));
    CHECK(has(line, "retirada de progress_update publicada em stakeholders, como mensagem nova"));
    t.ana.locale = "en";
    const std::string english = t.said("timeline");
    CHECK(has(english, "asked to correct progress_update (D2)"));
    CHECK(has(english, "progress_update corrected at support-billing"));
    CHECK(has(english, "correction of progress_update posted to stakeholders, as a new message"));
    CHECK(has(english, "progress_update retracted at support-billing"));
}
