#include "adapters/sandbox/web/line_diff.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace adapters::sandbox::web;

namespace {

std::vector<std::string> lines(const std::string& text)
{
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

// What `before` becomes when the hunks are carried out; every kept or removed line must be there.
std::vector<std::string> patched(const std::string& before, const std::vector<diff_hunk>& hunks)
{
    const auto old = lines(before);
    std::vector<std::string> out;
    std::size_t at = 0;
    for (const diff_hunk& h : hunks) {
        while (at + 1 < h.old_start) out.push_back(old.at(at++));
        REQUIRE(h.new_start == out.size() + 1);
        for (const diff_line& l : h.lines) {
            if (l.op != '+') REQUIRE(old.at(at++) == l.text);
            if (l.op != '-') out.push_back(l.text);
        }
    }
    while (at < old.size()) out.push_back(old.at(at++));
    return out;
}

std::string marked(const diff_line& l)
{
    std::string out;
    for (const diff_part& p : l.parts) out += p.changed ? "[" + p.text + "]" : p.text;
    return out;
}

}  // namespace

TEST_CASE("a diff of equal texts is empty, and of an empty one everything")
{
    CHECK(line_diff("a\nb\n", "a\nb\n").empty());
    CHECK(line_diff("", "").empty());
    const auto added = line_diff("", "a\nb\n");
    REQUIRE(added.size() == 1);
    CHECK(added[0].lines.size() == 2);
    CHECK(added[0].lines[0].op == '+');
    const auto gone = line_diff("a\n", "");
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].lines[0].op == '-');
}

TEST_CASE("a changed line shows the words that changed, letters with accents whole")
{
    const auto hunks =
        line_diff("início\n- [ ] Validar o backup\nfim\n", "início\n- [x] Validar o ação backup\nfim\n");
    REQUIRE(hunks.size() == 1);
    REQUIRE(hunks[0].lines.size() == 4);
    CHECK(hunks[0].lines[1].op == '-');
    CHECK(hunks[0].lines[2].op == '+');
    CHECK(marked(hunks[0].lines[1]) == "- [[ ]] Validar o backup");
    CHECK(marked(hunks[0].lines[2]).find("[x]") != std::string::npos);
    CHECK(marked(hunks[0].lines[2]).find("ação") != std::string::npos);
}

TEST_CASE("changes far apart are hunks of their own with three lines around them")
{
    std::string before, after;
    for (int i = 0; i < 40; ++i) {
        before += std::to_string(i) + "\n";
        after += i == 5 || i == 30 ? "x\n" : std::to_string(i) + "\n";
    }
    const auto hunks = line_diff(before, after);
    REQUIRE(hunks.size() == 2);
    CHECK(hunks[0].old_start == 3);
    CHECK(hunks[0].lines.size() == 8);
    CHECK(hunks[1].old_start == 28);
    CHECK(hunks[1].new_start == 28);
}

TEST_CASE("carrying out the hunks makes the new text, whatever the texts are")
{
    std::mt19937 random(7);
    for (int round = 0; round < 600; ++round) {
        CAPTURE(round);
        const auto some = [&](std::size_t most) {
            std::string text;
            for (auto n = random() % most; n > 0; --n)
                text += std::string(1, char('a' + random() % 5)) + "\n";
            return text;
        };
        const auto before = some(round % 2 == 0 ? 30 : 8);
        const auto after = some(30);
        CHECK(patched(before, line_diff(before, after)) == lines(after));
    }
}

TEST_CASE("texts with nothing in common are replaced whole and quickly")
{
    std::string before, after;
    for (int i = 0; i < 9000; ++i) {
        before += "a" + std::to_string(i) + "\n";
        after += "b" + std::to_string(i) + "\n";
    }
    CHECK(patched(before, line_diff(before, after)) == lines(after));
}
