#include "adapters/manifest/slack_manifest.hpp"
#include "adapters/manifest/teams_package.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <fstream>
#include <sstream>

using namespace adapters::manifest;
namespace json = boost::json;

namespace {

std::vector<command_words> words()
{
    std::vector<command_words> all;
    for (const char* word :
         {"open",
          "update",
          "resolve",
          "postmortem",
          "set",
          "vars",
          "status",
          "list",
          "timeline",
          "severity",
          "assign",
          "take",
          "approve",
          "reject",
          "edit",
          "help"})
        all.push_back(
            {word, word, std::string("pt-") + word, std::string(word) + " help", std::string(word) + " ajuda"}
        );
    return all;
}

bot::teams_settings bot_of(std::string app_id = "bbbbbbbb-0000-4000-8000-000000000002")
{
    bot::teams_settings t;
    t.name = "acme";
    t.app_id = std::move(app_id);
    return t;
}

}  // namespace

TEST_CASE("a Teams package has its files at the root, the menus of both languages and no permission")
{
    const package_facts facts{.language = bot::language::pt_br, .version = "1.2.3"};
    const auto files = teams_package(bot_of(), words(), facts);
    REQUIRE(files.size() == 4);
    CHECK(files[0].name == "manifest.json");
    CHECK(files[1].content.starts_with("\x89PNG"));
    CHECK(files[3].name == "en.json");
    const auto manifest = json::parse(files[0].content).as_object();
    CHECK(manifest.at("version").as_string() == "1.2.3");
    CHECK_FALSE(manifest.contains("authorization"));
    const auto& bot = manifest.at("bots").at(0);
    CHECK(bot.at("botId").as_string() == "bbbbbbbb-0000-4000-8000-000000000002");
    for (const auto& list : bot.at("commandLists").as_array()) {
        CHECK(list.at("commands").as_array().size() <= 12);
        CHECK(list.at("commands").at(0).at("title").as_string() == "pt-open");
    }
    const auto english = json::parse(files[3].content).as_object();
    CHECK(english.at("bots[0].commandLists[1].commands[0].title").as_string() == "open");
    CHECK(english.at("bots[0].commandLists[0].commands[11].description").as_string() == "help help");

    const auto bytes = zipped(files);
    REQUIRE(bytes.has_value());
    CHECK(bytes->starts_with("PK\x03\x04"));
    CHECK(*zipped(files) == *bytes);  // the same content, the same archive
}

TEST_CASE("a package is refused for what Teams would refuse")
{
    CHECK(package_fault(bot_of(), {}).empty());
    CHECK(package_fault(bot_of("my-bot"), {}).find("is no GUID") != std::string::npos);
    CHECK(package_fault(bot_of(), {.website = "http://localhost/"}).find("--website") != std::string::npos);
    CHECK(
        package_fault(bot_of(), {.developer = std::string(33, 'x')}).find("--developer") != std::string::npos
    );
}

TEST_CASE("the Slack manifest asks for the scopes that the deployed one explains, and for no others")
{
    const auto made =
        json::parse(slack_manifest({"/incident", "/incidente", "/inc"}, words(), bot::language::pt_br))
            .as_object();
    std::ifstream file(INCIDENTD_SOURCE_DIR "/deploy/slack-manifest.yaml");
    std::stringstream yaml;
    yaml << file.rdbuf();
    std::size_t listed = 0;
    std::string line;
    bool is_scope = false;
    while (std::getline(yaml, line)) {
        if (line.find("bot:") != std::string::npos && line.find("bot_") == std::string::npos) is_scope = true;
        if (line.starts_with("settings:")) is_scope = false;
        if (is_scope && line.find("- ") != std::string::npos) ++listed;
    }
    const auto& scopes = made.at("oauth_config").at("scopes").at("bot").as_array();
    CHECK(scopes.size() == listed);
    for (const auto& scope : scopes)
        CHECK(yaml.str().find("- " + std::string(scope.as_string())) != std::string::npos);
    const auto& slashes = made.at("features").at("slash_commands").as_array();
    REQUIRE(slashes.size() == 3);
    CHECK(slashes[0].at("usage_hint").as_string() == "open | update | resolve | status | help");
    CHECK(slashes[1].at("usage_hint").as_string().starts_with("pt-open | "));
    CHECK(slashes[2].at("usage_hint").as_string().starts_with("pt-open | "));
}
