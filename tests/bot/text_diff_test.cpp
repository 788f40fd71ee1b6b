#include "bot/text_diff.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using bot::diff_kind;

namespace {

std::string marked(const std::vector<bot::diff_segment>& segments)
{
    std::string out;
    for (const auto& s : segments) {
        if (s.kind == diff_kind::kept) out += s.text;
        if (s.kind == diff_kind::added) out += "+[" + s.text + "]";
        if (s.kind == diff_kind::removed) out += "-[" + s.text + "]";
    }
    return out;
}

std::string diff(std::string_view a, std::string_view b)
{
    const auto d = bot::diff_words(a, b);
    REQUIRE(d);
    return marked(*d);
}

std::vector<std::string> words_of(const std::vector<bot::diff_segment>& segments, diff_kind without)
{
    std::vector<std::string> words;
    for (const auto& s : segments) {
        if (s.kind == without) continue;
        std::string word;
        for (const char c : s.text + " ") {
            if (c != ' ' && c != '\n') {
                word += c;
            } else if (!word.empty()) {
                words.push_back(word);
                word.clear();
            }
        }
    }
    return words;
}

}  // namespace

TEST_CASE("only the words that changed are marked, removed before added")
{
    CHECK(diff("login is slow", "login is down") == "login is -[slow ]+[down]");
    CHECK(diff("a b c d", "a x y d") == "a -[b c ]+[x y ]d");
    CHECK(diff("same", "same") == "same");
    CHECK(diff("", "new") == "+[new]");
    CHECK(diff("old", "") == "-[old]");
    CHECK(diff("", "").empty());
}

TEST_CASE("spaces and line breaks alone are no difference, and those of the new text are shown")
{
    CHECK(diff("a  b\nc", "a b\n\nc") == "a b\n\nc");
    CHECK(diff("first line\nsecond", "first line\nthird") == "first line\n-[second ]+[third]");
    // The break after a changed word is in both: it stays outside.
    CHECK(diff("hit: 12%\nnext: 14:30", "hit: 8%\nnext: 14:30") == "hit: -[12% ]+[8%]\nnext: 14:30");
    CHECK(diff("a b\n\nc", "a x\nc") == "a -[b ]+[x]\nc");
    CHECK(diff("a b\nc", "a x c") == "a -[b\n]+[x ]c");
}

TEST_CASE("both texts can be read back from any difference, whatever they are")
{
    std::mt19937 dice(3);
    for (int round = 0; round < 500; ++round) {
        CAPTURE(round);
        const auto text = [&] {
            std::string t;
            for (std::size_t n = dice() % 30; n > 0; --n)
                t += std::string(1, static_cast<char>('a' + dice() % 4)) + (dice() % 3 ? " " : "\n");
            return t;
        };
        const std::string a = text();
        const std::string b = text();
        const auto d = bot::diff_words(a, b);
        REQUIRE(d);
        const std::vector<bot::diff_segment> whole_a = {{diff_kind::kept, a}};
        const std::vector<bot::diff_segment> whole_b = {{diff_kind::kept, b}};
        CHECK(words_of(*d, diff_kind::added) == words_of(whole_a, diff_kind::added));
        CHECK(words_of(*d, diff_kind::removed) == words_of(whole_b, diff_kind::added));
        for (std::size_t i = 1; i < d->size(); ++i) CHECK((*d)[i].kind != (*d)[i - 1].kind);
    }
}

TEST_CASE("texts too long or too far apart are not compared")
{
    std::string many;
    for (std::size_t i = 0; i <= bot::most_diff_words; ++i) many += "w ";
    CHECK_FALSE(bot::diff_words(many, "w"));
    std::string a;
    std::string b;
    for (std::size_t i = 0; i < bot::most_diff_edits; ++i) {
        a += "a" + std::to_string(i) + " ";
        b += "b" + std::to_string(i) + " ";
    }
    CHECK_FALSE(bot::diff_words(a, b));
}

TEST_CASE("of a long text only the neighbourhood of a change is shown")
{
    std::string a;
    for (int i = 1; i <= 40; ++i) a += "w" + std::to_string(i) + " ";
    std::string b = a;
    b.replace(b.find("w20"), 3, "new");
    const auto shown = marked(bot::without_long_runs(*bot::diff_words(a, b)));
    CHECK(shown == "… w14 w15 w16 w17 w18 w19 -[w20 ]+[new ]w21 w22 w23 w24 w25 w26 …");
    std::string lines = "12%\n" + a;
    std::string changed = "8%\n" + a;
    CHECK(
        marked(bot::without_long_runs(*bot::diff_words(lines, changed))) ==
        "-[12% ]+[8%]\nw1 w2 w3 w4 w5 w6 …"
    );
    // A run that is only a little longer than what would be shown of it stays whole.
    CHECK(marked(bot::without_long_runs(*bot::diff_words("a b c x", "a b c y"))) == "a b c -[x ]+[y]");
}
