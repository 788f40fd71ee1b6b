#include "bot/json_rows.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using bot::time_point;

TEST_CASE("an incident comes back as it was written")
{
    bot::incident row;
    row.id = "SUP-INC-845";
    row.level = bot::severity::S1;
    row.state = bot::incident_state::monitoring;
    row.channel = {"slack", "acme", "C1"};
    row.values["impacto é"] = "linha 1\nlinha 2 \"x\" 🚨";
    row.role_accounts["Support Commander"] = {"slack", "U1"};
    row.opened_at = time_point(1234567890123ms);
    row.resolved_at = time_point(5ms);
    row.timeline.push_back({time_point(7ms), {"slack", "U1"}, "note"});
    const std::string text = to_json_text(row);
    const auto again = bot::incident_from_json(text);
    CHECK(to_json_text(again) == text);
    CHECK(again.level == bot::severity::S1);
    CHECK(again.values == row.values);
    CHECK(again.resolved_at == row.resolved_at);
    CHECK_FALSE(again.closed_at);
    CHECK(again.role_accounts == row.role_accounts);
    CHECK(again.timeline.at(0).at == time_point(7ms));
    CHECK(text.find("\"S1\"") != text.npos);  // by name: the store outlives the order of the enumerators
}

TEST_CASE("a draft comes back with its revisions, votes and reaction marks")
{
    bot::draft row;
    row.id = "D12";
    row.state = bot::draft_state::in_doubt;
    bot::revision r;
    r.number = 2;
    r.texts = {{"a", "text"}};
    r.expires_at = time_point(9ms);
    row.revisions = {r};
    row.votes.push_back(
        {.by = {"slack", "U1"},
         .by_name = "@x",
         .as_role = "channel",
         .kind = bot::vote_kind::reject,
         .means = bot::vote_means::form,
         .revision = 2,
         .reason = "no",
         .at = time_point(3ms)}
    );
    row.reactions.push_back({{"slack", "U1"}, bot::vote_kind::approve, "1.1", "17.2", false});
    row.resolves = true;
    const auto again = bot::draft_from_json(to_json_text(row));
    CHECK(to_json_text(again) == to_json_text(row));
    CHECK(again.current().number == 2);
    CHECK(again.votes.at(0).means == bot::vote_means::form);
    CHECK(again.reactions.at(0).order == "17.2");
    CHECK(again.resolves);
}

TEST_CASE("a delivery comes back with whichever content it has")
{
    bot::delivery row;
    row.id = "d3";
    row.number = 3;
    row.kind = bot::delivery_kind::preview;
    bot::preview_view view;
    view.buttons.push_back(
        {.action = "draft.approve",
         .value = "D1.1",
         .label = "Approve",
         .style = bot::button_style::primary,
         .confirm = ""}
    );
    row.preview = std::move(view);
    row.sending_at = time_point(1ms);
    const auto again = bot::delivery_from_json(to_json_text(row));
    REQUIRE(again.preview);
    CHECK(again.preview->buttons.at(0).style == bot::button_style::primary);
    CHECK_FALSE(again.words);
    CHECK(to_json_text(again) == to_json_text(row));
}

TEST_CASE("each kind of deed comes back as itself")
{
    bot::inbound row;
    row.keys = {"k1", "k2"};
    row.from = {{"slack", "U1"}, "Ana", "pt-BR"};
    row.at.personal = true;
    row.may_open_form = true;
    SUBCASE("command")
    {
        row.what = bot::typed_command{"open x", {{5, 1, {"slack", "U2"}}}};
    }
    SUBCASE("press")
    {
        row.what = bot::press{"draft.edit", "D1.1"};
    }
    SUBCASE("form")
    {
        row.what = bot::form_submission{"draft.edit", "D1.1", {{"a", "b"}}};
    }
    SUBCASE("reaction")
    {
        row.what = bot::reaction{"reject", false, "1.1", "2.2"};
    }
    SUBCASE("sighting")
    {
        row.what = bot::sighting{"d7", "17/18"};
    }
    const auto again = bot::inbound_from_json(to_json_text(row));
    CHECK(to_json_text(again) == to_json_text(row));
    CHECK(again.what.index() == row.what.index());
    CHECK(again.keys == row.keys);
    CHECK(again.at.personal);
}

TEST_CASE("members of other versions are no fault: unknown ones are skipped, absent ones keep their default")
{
    const auto row = bot::incident_from_json(R"({"id":"X-1","invented_later":{"a":[1]}})");
    CHECK(row.id == "X-1");
    CHECK(row.level == bot::severity::S3);
}

TEST_CASE("a broken row throws and names the member")
{
    const auto message = [](std::string_view text) -> std::string {
        try {
            bot::delivery_from_json(text);
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return "accepted";
    };
    CHECK(message(R"({"state":"flying"})").find("state") != std::string::npos);
    CHECK(message(R"({"attempts":"2"})").find("attempts") != std::string::npos);
    CHECK(message(R"({"attempts":99999999999})").find("attempts") != std::string::npos);
    CHECK(message(R"({"id":7})").find("id") != std::string::npos);
    CHECK(message(R"({"channel":[]})").find("channel") != std::string::npos);
    CHECK(message("[]") != "accepted");
    CHECK(message("{") != "accepted");
    CHECK(message(std::string(100, '[')) != "accepted");
    CHECK_THROWS_AS(bot::draft_from_json(R"({"id":"D1"})"), std::runtime_error);  // no revision
    CHECK_THROWS_AS(bot::inbound_from_json(R"({"keys":[]})"), std::runtime_error);
    CHECK_THROWS_AS(bot::inbound_from_json(R"({"what":{"type":"dance"}})"), std::runtime_error);
}

TEST_CASE("bytes that are no UTF-8 are not written, and a row that holds some can be read")
{
    bot::delivery row;
    row.id = "d1";
    row.error = "senha: ma\xC3…";
    const std::string text = to_json_text(row);
    CHECK(bot::delivery_from_json(text).error == "senha: ma\uFFFD…");
    CHECK(bot::delivery_from_json("{\"id\":\"d1\",\"error\":\"ma\xC3\"}").error == "ma\uFFFD");
    CHECK_THROWS_AS(bot::delivery_from_json("{\"id\":\"d1\xC3"), std::runtime_error);
}

TEST_CASE("whatever a row holds, its JSON is read back as that")
{
    bot::delivery row;
    for (int c = 0; c < 0x80; ++c) row.error += static_cast<char>(c);
    row.error += "\u0080é\uFFFF🔥";
    row.number = -7;
    CHECK(bot::delivery_from_json(to_json_text(row)).error == row.error);
    CHECK(bot::delivery_from_json(to_json_text(row)).number == -7);
}

TEST_CASE("a row of any size can be read: nothing that was stored keeps the daemon from starting")
{
    bot::delivery row;
    row.error.assign((std::size_t{64} << 20) + 1, 'x');
    CHECK(bot::delivery_from_json(to_json_text(row)).error.size() == row.error.size());
}
