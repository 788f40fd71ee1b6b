#include "bot/release_record.hpp"

#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

using bot::release_approval_of;
using bot::with_approval;
using tests::pending_draft;

namespace {

struct released : pending_draft {
    released()
    {
        config.locale = "pt-BR";
        edit([](bot::draft& d) { d.release = "v1.5.1 (hotfix)"; });
        approve(renata);
    }
    bot::release_approval approval() const { return release_approval_of(state, ctx(), draft()); }
};

std::size_t count(const std::string& in, const std::string& what)
{
    std::size_t n = 0;
    for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++n;
    return n;
}

const std::string row =
    "| Renata Martins | Approval Lead | comunicação progress\\_update do incidente SUP-INC-845 (S3): "
    "checkout is down | 2026-11-23 18:01 | ✅ Aprovado (D1.1) |\n";

}  // namespace

TEST_CASE("a release's formal approval is a table with one row an approval, times in UTC, and a note")
{
    released t;
    const auto a = t.approval();
    CHECK(a.path == "docs/compliance/approvals/2026-11-23-v1.5.1-hotfix.md");
    const std::string text = with_approval(nullptr, a);
    CHECK(
        text ==
        "# Aprovação formal — v1.5.1 (hotfix)\n\n- **Data:** 2026-11-23\n\n"
        "| Responsável | Função | Escopo | Data/Horário (UTC) | Confirmação |\n"
        "| --- | --- | --- | --- | --- |\n" +
            row + "\n## Observações\n\n- `D1.1`: SHA-256 do conteúdo `" + t.draft().current().content_sha256 +
            "`, registro `docs/support/approvals/2026-11-23-sup-inc-845-progress_update.md`\n"
    );
    CHECK(with_approval(&text, a) == text);  // again changes nothing
}

TEST_CASE("a file that people wrote keeps every line of theirs")
{
    released t;
    const auto a = t.approval();
    SUBCASE("the same table, padded their way")
    {
        const std::string theirs =
            "# Release v1.5.1\n\n| Responsável | Função | Escopo  | Data/Horário (UTC) | Confirmação |\n"
            "|---|---|---|---|---|\n| Joana | RM | tudo | 2026-11-23 10:00 | ok |\n\nFim.\n";
        const std::string text = with_approval(&theirs, a);
        CHECK(text.find("| ok |\n" + row + "\nFim.\n\n## Observações\n\n- `D1.1`") != std::string::npos);
    }
    SUBCASE("another file of that name")
    {
        const std::string theirs = "nada a ver\n";
        const std::string text = with_approval(&theirs, a);
        CHECK(text.starts_with("nada a ver\n\n| Responsável |"));
        CHECK(count(text, row) == 1);
    }
    SUBCASE("a second approval of the day goes into the same table and notes")
    {
        std::string text = with_approval(nullptr, a);
        auto later = a;
        later.rows = {"| x |"};
        later.note = "- `D2.1`: y";
        later.mark = "- `D2.1`";
        text = with_approval(&text, later);
        CHECK(text.find(row + "| x |\n\n## Observações") != std::string::npos);
        CHECK(text.ends_with("- `D2.1`: y\n"));
        CHECK(count(text, "## Observações") == 1);
    }
}

TEST_CASE("the release is the draft's own, else the incident's; white space around it is none of it")
{
    CHECK(bot::release_in({{"release", "a"}}, {{"release", " b "}}) == "b");
    CHECK(bot::release_in({{"release", "a"}}, {}) == "a");
    CHECK(bot::release_in({{"x", "a"}}, {}).empty());
}

TEST_CASE("no release's name leaves the folder of approvals")
{
    released t;
    for (const char* name : {"../../etc/passwd", "/", "..", "a/b", ".hidden", "é", "   "}) {
        CAPTURE(std::string(name));
        t.edit([&](bot::draft& d) { d.release = name; });
        const auto path = t.approval().path;
        const std::string file = path.substr(path.rfind('/') + 1);
        CHECK(path == "docs/compliance/approvals/" + file);
        CHECK(file.find("..") == std::string::npos);
    }
}
