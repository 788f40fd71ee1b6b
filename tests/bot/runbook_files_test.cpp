#include "bot/runbook_files.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace {

struct documents {
    std::filesystem::path root =
        std::filesystem::temp_directory_path() / ("runbook_files_test." + std::to_string(::getpid()));

    documents() { std::filesystem::create_directories(root); }
    ~documents() { std::filesystem::remove_all(root); }
    documents(const documents&) = delete;
    documents& operator=(const documents&) = delete;

    void write(const char* file, const char* text) const { std::ofstream(root / file) << text; }
};

constexpr const char* good = "```message stage=notice channel=any\nOk {id}\n```\n";
constexpr const char* broken = "```message stage=notice channel=any\nNot {a.b}\n```\n";

}  // namespace

TEST_CASE("a runbook that breaks stays in its last good version; one that never was good is named as left out"
)
{
    const documents docs;
    bot::runbook_shelf shelf;
    docs.write("a.md", good);
    auto first = shelf.load(docs.root, {"*.md"});
    CHECK(first.kept_back.empty());
    CHECK(first.left_out.empty());

    docs.write("a.md", broken);
    docs.write("b.md", broken);
    auto second = shelf.load(docs.root, {"*.md"});
    CHECK(second.kept_back == std::vector<std::string>{"a.md"});
    CHECK(second.left_out == std::vector<std::string>{"b.md"});
    CHECK(second.library.find("notice") != nullptr);
}

TEST_CASE("the directories to watch are those that files match in, and those that a wildcard is looked up in")
{
    const documents docs;
    for (const auto* each : {"teams/a/runbooks", "teams/b/runbooks", "teams/c"})
        std::filesystem::create_directories(docs.root / each);
    docs.write("teams/file", "");
    const auto in = [&](const char* directory) { return (docs.root / directory).string(); };
    using list = std::vector<std::string>;
    CHECK(bot::runbook_directories(docs.root, {"quality/*.md"}) == list{in("quality")});  // there or not
    CHECK(
        bot::runbook_directories(docs.root, {"teams/*/runbooks/*.md"}) ==
        list{in("teams"), in("teams/a/runbooks"), in("teams/b/runbooks")}
    );
    CHECK(
        bot::runbook_directories(docs.root, {"teams/*/*.md", "teams/x.md"}) ==
        list{in("teams"), in("teams/a"), in("teams/b"), in("teams/c")}
    );
    CHECK(bot::runbook_directories("", {"*.md"}) == list{"."});
}
