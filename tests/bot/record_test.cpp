#include "bot/record.hpp"

#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

using bot::record_of;
using tests::pending_draft;

namespace {

bool has(const std::string& text, std::string_view line)
{
    return ("\n" + text).find("\n" + std::string(line) + "\n") != std::string::npos;
}

struct recorded : pending_draft {
    recorded()
    {
        config.locale = "pt-BR";
        approve(renata);
    }
    bot::approval_record record() const { return record_of(state, ctx(), draft(), state.chain()); }
    void sent()
    {
        attempt(
            draft().post_ids.at(0),
            {.result = bot::delivery_result::sent,
             .platform_id = "9.9",
             .permalink = "https://acme.slack.com/p99"}
        );
    }
};

}  // namespace

TEST_CASE("an approval record has the team's form and everything that was decided")
{
    recorded t;
    const auto r = t.record();
    CHECK(r.path == "docs/support/approvals/2026-11-23-sup-inc-845-progress_update.md");
    CHECK(r.text.starts_with(
        "# Aprovação — Incidente SUP-INC-845 · progress_update\n\n- **Data:** 2026-11-23\n"
    ));
    CHECK(has(r.text, "  - Ana Souza (Support Commander)"));
    CHECK(has(r.text, "  - Renata Martins (Approval Lead)"));
    CHECK(has(r.text, "## Evidências coletadas"));
    CHECK(has(r.text, "## Checklist de aprovação"));
    CHECK(has(r.text, "```text\nSUP-INC-845: checkout is down\n```"));
    CHECK(r.text.find(t.draft().current().content_sha256) != std::string::npos);
    CHECK(r.text.find(t.state.chain().hash) != std::string::npos);
    CHECK(
        r.text.find("- Renata Martins — _Approval Lead_ — aprovou, 2026-11-23 15:01 -03, slack\n") !=
        std::string::npos
    );
    CHECK(has(r.text, "- [x] Mensagem contém o identificador do incidente"));
    CHECK(has(r.text, "- **support-billing:** ⏳ a caminho"));
    CHECK(r.text.back() == '\n');
}

TEST_CASE("once posted, the record has the permalink")
{
    recorded t;
    t.sent();
    CHECK(
        t.record().text.find(
            "- **support-billing:** ✅ publicado em 2026-11-23 15:01 -03 — https://acme.slack.com/p99\n"
        ) != std::string::npos
    );
}

TEST_CASE("a rejection is recorded with its reason and without deliveries")
{
    pending_draft t;
    auto b = t.ballot(t.renata, bot::vote_kind::reject, bot::vote_means::form);
    b.reason = "numbers\n# are wrong | <b>";
    t.cast(b);
    const auto r = record_of(t.state, t.ctx(), t.draft(), t.state.chain());
    CHECK(r.text.starts_with("# Rejection — Incident SUP-INC-845"));
    CHECK(has(r.text, "- **Decision:** rejected — numbers \\# are wrong \\| \\<b\\>"));
    CHECK(r.deliveries.empty());
    CHECK(r.text.find("## Deliveries") == std::string::npos);
    CHECK(has(r.text, "- [ ] Approvals that the policy asks for: 0 of 1"));
}

TEST_CASE("a message with fences of its own stays inside its fence")
{
    pending_draft t;
    t.edit([](bot::draft& d) {
        auto& r = d.revisions.back();
        r.texts[0].text = "a\n````\nb\n## Assinaturas";
        r.content_sha256 = bot::content_hash(r.texts);
    });
    t.approve(t.renata);
    CHECK(
        has(record_of(t.state, t.ctx(), t.draft(), t.state.chain()).text,
            "`````text\na\n````\nb\n## Assinaturas\n`````")
    );
}

TEST_CASE("merging touches only our lines about deliveries")
{
    recorded t;
    std::string edited = t.record().text;
    t.sent();
    const auto r = t.record();
    const std::string link = "✅ publicado em 2026-11-23 15:01 -03 — https://acme.slack.com/p99";
    const std::string waiting = "- **support-billing:** ⏳ a caminho";

    SUBCASE("the waiting line is replaced, a note elsewhere stays")
    {
        edited.insert(edited.find("## Evid"), "Nota da Ana.\n\n");
        const auto merged = bot::merge_deliveries(edited, r);
        REQUIRE(merged);
        std::string expected = edited;
        expected.replace(expected.find(waiting), waiting.size(), "- **support-billing:** " + link);
        CHECK(*merged == expected);
        CHECK(bot::merge_deliveries(*merged, r) == merged);  // again changes nothing
    }
    SUBCASE("a line that a person rewrote stays, ours goes below it")
    {
        const std::string theirs = "- **support-billing:** enviado, confirmado por telefone";
        edited.replace(edited.find(waiting), waiting.size(), theirs);
        const auto merged = bot::merge_deliveries(edited, r);
        REQUIRE(merged);
        CHECK(merged->find(theirs + "\n- **support-billing:** " + link + "\n") != std::string::npos);
    }
    SUBCASE("a section that a person removed comes back at the end")
    {
        edited.erase(edited.find("## Entregas"), edited.find("## Resultado") - edited.find("## Entregas"));
        const auto merged = bot::merge_deliveries(edited, r);
        REQUIRE(merged);
        CHECK(merged->starts_with(edited));
        CHECK(merged->ends_with("\n## Entregas\n\n- **support-billing:** " + link + "\n"));
    }
    SUBCASE("a line that a person removed comes back in its section")
    {
        edited.erase(edited.find(waiting), waiting.size() + 1);
        const auto merged = bot::merge_deliveries(edited, r);
        REQUIRE(merged);
        CHECK(merged->find("- **support-billing:** " + link) < merged->find("## Resultado"));
    }
    SUBCASE("Windows line ends stay")
    {
        std::string crlf;
        for (const char c : edited) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
        const auto merged = bot::merge_deliveries(crlf, r);
        REQUIRE(merged);
        CHECK(merged->find(link + "\r\n") != std::string::npos);
    }
    SUBCASE("somebody else's file is not touched")
    {
        CHECK_FALSE(bot::merge_deliveries("# Other\n", r));
    }
}

TEST_CASE("what broke the rules is in the record, and its line is brought up to date once somebody signed")
{
    recorded t;
    t.edit([&](bot::draft& d) {
        d.window = "noite";
        d.emergency = bot::emergency_post{
            .by = t.renata,
            .by_name = "@renata.quality",
            .as_role = "Approval Lead",
            .reason = "ninguém atende",
            .at = t.now,
        };
        auto& r = d.revisions.back();
        r.findings = {{bot::finding_level::warning, "acronym", "support-billing", "explique MTTR"}};
    });
    const std::string before = t.record().text;
    CHECK(
        has(before,
            "- **Emergência:** publicado por Renata Martins (Approval Lead) sem esperar pelas demais "
            "aprovações — "
            "ninguém atende")
    );
    CHECK(has(before, "- **Janela da política:** noite"));
    CHECK(has(before, "- Aviso da política (`acronym`): support-billing: explique MTTR"));
    CHECK(has(before, "- **Referendo:** ⚠️ ainda falta o de uma segunda pessoa"));
    t.edit([&](bot::draft& d) {
        d.emergency->signed_at = t.now;
        d.emergency->signed_by = t.igor;
        d.emergency->signed_by_name = "@igor.audit";
        d.emergency->signed_note = "correto";
    });
    const auto merged = bot::merge_deliveries("Nota.\n" + before, t.record());
    REQUIRE(merged);
    CHECK(merged->starts_with("Nota.\n"));
    CHECK(merged->find("- **Referendo:** ✅ Igor") != std::string::npos);
    CHECK(merged->find("ainda falta") == std::string::npos);
}

TEST_CASE("a record gives back the chain's head that it holds, and nothing that only looks like one")
{
    recorded t;
    for (const char* locale : {"pt-BR", "en"}) {
        t.config.locale = locale;
        const auto head = bot::head_in_record(t.record().text);
        REQUIRE(head);
        CHECK(head->number == t.state.chain().number);
        CHECK(head->hash == t.state.chain().hash);
    }
    const std::string hash(64, 'a');
    CHECK_FALSE(bot::head_in_record("- Audit chain up to event 0: `" + hash + "`"));
    CHECK_FALSE(bot::head_in_record("- Audit chain up to event 7: `abc`"));
    CHECK_FALSE(bot::head_in_record("x - Audit chain up to event 7: `" + hash + "`"));
    CHECK_FALSE(bot::head_in_record("- Audit chain up to event 99999999999999999999: `" + hash + "`"));
}
