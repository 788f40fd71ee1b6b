#include "bot/message_policy.hpp"

#include "bot/content_hash.hpp"
#include "bot/policy_lint.hpp"
#include "bot/voting.hpp"
#include "runbooks/utf8.hpp"
#include "tests/support/world_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

using tests::world_builder;
using namespace std::chrono_literals;

namespace {

struct policy_world : world_builder {
    policy_world()
    {
        config.locale = "en";
        config.policy.acronyms = bot::policy_level::off;
        config.destinations[0].is_public = true;
    }

    const bot::draft& made(const std::string& stage, bot::variables values)
    {
        const std::string id = draft(open(), stage, std::move(values));
        return *world.find_draft(id);
    }
    std::vector<std::string> rules(const bot::draft& of)
    {
        std::vector<std::string> names;
        for (const auto& f : of.current().findings) names.push_back(f.rule);
        return names;
    }
    std::string approve(const bot::draft& of, const bot::actor& by)
    {
        bot::ballot b;
        b.draft_id = of.id;
        b.revision = of.current().number;
        b.by = by;
        b.by.locale = "en";
        b.at = channel;
        auto& changes =
            act([&](bot::change_set& c, const bot::context& with) { bot::cast_vote(c, with, b); });
        return changes.private_answer() ? changes.private_answer()->text : std::string();
    }
};

using list = std::vector<std::string>;

// Put together here, so that no file of ours holds one.
std::string token()
{
    return std::string("gh") + "p_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
}

}  // namespace

TEST_CASE("a credential blocks approval at any destination, and the draft does not keep it")
{
    for (const bool is_public : {true, false}) {
        policy_world w;
        w.config.destinations[0].is_public = is_public;
        const auto& d = w.made("progress_update", {{"impact_summary", "use " + token()}});
        CHECK(w.rules(d) == list{"leak.github_token"});
        CHECK(d.current().texts[0].text.find(token()) == std::string::npos);
        CHECK(d.current().values.at("impact_summary").find(token()) == std::string::npos);
        CHECK(d.current().content_sha256 == bot::content_hash(d.current().texts));
        CHECK(d.current().findings[0].text.find("line 1") != std::string::npos);
        CHECK(w.approve(d, w.renata).find("credential") != std::string::npos);
        CHECK(w.world.find_draft(d.id)->is_pending());
        for (const auto& [id, row] : w.world.deliveries()) {
            if (!row.preview) continue;
            for (const auto& t : row.preview->texts) CHECK(t.text.find(token()) == std::string::npos);
        }
    }
}

TEST_CASE("escaping hides no credential: a Teams destination finds it too")
{
    policy_world w;
    w.config.destinations[0].dialect = "teams";
    w.config.destinations[0].channel.platform = "teams";
    const auto& d = w.made("progress_update", {{"impact_summary", "use " + token()}});
    CHECK(w.rules(d) == list{"leak.github_token"});
    CHECK(d.current().texts[0].text.find("A1b2C3d4") == std::string::npos);
}

TEST_CASE("internal names and token-like strings stop only what goes to a public destination")
{
    policy_world w;
    const std::string text = "db-01.prod.internal, 10.0.0.7, ana@acme.example, senha: Troque@2026";
    SUBCASE("public")
    {
        const auto& d = w.made("progress_update", {{"impact_summary", text}});
        CHECK(w.rules(d) == list{"token_like", "internal_name", "internal_name", "internal_name"});
        CHECK(bot::blocking_findings(d.current()).size() == 4);
        // What looks like a password is not repeated to everybody.
        CHECK(d.current().findings[0].text.find("Troque@2026") == std::string::npos);
    }
    SUBCASE("internal")
    {
        w.config.destinations[0].is_public = false;
        CHECK(w.made("progress_update", {{"impact_summary", text}}).current().findings.empty());
    }
    SUBCASE("as a warning, if the configuration wants it so")
    {
        w.config.policy.internal_names = bot::policy_level::warning;
        w.config.policy.entropy = bot::policy_level::off;
        const auto& d = w.made("progress_update", {{"impact_summary", text}});
        CHECK(bot::blocking_findings(d.current()).empty());
        CHECK(d.current().findings.size() == 3);
    }
}

TEST_CASE("a warning is shown to those who approve, who may approve all the same, and it is in the chain")
{
    policy_world w;
    w.config.policy.acronyms = bot::policy_level::warning;
    const auto& d = w.made("progress_update", {{"impact_summary", "O NOC avisou"}});
    CHECK(w.rules(d) == list{"acronym"});
    bool shown = false;
    for (const auto& [id, row] : w.world.deliveries()) {
        if (!row.preview) continue;
        shown = shown ||
                std::any_of(row.preview->warnings.begin(), row.preview->warnings.end(), [](const auto& line) {
                    return line.find("NOC") != std::string::npos;
                });
    }
    CHECK(shown);
    w.approve(d, w.renata);
    CHECK(w.world.find_draft(d.id)->state == bot::draft_state::posting);
}

TEST_CASE("own rules find what their pattern says, at the stages and destinations that they are about")
{
    policy_world w;
    bot::policy_rule rule;
    rule.name = "no-blame";
    rule.pattern = "(?i)\\bculpa d[aeo]\\b";
    rule.level = bot::policy_level::error;
    rule.message = "name no culprit";
    w.config.policy.rules = {rule};
    const bot::variables values = {{"impact_summary", "Foi CULPA do fornecedor"}};
    SUBCASE("everywhere")
    {
        const auto& d = w.made("progress_update", values);
        REQUIRE(w.rules(d) == list{"no-blame"});
        CHECK(d.current().findings[0].text == "support-billing, line 1: “CULPA do”: name no culprit");
        CHECK(w.approve(d, w.renata).find("name no culprit") != std::string::npos);
    }
    SUBCASE("public only, and this one is")
    {
        w.config.policy.rules[0].about.destinations = {"public"};
        CHECK(w.rules(w.made("progress_update", values)).size() == 1);
    }
    SUBCASE("public only, and this one is not")
    {
        w.config.policy.rules[0].about.destinations = {"public"};
        w.config.destinations[0].is_public = false;
        CHECK(w.rules(w.made("progress_update", values)).empty());
    }
    SUBCASE("another stage")
    {
        w.config.policy.rules[0].about.stages = {"resolution"};
        CHECK(w.rules(w.made("progress_update", values)).empty());
    }
    SUBCASE("off")
    {
        w.config.policy.rules[0].level = bot::policy_level::off;
        CHECK(w.rules(w.made("progress_update", values)).empty());
    }
}

TEST_CASE("the next update must be there, readable, and ahead")
{
    policy_world w;
    w.config.policy.next_update = bot::policy_level::error;
    const auto finding_for = [&](std::string value) {
        const auto& d = w.made("initial_update", {{"next_update", std::move(value)}});
        REQUIRE(d.current().findings.size() == 1);
        return d.current().findings[0].text;
    };
    SUBCASE("ahead")
    {
        CHECK(w.made("initial_update", {{"next_update", "30 min"}}).current().findings.empty());
    }
    SUBCASE("past")
    {
        CHECK(finding_for("13:00").find("in the past") != std::string::npos);
    }
    SUBCASE("unclear")
    {
        CHECK(finding_for("em breve").find("em breve") != std::string::npos);
    }
    SUBCASE("a stage that must name one and has no place for it")
    {
        w.config.policy.next_update_stages = {"progress_update"};
        CHECK(w.rules(w.made("progress_update", {})) == list{"next_update"});
    }
    SUBCASE("any other stage need not")
    {
        CHECK(w.made("progress_update", {}).current().findings.empty());
    }
}

TEST_CASE("a text longer than agreed is a warning with both numbers")
{
    policy_world w;
    w.config.policy.length = {{"slack", 50}};
    const auto& d = w.made("progress_update", {{"impact_summary", std::string(60, 'x')}});
    REQUIRE(w.rules(d) == list{"length"});
    CHECK(d.current().findings[0].level == bot::finding_level::warning);
    CHECK(d.current().findings[0].text.find("50") != std::string::npos);
}

TEST_CASE("a template that calls a whole channel at a public destination is worth a warning")
{
    policy_world w;
    w.markdown = "```message stage=progress_update channel=any\n<!channel> {impact_summary}\n```\n";
    w.config.policy.next_update = bot::policy_level::off;
    const auto& d = w.made("progress_update", {{"impact_summary", "<!here> x"}});
    CHECK(w.rules(d) == list{"mention"});
}

TEST_CASE("so many findings are cut that a preview stays readable, and a blocking one is never cut away")
{
    policy_world w;
    std::string text;
    for (int i = 1; i < 60; ++i) text += "10.0.0." + std::to_string(i) + "\n";
    const auto& d = w.made("progress_update", {{"impact_summary", text}});
    CHECK(d.current().findings.size() == 21);
    CHECK(d.current().findings[20].text.find("39") != std::string::npos);
    CHECK_FALSE(bot::blocking_findings(d.current()).empty());
}

TEST_CASE("an edit that mends the text lets it be approved")
{
    policy_world w;
    const std::string id = w.made("progress_update", {{"impact_summary", "senha: Troque@2026"}}).id;
    w.act([&](bot::change_set& c, const bot::context& with) {
        bot::revise_draft(
            c, with, id, {{"impact_summary", "login de volta"}}, w.joao.who == w.ana.who ? w.joao : w.ana
        );
    });
    const auto& d = *w.world.find_draft(id);
    CHECK(d.current().findings.empty());
    w.approve(d, w.renata);
    CHECK(w.world.find_draft(id)->state == bot::draft_state::posting);
}

TEST_CASE("a rule's examples are tried, each one that fails is named")
{
    bot::policy_rule rule;
    rule.name = "x";
    rule.pattern = "(?i)\\bculpa\\b";
    rule.match = {"foi CULPA dele", "nada disso"};
    rule.no_match = {"desculpa", "a culpa é nossa"};
    const auto faults = bot::example_faults(rule);
    REQUIRE(faults.size() == 2);
    CHECK(faults[0].find("nada disso") != std::string::npos);
    CHECK(faults[1].find("finds \"culpa\"") != std::string::npos);
}

TEST_CASE("patterns that cannot be used are told why")
{
    CHECK_FALSE(bot::pattern_fault("ab+c"));
    CHECK(bot::pattern_fault("(ab"));
    CHECK(bot::pattern_fault("a*"));
    CHECK(bot::pattern_fault("(?=x)y"));  // no look-around: it would not be linear
    CHECK(bot::pattern_fault(std::string(1001, 'a')));
    CHECK(bot::pattern_fault("((a{1,100}){1,100}){1,100}"));
}

TEST_CASE("a word that looks like a password is hinted at by its first letters, whole ones")
{
    policy_world w;
    w.config.policy.next_update = bot::policy_level::off;
    const auto& d = w.made("progress_update", {{"impact_summary", "senha: maçã-2024"}});
    const auto& all = d.current().findings;
    CHECK(std::any_of(all.begin(), all.end(), [](const bot::finding& f) {
        return f.text.find("maç…") != std::string::npos;
    }));
}

TEST_CASE("whatever people write, the policy's findings and what is left of the text are valid UTF-8")
{
    policy_world w;
    w.config.policy.rules.push_back(
        {.name = "x", .pattern = "[a-zç]{3,}", .level = bot::policy_level::warning}
    );
    const std::string id = w.draft(w.open(), "progress_update", {{"impact_summary", "x"}});
    const std::vector<std::string> pieces{
        "senha: ",
        "token=",
        "maçã",
        "-2024",
        "Ω9z",
        "🔥",
        "\u00A0",
        "é",
        " ",
        "A1b2",
        "@",
        ".",
        "=",
        "\n",
        "çÇ7",
        "10.0.0.7"
    };
    std::mt19937 random(845);
    for (int n = 0; n < 300; ++n) {
        std::string text;
        for (std::size_t i = random() % 14; i > 0; --i) text += pieces[random() % pieces.size()];
        CAPTURE(text);
        w.act([&](bot::change_set& c, const bot::context& with) {
            bot::revise_draft(c, with, id, {{"impact_summary", text}}, w.ana);
            for (const auto& [row, d] : c.drafts()) {
                for (const auto& f : d.current().findings)
                    CHECK(runbooks::invalid_utf8_at(f.text) == std::string::npos);
                for (const auto& t : d.current().texts)
                    CHECK(runbooks::invalid_utf8_at(t.text) == std::string::npos);
                for (const auto& [name, value] : d.current().values)
                    CHECK(runbooks::invalid_utf8_at(value) == std::string::npos);
            }
            c = bot::change_set(w.world, w.now);
        });
    }
}
