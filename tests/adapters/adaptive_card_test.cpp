#include "adapters/sandbox/adaptive_card.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace adapters::sandbox;

namespace {

json::value card(std::string_view body, std::string_view actions = "[]", std::string_view more = "")
{
    return parse_json(fmt::format(
                          R"({{"type":"AdaptiveCard","version":"1.5","body":{},"actions":{}{}}})",
                          body,
                          actions,
                          more
                      ))
        .value();
}

std::string faults(const json::value& v, card_place where = card_place::message)
{
    return fmt::format("{}", fmt::join(check_card(v, where), "\n"));
}

const char* inputs = R"([
    {"type":"Input.Text","id":"why","label":"Why","isRequired":true,"errorMessage":"Say why","maxLength":5},
    {"type":"Input.Toggle","id":"loud","title":"Loud"},
    {"type":"Input.ChoiceSet","id":"to","choices":[{"title":"A","value":"a"},{"title":"B","value":"b"}]},
    {"type":"Input.Number","id":"n","min":1,"max":9},
    {"type":"Input.Text","id":"code","regex":"^[a-z]+$"}])";

}  // namespace

TEST_CASE("a card that Teams shows has no faults")
{
    CHECK(
        faults(card(
            R"([{"type":"TextBlock","text":"x"},{"type":"ColumnSet","columns":[{"type":"Column","items":[]}]},
        {"type":"FactSet","facts":[{"title":"a","value":"b"}]},{"type":"Container","items":[{"type":"Input.Date","id":"d"}]}])",
            R"([{"type":"Action.Execute","title":"Go","verb":"go","data":{}},{"type":"Action.ShowCard","title":"More","card":
           {"type":"AdaptiveCard","body":[],"actions":[{"type":"Action.Submit","title":"S","data":{"a":1}}]}}])"
        )) == ""
    );
}

TEST_CASE("what a Teams client would drop, fail on or not send is named with its place")
{
    const auto with_action = [](std::string_view a) { return faults(card("[]", fmt::format("[{}]", a))); };
    CHECK(
        with_action(R"({"type":"Action.Execute","title":"Go"})") == "verb must not be empty [/actions/0/verb]"
    );
    CHECK(
        with_action(R"({"type":"Action.Submit","title":"Go","data":"text"})") ==
        "data must be an object [/actions/0/data]"
    );
    CHECK(
        with_action(R"({"type":"Action.Fly","title":"Go"})") ==
        "unknown action \"Action.Fly\" [/actions/0/type]"
    );
    CHECK(
        with_action(R"({"type":"Action.OpenUrl","title":"Go","url":"http://a"})") ==
        "must be an https URL [/actions/0/url]"
    );
    CHECK(with_action(R"({"type":"Action.Execute","verb":"go"})") == "must be a text [/actions/0/title]");
    CHECK(faults(card(R"([{"type":"Carousel"}])")) == "unknown element \"Carousel\" [/body/0/type]");
    CHECK(faults(card(R"([{"type":"TextBlock"}])")) == "must be a text [/body/0/text]");
    CHECK(faults(card(R"([{"type":"Input.Text"}])")) == "must be a text [/body/0/id]");
    CHECK(
        faults(card(R"([{"type":"Input.Text","id":"a"},{"type":"Input.Text","id":"a"}])"))
            .find("another input") == 0
    );
    CHECK(
        faults(*parse_json(R"({"type":"AdaptiveCard","version":"1.6","body":[]})")).find("1.5") !=
        std::string::npos
    );
    CHECK(
        faults(*parse_json(
            R"({"type":"AdaptiveCard","version":"1.3","actions":[{"type":"Action.Execute","title":"a","verb":"b"}]})"
        )) == "Action.Execute needs version 1.4 [/actions/0]"
    );
    CHECK(faults(json::value("text")) == "a card is an object []");
    std::string seven;
    for (int i = 0; i < 7; ++i)
        seven += fmt::format(R"({}{{"type":"Action.Submit","title":"{}"}})", i == 0 ? "" : ",", i);
    CHECK(with_action(seven).find("six primary") != std::string::npos);
}

TEST_CASE("an <at> needs its entity to the letter, and an entity its <at>")
{
    const char* body = R"([{"type":"TextBlock","text":"hi <at>Ana</at>"}])";
    const char* entity =
        R"(,"msteams":{"entities":[{"type":"mention","text":"<at>Ana</at>","mentioned":{"id":"a","name":"Ana"}}]})";
    CHECK(faults(card(body, "[]", entity)) == "");
    CHECK(faults(card(body)).find("no entity for <at>Ana</at>") == 0);
    CHECK(faults(card("[]", "[]", entity)).find("does not show") != std::string::npos);
}

TEST_CASE("a refresh names an action with a verb and people by their ids")
{
    const auto with = [](std::string_view refresh) {
        return faults(card("[]", "[]", fmt::format(R"(,"refresh":{})", refresh)));
    };
    CHECK(with(R"({"action":{"type":"Action.Execute","verb":"look"},"userIds":["29:1-ANA"]})") == "");
    CHECK(with(R"({"action":{"type":"Action.Submit"}})") == "must be an Action.Execute [/refresh/action]");
    CHECK(
        with(R"({"action":{"type":"Action.Execute","verb":"look"},"userIds":["ana"]})").find("29:") !=
        std::string::npos
    );
}

TEST_CASE("a dialog has no Action.Execute and a webhook's card no buttons that lead back")
{
    const auto execute = card("[]", R"([{"type":"Action.Execute","title":"Go","verb":"go"}])");
    CHECK(faults(execute, card_place::dialog).find("Action.Submit") != std::string::npos);
    CHECK(faults(execute, card_place::webhook).find("nobody") != std::string::npos);
}

TEST_CASE("pressing merges the inputs into the data, as the client does")
{
    const auto c = card(
        inputs, R"([{"type":"Action.Execute","title":"Go","verb":"go","data":{"draft":"D1","why":"old"}}])"
    );
    const auto which = find_action(c.as_object(), "Go");
    REQUIRE(which.action != nullptr);
    const auto p = press_action(which, {{"why", "because"}, {"to", "b"}});
    CHECK(p.wrong.empty());
    CHECK(p.unknown.empty());
    CHECK(p.data == *parse_json(R"({"draft":"D1","why":"becau","loud":"false","to":"b"})")->if_object());
}

TEST_CASE("the client stops a press whose inputs do not hold, and a test that fills in what is not there")
{
    const auto c = card(
        inputs,
        R"([{"type":"Action.Submit","title":"Go"},{"type":"Action.Submit","title":"Alone","associatedInputs":"none"}])"
    );
    const auto go = find_action(c.as_object(), "Go");
    CHECK(press_action(go, {}).wrong == std::vector<std::string>{"why"});
    CHECK(press_action(go, {{"why", "x"}, {"to", "z"}}).wrong == std::vector<std::string>{"to"});
    CHECK(press_action(go, {{"why", "x"}, {"n", 10}}).wrong == std::vector<std::string>{"n"});
    CHECK(press_action(go, {{"why", "x"}, {"code", "A"}}).wrong == std::vector<std::string>{"code"});
    CHECK(press_action(go, {{"why", "x"}, {"nope", "A"}}).unknown == std::vector<std::string>{"nope"});
    CHECK(press_action(find_action(c.as_object(), "Alone"), {}).wrong.empty());
}

TEST_CASE("actions are found by verb, title, id and data.verb, also inside a ShowCard with its inputs")
{
    const auto c = card(
        R"([{"type":"ActionSet","actions":[{"type":"Action.Execute","title":"T","id":"i","verb":"v"}]}])",
        R"([{"type":"Action.ShowCard","title":"More","card":{"type":"AdaptiveCard","body":[{"type":"Input.Text","id":"inner"}],
           "actions":[{"type":"Action.Submit","title":"Send","data":{"verb":"deep"}}]}}])"
    );
    for (const auto* name : {"T", "i", "v"}) CHECK(find_action(c.as_object(), name).action != nullptr);
    const auto deep = find_action(c.as_object(), "deep");
    REQUIRE(deep.action != nullptr);
    CHECK(deep.cards.size() == 2);
    CHECK(
        press_action(deep, {{"inner", "x"}}).data ==
        *parse_json(R"({"verb":"deep","inner":"x"})")->if_object()
    );
    CHECK(find_action(c.as_object(), "gone").action == nullptr);
}
