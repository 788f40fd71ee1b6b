#include "bot/audit.hpp"

#include "bot/content_hash.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace {

bot::audit_entry entry(std::string kind)
{
    return {
        .kind = std::move(kind),
        .incident_id = "SUP-INC-1",
        .draft_id = "D1",
        .by = {"slack", "U1"},
        .details = {{"reason", "é"}}
    };
}

const bot::time_point at{std::chrono::milliseconds(1'795'456'800'007)};

}  // namespace

TEST_CASE("an event's body is canonical JSON and its hash covers the one before")
{
    bot::chain_head head;
    const auto first = append(head, entry("draft.created"), at);
    CHECK(
        first.body ==
        R"({"at":"2026-11-23T18:00:00.007Z","by":{"id":"U1","platform":"slack"},"details":{"reason":"é"},)"
        R"("draft_id":"D1","incident_id":"SUP-INC-1","kind":"draft.created","number":1,"previous":")" +
            std::string(64, '0') + "\"}"
    );
    CHECK(first.hash == bot::sha256_hex(std::string(64, '0') + first.body));
    const auto second = append(head, entry("vote.cast"), at);
    CHECK(second.number == 2);
    CHECK(second.previous == first.hash);
    CHECK(head.hash == second.hash);
}

TEST_CASE("a whole chain is followed; every change to it is noticed")
{
    bot::chain_head head;
    std::vector<bot::audit_event> events;
    for (int i = 0; i < 3; ++i) events.push_back(append(head, entry("vote.cast"), at));

    const auto verifies = [](const std::vector<bot::audit_event>& chain) {
        bot::chain_head start;
        for (const auto& event : chain) {
            const auto before = start.hash;
            if (!follows(start, event)) {
                CHECK(start.hash == before);  // a refused event moves nothing
                return false;
            }
        }
        return true;
    };
    CHECK(verifies(events));

    auto changed = events;
    SUBCASE("another body")
    {
        changed[1].body.replace(changed[1].body.find("é"), 2, "e");
    }
    SUBCASE("another hash")
    {
        changed[1].hash[0] = changed[1].hash[0] == '0' ? '1' : '0';
    }
    SUBCASE("another previous")
    {
        changed[1].previous[5] = 'x';
    }
    SUBCASE("another number")
    {
        changed[1].number = 7;
    }
    SUBCASE("one removed")
    {
        changed.erase(changed.begin() + 1);
    }
    SUBCASE("two swapped")
    {
        std::swap(changed[1], changed[2]);
    }
    SUBCASE("a column that the body contradicts")
    {
        changed[1].incident_id = "SUP-INC-2";
    }
    SUBCASE("a time that the body contradicts")
    {
        changed[1].at += std::chrono::milliseconds(1);
    }
    SUBCASE("a last body with its hash recomputed but its number forged")
    {
        changed[2].body.replace(changed[2].body.find("\"number\":3"), 10, "\"number\":9");
        changed[2].hash = bot::sha256_hex(changed[2].previous + changed[2].body);
    }
    SUBCASE("a last event that is sound in itself but follows another one")
    {
        bot::chain_head elsewhere{2, std::string(64, 'a')};
        changed[2] = append(elsewhere, entry("vote.cast"), at);
    }
    SUBCASE("a body that is no JSON")
    {
        changed[1].body = "{";
        changed[1].hash = bot::sha256_hex(changed[1].previous + changed[1].body);
    }
    CHECK_FALSE(verifies(changed));
}

TEST_CASE("an event with bytes that are no UTF-8 still verifies")
{
    bot::chain_head head;
    auto one = entry("draft.rejected");
    one.details["reason"] = "ma\xC3";
    const auto event = append(head, one, at);
    bot::chain_head start;
    CHECK(follows(start, event));
}

TEST_CASE("whatever byte of an event is changed or cut off, it is that event which does not follow")
{
    bot::chain_head head;
    std::vector<bot::audit_event> events;
    for (const char* kind : {"incident.opened", "draft.created", "vote.cast", "draft.approved"})
        events.push_back(append(head, entry(kind), at));
    const auto first_bad = [&](std::size_t which, const bot::audit_event& changed) {
        bot::chain_head start;
        for (std::size_t i = 0; i < events.size(); ++i)
            if (!follows(start, i == which ? changed : events[i])) return i;
        return events.size();
    };
    for (std::size_t n = 0; n < events.size(); ++n) {
        CHECK(first_bad(n, events[n]) == events.size());
        for (std::string bot::audit_event::* member :
             {&bot::audit_event::body,
              &bot::audit_event::previous,
              &bot::audit_event::hash,
              &bot::audit_event::incident_id}) {
            const std::string& text = events[n].*member;
            for (std::size_t i = 0; i < text.size(); ++i) {
                for (int bit = 0; bit < 8; ++bit) {
                    bot::audit_event changed = events[n];
                    (changed.*member)[i] = static_cast<char>(text[i] ^ (1 << bit));
                    if (first_bad(n, changed) != n) FAIL_CHECK("byte " << i << " of event " << n + 1);
                }
                bot::audit_event cut = events[n];
                (cut.*member).resize(i);
                if (first_bad(n, cut) != n)
                    FAIL_CHECK("event " << n + 1 << " cut off after " << i << " bytes");
            }
        }
        bot::audit_event numbered = events[n];
        ++numbered.number;
        CHECK(first_bad(n, numbered) == n);
    }
}
