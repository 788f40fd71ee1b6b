// What stands beside the program about its command line says what the program itself says.
#include "tests/support/process.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

using names = std::set<std::string>;

struct said {
    int code = -1;
    std::string out, err;
};

said run(std::vector<std::string> words)
{
    char name[] = "/tmp/incidentd-e2e-words-XXXXXX";
    const fs::path folder = ::mkdtemp(name);
    tests::process child(words, {"PATH=/usr/bin:/bin", "HOME=/tmp"}, folder / "out", folder / "err");
    said s;
    s.code = child.wait(std::chrono::seconds(30)).value_or(-1);
    s.out = tests::file_text(folder / "out");
    s.err = tests::file_text(folder / "err");
    fs::remove_all(folder);
    return s;
}

std::string deployed(const std::string& file)
{
    auto text = tests::file_text(fs::path(INCIDENTD_SOURCE_DIR) / "deploy" / file);
    REQUIRE_MESSAGE(!text.empty(), file);
    return text;
}

// Those of a text, without the two that every command has.
names options_in(const std::string& text)
{
    static const std::regex option("--[a-z][a-z-]*");
    names found;
    for (std::sregex_iterator at(text.begin(), text.end(), option), end; at != end; ++at)
        found.insert(at->str());
    found.erase("--help");
    found.erase("--config");
    found.erase("--version");
    return found;
}

struct command {
    std::string path;  // "incident list"
    names options;
    names subcommands;
};

// One command's --help, read: an option stands at the beginning of its line.
command ask(const std::string& path)
{
    std::vector<std::string> words{INCIDENTD_BINARY};
    std::istringstream parts(path);
    for (std::string word; parts >> word;) words.push_back(word);
    words.emplace_back("--help");
    const said help = run(words);
    REQUIRE(help.code == 0);
    command c{path, {}, {}};
    std::istringstream lines(help.out);
    std::string section;
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.front() != ' ') section = line;
        if (line.size() < 3 || !line.starts_with("  ") || line[2] == ' ') continue;
        const auto word = line.substr(2, line.find(' ', 2) - 2);
        if (section.starts_with("Options:")) c.options.merge(options_in(word));
        if (section.starts_with("Subcommands:")) c.subcommands.insert(word);
    }
    return c;
}

// All of them, the program itself (with an empty path) first.
std::vector<command> all_commands()
{
    std::vector<command> all{ask("")};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const command one = all[i];
        for (const std::string& word : one.subcommands)
            all.push_back(ask(one.path.empty() ? word : one.path + " " + word));
    }
    return all;
}

const std::vector<command>& commands()
{
    static const std::vector<command> all = all_commands();
    return all;
}

// What bash offers behind these words.
names offered_by_bash(const std::string& words, const std::string& begun)
{
    const std::string script = "source \"$1\"; COMP_WORDS=(incidentd " + words + " '" + begun +
                               "'); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _incidentd; "
                               "printf '%s\\n' \"${COMPREPLY[@]}\"";
    const said s = run(
        {"/bin/bash",
         "-c",
         script,
         "-",
         (fs::path(INCIDENTD_SOURCE_DIR) / "deploy/completions/incidentd.bash").string()}
    );
    CHECK_MESSAGE(s.err.empty(), s.err);
    names found;
    std::istringstream lines(s.out);
    for (std::string line; std::getline(lines, line);)
        if (!line.empty()) found.insert(line);
    return found;
}

std::string between(const std::string& text, const std::string& begin, const std::string& end)
{
    const auto from = text.find(begin);
    if (from == std::string::npos) return {};
    const auto to = text.find(end, from + begin.size());
    return text.substr(from, to == std::string::npos ? to : to - from);
}

std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

std::string joined(const names& all)
{
    std::string text;
    for (const auto& each : all) text += each + ' ';
    return text;
}

}  // namespace

TEST_CASE("bash completes every command and every option of it, and none that is not there")
{
    REQUIRE(commands().size() > 20);
    for (const command& c : commands()) {
        CAPTURE(c.path);
        const auto options = offered_by_bash(c.path, "--");
        CHECK(options.contains("--config"));
        CHECK(options.contains("--help"));
        CHECK_MESSAGE(options_in(joined(options)) == c.options, joined(options));
        if (c.subcommands.empty()) continue;
        names words;
        for (const auto& each : offered_by_bash(c.path, ""))
            if (!each.starts_with("--")) words.insert(each);
        CHECK(words == c.subcommands);
    }
}

TEST_CASE("zsh and fish complete every option of every command, and none that is not there")
{
    auto zsh = deployed("completions/incidentd.zsh");
    zsh = replaced(std::move(zsh), "$tables_and_markdown", "--format");
    zsh = replaced(std::move(zsh), "$tables", "--format");
    const auto fish = deployed("completions/incidentd.fish");
    for (const command& c : commands()) {
        CAPTURE(c.path);
        if (c.path.empty()) continue;
        names in_fish;
        std::istringstream lines(fish);
        const std::regex long_option(" -l ([a-z][a-z-]*)");
        for (std::string line; std::getline(lines, line);) {
            if (line.find("-n '__incidentd_at " + c.path + "'") == std::string::npos) continue;
            for (std::sregex_iterator at(line.begin(), line.end(), long_option), end; at != end; ++at)
                in_fish.insert("--" + at->str(1));
        }
        CHECK(in_fish == c.options);
        if (c.subcommands.empty()) {
            auto label = c.path;
            if (const auto space = label.find(' '); space != std::string::npos)
                label[space] = '/';
            else
                label += '/';
            const auto branch = between(zsh, "            " + label + ") ", ";;");
            CHECK_FALSE(branch.empty());
            CHECK(options_in(branch) == c.options);
            continue;
        }
        for (const auto& word : c.subcommands) {
            CAPTURE(word);
            const auto row = between(fish, "-n '__incidentd_at " + c.path + "' -a ", "\n") + "'";
            CHECK(std::regex_search(row, std::regex("['\" ]" + word + "['\" ]")));
            CHECK(std::regex_search(zsh, std::regex(c.path + " '[^']*\\b" + word + "\\b")));
        }
    }
}

TEST_CASE("the man page has every command with every option of it, and none that is not there")
{
    const auto page = replaced(deployed("incidentd.1"), "\\-", "-");
    for (const command& c : commands()) {
        if (c.path.empty() || !c.subcommands.empty()) continue;
        CAPTURE(c.path);
        names listed;
        std::istringstream lines(page);
        bool here = false, is_item = false, found = false;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with(".S")) {
                auto title = replaced(line.size() > 4 ? line.substr(4) : "", "\"", "");
                title = title.substr(0, title.find(" \\f"));
                here = line.starts_with(".SS ") && title == c.path;
                found = found || here;
            }
            if (here && is_item) listed.merge(options_in(line));
            is_item = line == ".TP";
        }
        CHECK(found);
        CHECK(listed == c.options);
    }
}

TEST_CASE("the values that options take are the same everywhere")
{
    const auto bash = deployed("completions/incidentd.bash");
    const auto zsh = deployed("completions/incidentd.zsh");
    const auto fish = deployed("completions/incidentd.fish");
    const auto everywhere = [&](const std::string& values) {
        CAPTURE(values);
        CHECK(bash.find("(" + values + ")") != std::string::npos);
        CHECK(zsh.find("(" + values + ")") != std::string::npos);
        CHECK(fish.find("'" + values + "'") != std::string::npos);
    };
    const said faults = run({INCIDENTD_BINARY, "sandbox", "--fault", "gremlins"});
    CHECK(faults.code == 2);
    const auto list = between(faults.err, "they are ", "\n").substr(9);
    everywhere(replaced(list, ",", ""));
    CHECK(deployed("incidentd.1").find(replaced(list, "-", "-")) != std::string::npos);
    const auto states =
        between(run({INCIDENTD_BINARY, "delivery", "list", "--help"}).out, "{", "}").substr(1);
    everywhere(replaced(states, ",", " "));
    everywhere("slack_incoming teams_workflow teams_connector");
    CHECK(offered_by_bash("incident export --format", "") == names{"table", "json", "markdown"});
    CHECK(offered_by_bash("incident list --format", "") == names{"table", "json"});
}

TEST_CASE("the deployed manifest of the Slack app says what the program's own says")
{
    char name[] = "/tmp/incidentd-e2e-manifest-XXXXXX";
    const fs::path folder = ::mkdtemp(name);
    std::ofstream(folder / "c.toml") << "[daemon]\ndocuments = \"/srv/docs\"\nlocale = \"en\"\n";
    const said made = run({INCIDENTD_BINARY, "manifest", "slack", "--config", (folder / "c.toml").string()});
    fs::remove_all(folder);
    REQUIRE(made.code == 0);
    const auto own = json::parse(made.out);
    const auto yaml = deployed("slack-manifest.yaml");
    const auto has = [&](const json::value& text) {
        const std::string wanted(text.as_string());
        CHECK_MESSAGE(yaml.find(wanted) != std::string::npos, wanted);
    };
    has(own.at("display_information").at("description"));
    const auto& slashes = own.at("features").at("slash_commands").as_array();
    REQUIRE(slashes.size() == 2);
    for (const auto& slash : slashes) {
        has(slash.at("command"));
        has(slash.at("description"));
        has(slash.at("usage_hint"));
    }
}
