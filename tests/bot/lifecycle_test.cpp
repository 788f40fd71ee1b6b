#include "bot/lifecycle.hpp"

#include "tests/support/world_builder.hpp"

#include <doctest/doctest.h>

using tests::world_builder;

namespace {

const bot::incident& only(const world_builder& w, const std::string& id)
{
    const bot::incident* found = w.world.find_incident(id);
    REQUIRE(found != nullptr);
    return *found;
}

bot::opening opening_of(const world_builder& w, std::string summary)
{
    bot::opening what;
    what.summary = std::move(summary);
    what.by = w.ana;
    what.at = w.channel;
    return what;
}

}  // namespace

TEST_CASE("an opened incident is numbered, bound to its channel and led by the role's holder")
{
    world_builder w;
    auto what = opening_of(w, "Checkout fora");
    what.by = w.joao;
    const auto& changes = w.act([&](auto& c, const auto& ctx) { REQUIRE(bot::open_incident(c, ctx, what)); });
    const bot::incident& made = only(w, "SUP-INC-1");
    CHECK(made.level == bot::severity::S3);
    CHECK(made.state == bot::incident_state::open);
    CHECK(made.values.at("impact_summary") == "Checkout fora");
    CHECK(made.channel == w.channel.channel);
    CHECK(made.roles.at("Support Commander") == "@ana.suporte");
    CHECK(made.role_accounts.at("Support Commander") == w.ana.who);
    CHECK(made.opened_at == w.now);
    REQUIRE(changes.audit_events().size() == 1);
    CHECK(changes.audit_events()[0].body.find("incident.opened") != std::string::npos);
}

TEST_CASE("without a holder the opener leads, and a given commander wins over the role")
{
    world_builder w;
    w.markdown = "```message stage=initial_update channel=any\n{impact_summary}\n```\n";
    auto what = opening_of(w, "x");
    what.by = w.stranger;
    w.act([&](auto& c, const auto& ctx) { bot::open_incident(c, ctx, what); });
    CHECK(only(w, "SUP-INC-1").roles.at("Support Commander") == "Visitante");
    what.commander = w.igor.who;
    w.act([&](auto& c, const auto& ctx) { bot::open_incident(c, ctx, what); });
    CHECK(only(w, "SUP-INC-2").roles.at("Support Commander") == "@igor.audit");
}

TEST_CASE("a given id is refused when used, and numbering goes on after it")
{
    world_builder w;
    auto what = opening_of(w, "x");
    what.id = "845";
    w.act([&](auto& c, const auto& ctx) { REQUIRE(bot::open_incident(c, ctx, what)); });
    what.id = "sup-inc-845";
    const auto& refused = w.act([&](auto& c, const auto& ctx) { CHECK(!bot::open_incident(c, ctx, what)); });
    CHECK(!refused.changes_anything());
    CHECK(world_builder::answer(refused).find("SUP-INC-845") != std::string::npos);
    what.id.clear();
    w.act([&](auto& c, const auto& ctx) { REQUIRE(bot::open_incident(c, ctx, what)); });
    CHECK(w.world.find_incident("SUP-INC-846") != nullptr);
}

TEST_CASE("ids are the same in any case and with or without the prefix")
{
    CHECK(bot::normalise_incident_id("845", "SUP-INC-") == "SUP-INC-845");
    CHECK(bot::normalise_incident_id("sup-inc-845", "SUP-INC-") == "SUP-INC-845");
    CHECK(bot::normalise_incident_id("chg-7.b", "SUP-INC-") == "CHG-7.B");
    CHECK(bot::normalise_incident_id("sup-inc-9", "Sup-Inc-") == "Sup-Inc-9");
    for (const char* bad : {"", "initial", "progress_update", "../1", "a/1", "-1", "é1"})
        CHECK_MESSAGE(!bot::normalise_incident_id(bad, "SUP-INC-"), bad);
    CHECK(!bot::normalise_incident_id(std::string(65, '1'), "SUP-INC-"));
}

TEST_CASE("from a personal chat an incident is bound to the first default destination's channel")
{
    world_builder w;
    auto what = opening_of(w, "x");
    what.at = w.chat;
    w.act([&](auto& c, const auto& ctx) { REQUIRE(bot::open_incident(c, ctx, what)); });
    CHECK(only(w, "SUP-INC-1").channel == w.channel.channel);

    w.config.default_destinations.clear();
    const auto& refused = w.act([&](auto& c, const auto& ctx) { CHECK(!bot::open_incident(c, ctx, what)); });
    CHECK(!refused.changes_anything());
    CHECK(!world_builder::answer(refused).empty());
}

TEST_CASE("variables above a limit or of the daemon's own are refused whole")
{
    world_builder w;
    const std::string id = w.open({});
    const auto refused = [&](const bot::variables& values, const char* why) {
        const auto& changes =
            w.act([&](auto& c, const auto& ctx) { CHECK(!bot::set_variables(c, ctx, id, values, w.ana)); });
        CHECK(!changes.changes_anything());
        CHECK_MESSAGE(
            world_builder::answer(changes).find(why) != std::string::npos, world_builder::answer(changes)
        );
    };
    std::string long_value;
    for (int i = 0; i < 2001; ++i) long_value += "é";
    refused({{"a", "b"}, {"text", long_value}}, "2001");
    bot::variables many;
    for (int i = 0; i < 100; ++i) many["v" + std::to_string(i)] = "x";
    refused(many, "101");  // impact_summary is there already
    refused({{"incident_id", "x"}}, "incident_id");
    refused({{"timestamp", "x"}}, "timestamp");
    refused({{"severity", "S1"}}, "severity");
    refused({{"commander", "@x"}}, "assign");

    many.erase("v0");
    w.act([&](auto& c, const auto& ctx) { CHECK(bot::set_variables(c, ctx, id, many, w.ana)); });
    CHECK(only(w, id).values.size() == 100);
    long_value.resize(long_value.size() - 2);
    w.act([&](auto& c, const auto& ctx) {
        CHECK(bot::set_variables(c, ctx, id, {{"v1", long_value}}, w.ana));
    });
    CHECK(only(w, id).values.at("v1") == long_value);
}

TEST_CASE("an empty value takes a variable away and setting the same again changes nothing")
{
    world_builder w;
    const std::string id = w.open({{"next_update", "15 min"}});
    const auto& same = w.act([&](auto& c, const auto& ctx) {
        bot::set_variables(c, ctx, id, {{"next_update", "15 min"}}, w.ana);
    });
    CHECK(!same.changes_anything());
    w.act([&](auto& c, const auto& ctx) { bot::set_variables(c, ctx, id, {{"next_update", " "}}, w.ana); });
    CHECK(!only(w, id).values.contains("next_update"));
}

TEST_CASE("severity and roles change with a line in the channel that names the incident")
{
    world_builder w;
    const std::string id = w.open();
    const auto& severity = w.act([&](auto& c, const auto& ctx) {
        CHECK(bot::change_severity(c, ctx, id, bot::severity::S1, "piorou", w.renata));
    });
    CHECK(only(w, id).level == bot::severity::S1);
    auto lines = world_builder::deliveries(severity, bot::delivery_kind::line);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0]->channel == w.channel.channel);
    CHECK(lines[0]->words->text == "SUP-INC-1: severidade S2 → S1, por @renata.quality: piorou");
    CHECK(severity.audit_events().size() == 1);

    const auto& role = w.act([&](auto& c, const auto& ctx) {
        CHECK(bot::assign_role(c, ctx, id, "support commander", w.igor.who, "@igor.audit", w.ana));
    });
    CHECK(only(w, id).roles.at("Support Commander") == "@igor.audit");
    CHECK(only(w, id).role_accounts.at("Support Commander") == w.igor.who);
    lines = world_builder::deliveries(role, bot::delivery_kind::line);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0]->words->text.find("SUP-INC-1") == 0);

    const auto& again = w.act([&](auto& c, const auto& ctx) {
        bot::change_severity(c, ctx, id, bot::severity::S1, "", w.renata);
    });
    CHECK(!again.changes_anything());
}

TEST_CASE("states follow the legal ways only")
{
    using bot::incident_state;
    // From each state: may `state monitoring`, `reopen`, `close`, `cancel` be done?
    struct row {
        incident_state from;
        bool state, reopen, close, cancel;
    };
    const row rows[] = {
        {incident_state::open, true, false, true, true},
        {incident_state::mitigating, true, false, true, true},
        {incident_state::resolved, false, true, true, true},
        {incident_state::closed, false, true, true, false},  // closing again says so and changes nothing
        {incident_state::cancelled, false, true, false, true},
    };
    for (const row& r : rows) {
        CAPTURE(bot::name_of(r.from));
        world_builder w;
        const std::string id = w.open();
        const auto in_state = [&] {
            bot::incident copy = *w.world.find_incident(id);
            copy.state = r.from;
            copy.resolved_at = w.now;
            w.world.put(copy);
        };
        const auto done = [&](auto rule) {
            in_state();
            bool yes = false;
            const auto& changes = w.act([&](auto& c, const auto& ctx) { yes = rule(c, ctx); });
            CHECK(!world_builder::answer(changes).empty());
            if (!yes) CHECK(!changes.changes_anything());
            return yes;
        };
        CHECK(done([&](auto& c, const auto& ctx) {
                  return bot::change_state(c, ctx, id, incident_state::monitoring, w.ana);
              }) == r.state);
        CHECK(done([&](auto& c, const auto& ctx) {
                  return bot::reopen_incident(c, ctx, id, w.ana);
              }) == r.reopen);
        if (r.reopen) {
            CHECK(only(w, id).state == incident_state::open);
            CHECK(!only(w, id).resolved_at);
        }
        CHECK(done([&](auto& c, const auto& ctx) {
                  return bot::end_incident(c, ctx, id, incident_state::closed, w.ana);
              }) == r.close);
        CHECK(done([&](auto& c, const auto& ctx) {
                  return bot::end_incident(c, ctx, id, incident_state::cancelled, w.ana);
              }) == r.cancel);
        in_state();
        w.act([&](auto& c, const auto& ctx) {
            CHECK(!bot::change_state(c, ctx, id, incident_state::resolved, w.ana));
        });
        CHECK(only(w, id).state == r.from);
    }
}

TEST_CASE("closing withdraws pending drafts and takes their buttons away")
{
    world_builder w;
    const std::string id = w.open();
    const std::string draft = w.draft(id, "initial_update");
    w.send_everything();
    const auto& changes = w.act([&](auto& c, const auto& ctx) {
        CHECK(bot::end_incident(c, ctx, id, bot::incident_state::closed, w.ana));
    });
    CHECK(w.world.find_draft(draft)->state == bot::draft_state::withdrawn);
    const auto updates = world_builder::deliveries(changes, bot::delivery_kind::update);
    REQUIRE(updates.size() == 1);
    CHECK(updates[0]->preview->buttons.empty());
    CHECK(world_builder::deliveries(changes, bot::delivery_kind::reply).size() == 1);
    CHECK(world_builder::deliveries(changes, bot::delivery_kind::line).size() == 1);
}

TEST_CASE("a note is kept in the timeline only, in closed incidents too")
{
    world_builder w;
    const std::string id = w.open();
    w.act([&](auto& c, const auto& ctx) { bot::end_incident(c, ctx, id, bot::incident_state::closed, w.ana); }
    );
    const auto& changes =
        w.act([&](auto& c, const auto& ctx) { CHECK(bot::add_note(c, ctx, id, "ligou", w.ana)); });
    CHECK(only(w, id).timeline.back().text == "ligou");
    CHECK(changes.deliveries().empty());
    const auto& empty =
        w.act([&](auto& c, const auto& ctx) { CHECK(!bot::add_note(c, ctx, id, "  ", w.ana)); });
    CHECK(!empty.changes_anything());
}

TEST_CASE("private answers are in the person's language, channel lines in the channel's")
{
    world_builder w;
    const std::string id = w.open();
    w.ana.locale = "en-US";
    const auto& changes = w.act([&](auto& c, const auto& ctx) {
        bot::change_state(c, ctx, id, bot::incident_state::mitigating, w.ana);
    });
    CHECK(world_builder::answer(changes) == "SUP-INC-1 is now mitigating (by @ana.suporte).");
    const auto lines = world_builder::deliveries(changes, bot::delivery_kind::line);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0]->words->text == "SUP-INC-1 agora está em mitigação (por @ana.suporte).");
}
