#include "bot/directory.hpp"

#include "bot/unmatched_names.hpp"
#include "tests/support/world_builder.hpp"

#include <doctest/doctest.h>

using tests::world_builder;

TEST_CASE("a person is found by any account and by the handle in any case")
{
    world_builder w;
    const auto& people = w.ctx().people;
    REQUIRE(people.find(w.ana.who) != nullptr);
    CHECK(people.find({"teams", "aad-U0ANA"}) == people.find(w.ana.who));
    CHECK(people.find({"teams", "U0ANA"}) == nullptr);
    CHECK(people.find({"slack", ""}) == nullptr);
    CHECK(people.find_handle("ANA.Suporte") == people.find(w.ana.who));
    CHECK(people.find_handle("@ana.suporte") == people.find(w.ana.who));
    CHECK(people.find_handle("") == nullptr);
}

TEST_CASE("accounts are one person only through the configuration or when they are the same")
{
    world_builder w;
    const auto& people = w.ctx().people;
    CHECK(people.same_person(w.ana.who, {"teams", "aad-U0ANA"}));
    CHECK(people.same_person(w.stranger.who, w.stranger.who));
    CHECK(!people.same_person(w.ana.who, w.igor.who));
    CHECK(!people.same_person(w.stranger.who, {"slack", "U0OTHER"}));
    CHECK(!people.same_person({}, {}));
}

TEST_CASE("roles come from the runbook's table and the configuration, holder first")
{
    world_builder w;
    const auto& people = w.ctx().people;
    CHECK(people.has_role(w.renata.who, "approval lead"));
    CHECK(people.has_role(w.igor.who, "Approval Lead"));
    CHECK(people.has_role({"teams", "aad-U0IGOR"}, "Approval Lead"));
    CHECK(people.has_role(w.joao.who, "Incident Scribe"));
    CHECK(!people.has_role(w.ana.who, "Approval Lead"));
    CHECK(!people.has_role(w.stranger.who, "Approval Lead"));
    const auto leads = people.holders("Approval Lead");
    REQUIRE(leads.size() == 2);
    CHECK(leads[0]->handle == "@renata.quality");
    CHECK(leads[1]->handle == "@igor.audit");
    CHECK(people.role_named("APPROVAL LEAD") == "Approval Lead");
    CHECK(!people.role_named("Nobody"));
    CHECK(people.holder_handle("Support Commander") == "@ana.suporte");
}

TEST_CASE("a handle of the table that is nobody's is named and grants nothing")
{
    world_builder w;
    const auto& people = w.ctx().people;
    const auto unknown = bot::unmatched_handles(w.config.people, w.ctx().runbooks);
    REQUIRE(unknown.size() == 1);
    CHECK(unknown[0].line == 5);
    CHECK(unknown[0].message.find("role \"Support Commander\" names @marcos.noc") == 0);
    CHECK(people.holders("Support Commander").size() == 1);
}

TEST_CASE("people are named by handle, else as their platform shows them, else by id")
{
    world_builder w;
    const auto& people = w.ctx().people;
    CHECK(people.label(w.ana.who, "Outra") == "@ana.suporte");
    CHECK(people.label(w.stranger.who, "Visitante") == "Visitante");
    CHECK(people.label(w.stranger.who) == "U0STRANGER");
}
