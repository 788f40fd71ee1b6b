#include "bot/world.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace bot;

namespace {

constexpr time_point some_time{std::chrono::milliseconds{1'000'000}};

draft a_draft(std::string incident_id)
{
    draft row;
    row.incident_id = std::move(incident_id);
    row.revisions.emplace_back();
    return row;
}

}  // namespace

TEST_CASE("nothing changes in the world before the changes are applied")
{
    world before;
    incident one;
    one.id = "X-1";
    before.put(one);

    change_set changes(before, some_time);
    changes.edit_incident("X-1").summary = "new";
    CHECK(before.find_incident("X-1")->summary.empty());
    CHECK(changes.find_incident("X-1")->summary == "new");
    CHECK(&changes.edit_incident("X-1") == &changes.edit_incident("X-1"));

    changes.apply_to(before);
    CHECK(before.find_incident("X-1")->summary == "new");
}

TEST_CASE("drafts and deliveries are numbered on from the world's counters")
{
    world state;
    state.set({.incident = 3, .draft = 11, .delivery = 40}, {});
    change_set changes(state, some_time);
    CHECK(changes.add_draft(a_draft("X-1")).id == "D12");
    delivery row;
    row.state = delivery_state::sent;
    const delivery& queued = changes.enqueue(row);
    CHECK(queued.id == "d41");
    CHECK(queued.number == 41);
    CHECK(queued.state == delivery_state::queued);
    CHECK(queued.created_at == some_time);
    CHECK(changes.next_incident_number() == 4);
    changes.note_incident_number(845);
    changes.note_incident_number(7);
    CHECK(changes.next_incident_number() == 846);
    changes.apply_to(state);
    CHECK(state.numbers().draft == 12);
    CHECK(state.numbers().delivery == 41);
}

TEST_CASE("an incident's drafts come oldest first, changes included, whatever order they were loaded in")
{
    world state;
    for (const char* id : {"D10", "D9", "D2"}) {
        draft row = a_draft("X-1");
        row.id = id;
        state.put(row);
    }
    state.set({.incident = 0, .draft = 10, .delivery = 0}, {});
    change_set changes(state, some_time);
    changes.edit_draft("D9").state = draft_state::expired;
    changes.add_draft(a_draft("X-1"));
    changes.add_draft(a_draft("X-2"));
    const auto found = changes.drafts_of("X-1");
    REQUIRE(found.size() == 4);
    CHECK(found[0]->id == "D2");
    CHECK(found[1]->id == "D9");
    CHECK(found[1]->state == draft_state::expired);
    CHECK(found[2]->id == "D10");
    CHECK(found[3]->id == "D11");
}

TEST_CASE("a reaction's message leads to the delivery that made it, not to one that edited it")
{
    world state;
    const channel_ref channel{"slack", "acme", "C1"};
    delivery preview;
    preview.id = "d1";
    preview.kind = delivery_kind::preview;
    preview.channel = channel;
    preview.platform_id = "17.1";
    delivery update = preview;
    update.id = "d2";
    update.kind = delivery_kind::update;
    state.put(preview);
    state.put(update);
    REQUIRE(state.find_message(channel, "17.1") != nullptr);
    CHECK(state.find_message(channel, "17.1")->id == "d1");
    CHECK(state.find_message({"slack", "acme", "C2"}, "17.1") == nullptr);
}

TEST_CASE("editing a row that does not exist is a bug")
{
    world state;
    change_set changes(state, some_time);
    CHECK_THROWS_AS(changes.edit_draft("D1"), std::logic_error);
}

TEST_CASE("names of drafts and severities are read as people write them")
{
    CHECK(parse_revision_ref("d12")->draft_id == "D12");
    CHECK(!parse_revision_ref("D12")->revision);
    CHECK(parse_revision_ref("D12.3")->revision == 3);
    for (const char* bad :
         {"", "D", "D.", "D1.", "D1.x", "Dx", "12", "D-1", "D1.-1", "D99999999999999999999"})
        CHECK_MESSAGE(!parse_revision_ref(bad), bad);
    CHECK(parse_severity("sev1") == severity::S1);
    CHECK(parse_severity("S4") == severity::S4);
    CHECK(parse_severity("2") == severity::S2);
    for (const char* bad : {"", "S", "S0", "S5", "sev", "sev12", "12", "Ss1"})
        CHECK_MESSAGE(!parse_severity(bad), bad);
}

TEST_CASE("a channel's incidents come oldest first, changed and new ones in their places")
{
    const channel_ref here{"slack", "acme", "C1"};
    world now;
    const auto opened = [&](const char* id, int second) {
        incident row;
        row.id = id;
        row.channel = here;
        row.opened_at = some_time + std::chrono::seconds(second);
        return row;
    };
    for (const auto& row : {opened("X-1", 40), opened("X-2", 10), opened("X-3", 30)}) now.put(row);
    change_set changes(now, some_time);
    changes.edit_incident("X-2").summary = "changed";
    changes.edit_incident("X-3").state = incident_state::closed;
    changes.add_incident(opened("X-4", 20));
    for (const bool applied : {false, true}) {
        CAPTURE(applied);
        if (applied) changes.apply_to(now);
        const change_set seen = applied ? change_set(now, some_time) : changes;
        std::string order;
        for (const incident* row : seen.incidents_in(here, true)) order += row->id + " ";
        CHECK(order == "X-2 X-4 X-3 X-1 ");
        CHECK(seen.incidents_in(here, true).front()->summary == "changed");
        CHECK(seen.incidents_in(here, false).size() == 3);
    }
}

TEST_CASE("a channel's incidents are found without the others, as they end, move and come back")
{
    const channel_ref here{"slack", "acme", "C1"};
    const channel_ref there{"slack", "acme", "C2"};
    const auto ids = [&](const change_set& changes, const channel_ref& where, bool ended) {
        std::set<std::string> all;
        for (const incident* row : changes.incidents_in(where, ended)) all.insert(row->id);
        return all;
    };
    using set = std::set<std::string>;
    world now;
    for (const auto* id : {"X-1", "X-2", "X-3"}) {
        incident row;
        row.id = id;
        row.channel = here;
        now.put(row);
    }
    change_set changes(now, some_time);
    changes.edit_incident("X-1").state = incident_state::closed;
    changes.edit_incident("X-2").channel = there;
    incident fresh;
    fresh.id = "X-4";
    fresh.channel = here;
    changes.add_incident(fresh);
    for (const bool applied : {false, true}) {
        CAPTURE(applied);
        if (applied) changes.apply_to(now);
        CHECK(ids(changes, here, false) == set{"X-3", "X-4"});
        CHECK(ids(changes, here, true) == set{"X-1", "X-3", "X-4"});
        CHECK(ids(changes, there, false) == set{"X-2"});
    }
    CHECK(now.incidents_in(here).live == std::vector{now.find_incident("X-3"), now.find_incident("X-4")});
    CHECK(now.incidents_in(here).over == std::vector{now.find_incident("X-1")});
    change_set again(now, some_time);
    again.edit_incident("X-1").state = incident_state::open;
    again.apply_to(now);
    CHECK(ids(change_set(now, some_time), here, false) == set{"X-1", "X-3", "X-4"});
    CHECK(ids(change_set(now, some_time), {"slack", "acme", "C9"}, true).empty());
}

TEST_CASE("the newest update of a message is known, the newest that is meant of it")
{
    bot::world state;
    bot::change_set changes(state, bot::time_point());
    bot::delivery row;
    row.kind = bot::delivery_kind::update;
    for (const auto* target : {"d1", "d1", "d2"}) {
        row.target = target;
        changes.enqueue(row);
    }
    row.kind = bot::delivery_kind::reply;
    row.target = "d1";
    changes.enqueue(row);
    changes.apply_to(state);
    const auto any = [](const bot::delivery&) { return true; };
    CHECK(state.newest_update("d1", any)->id == "d2");
    CHECK(state.newest_update("d1", [](const bot::delivery& d) { return d.id != "d2"; })->id == "d1");
    CHECK(state.newest_update("d2", any)->id == "d3");
    CHECK(state.newest_update("d4", any) == nullptr);
}
