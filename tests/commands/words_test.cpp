#include "commands/words.hpp"

#include "commands/arguments.hpp"
#include "commands/code_points.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using commands::grammar_fault_kind;
using commands::split_words;

namespace {

// "word|key=value|…" of the split text; "!" and the marked place of a refused one.
std::string split(const std::string& text, const std::vector<bot::person_span>& people = {})
{
    const auto words = split_words(text, people);
    if (!words) return "!" + commands::marked(text, words.error().begin, words.error().length);
    std::string all;
    for (const auto& w : *words) {
        if (&w != &words->front()) all += '|';
        if (!w.key.empty()) all += w.key + "=";
        all += w.text;
    }
    return all;
}

bot::person_span span(const std::string& text, const std::string& shown, std::string id = "U1")
{
    return {text.find(shown), shown.size(), {"slack", std::move(id)}};
}

}  // namespace

TEST_CASE("words split as a shell splits them")
{
    struct row {
        const char* typed;
        const char* split;
    };
    const row rows[] = {
        {"", ""},
        {"   \t\n ", ""},
        {"update 845 progress", "update|845|progress"},
        {"a\u00a0b\u2003c\u2028d", "a|b|c|d"},
        {R"(summary="banco fora do ar" x)", "summary=banco fora do ar|x"},
        {"summary=“banco fora” x", "summary=banco fora|x"},
        {"summary=‘banco fora’ x", "summary=banco fora|x"},
        {"summary=«banco fora» x", "summary=banco fora|x"},
        {"'a b' “c d” ‘e f’ «g h»", "a b|c d|e f|g h"},
        {"copo d'água e d’água", "copo|d'água|e|d’água"},
        {R"(5" de tela)", R"(5"|de|tela)"},
        {R"("a"b c)", "ab|c"},
        {R"("disse \"não\" e \\ \n")", R"(disse "não" e \ \n)"},
        {R"('sem \" escape')", R"(sem \" escape)"},
        {R"(C:\temp \"x)", R"(C:\temp|\"x)"},
        {"“diz \\\"x\\\" aqui”", R"(diz "x" aqui)"},
        {"x=\"linha 1\nlinha 2\"", "x=linha 1\nlinha 2"},
        {"x=", "x="},
        {"x= y", "x=|y"},
        {"x=\"\"", "x="},
        {"a=b=c", "a=b=c"},
        {"https://x.com/?a=b", "https://x.com/?a=b"},
        {"link=https://x.com/?a=b", "link=https://x.com/?a=b"},
        {"1a=b -x=c .y=d =e", "1a=b|-x=c|.y=d|=e"},
        {"_a=1 Região=sul número.de-vezes_2=3", "_a=1|região=sul|número.de-vezes_2=3"},
        {"影響=なし Влияние=нет", "影響=なし|влияние=нет"},
        {"SEVERITY=S1", "severity=S1"},
        {"\"a\"=b", "a=b"},
        {"x=\"\"y", "x=y"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.typed);
        CHECK(split(r.typed) == r.split);
    }
}

TEST_CASE("a quoted word is no key, and a key is told from the same text")
{
    const auto words = split_words("\"a\"=b a=b", {});
    REQUIRE(words.has_value());
    CHECK((*words)[0].key.empty());
    CHECK((*words)[1].key == "a");
}

TEST_CASE("an unclosed quote is an error that marks the place")
{
    CHECK(split("update x=\"sem fim") == "!update x=⟦\"⟧sem fim");
    CHECK(split("nota “sem fim") == "!nota ⟦“⟧sem fim");
    CHECK(split("nota 'a' 'tá\ncaindo") == "!nota 'a' ⟦'⟧tá caindo");
    CHECK(split("«x") == "!⟦«⟧x");
    CHECK(split("x=\"fim\\\"") == "!x=⟦\"⟧fim\\\"");
    CHECK(split("x=“fim\"") == "!x=⟦“⟧fim\"");
    const std::string far = std::string(100, 'a') + " \"" + std::string(100, 'b');
    CHECK(split(far) == "!…" + std::string(29, 'a') + " ⟦\"⟧" + std::string(30, 'b') + "…");
}

TEST_CASE("a key has at most 64 symbols")
{
    CHECK(commands::is_key("ç" + std::string(63, 'a')));
    CHECK_FALSE(commands::is_key("ç" + std::string(64, 'a')));
    CHECK_FALSE(commands::is_key(""));
    CHECK_FALSE(commands::is_key("a b"));
    CHECK_FALSE(commands::is_key("\xff"));
}

TEST_CASE("limits hold to the symbol, and what is over them is refused with the place")
{
    const auto fault = [](const std::string& text) { return split_words(text, {}).error(); };
    std::string words;
    for (int n = 0; n < 1999; ++n) words += "ç ";
    CHECK(split_words(words + "ab", {}).has_value());  // 4,000 code points
    CHECK(fault(words + "abc").kind == grammar_fault_kind::text_too_long);
    CHECK(fault(words + "abc").begin == words.size() + 2);

    std::string value;
    for (int n = 0; n < 2000; ++n) value += "é";
    CHECK(split_words("x=\"" + value + "\"", {}).has_value());
    CHECK(fault("x=\"" + value + "a\"").kind == grammar_fault_kind::value_too_long);
    CHECK(fault("X=\"" + value + "a\"").name == "x");
    CHECK(fault(value + "a").kind == grammar_fault_kind::value_too_long);

    std::string many;
    for (int n = 0; n < 100; ++n) many += "k" + std::to_string(n) + "=1 ";
    CHECK(split_words(many, {}).has_value());
    CHECK(fault(many + "one_more=1").kind == grammar_fault_kind::too_many_values);
    CHECK(fault(many + "one_more=1").name == "one_more");
    CHECK(fault("a \xc3(").kind == grammar_fault_kind::not_utf8);
}

TEST_CASE("a person is one word whatever the name holds, and stays a person")
{
    const std::string text = "assign Approval Lead @Ana \"a\" =b Souza quem=@Zé d'Ávila";
    const auto words =
        split_words(text, {span(text, "@Zé d'Ávila", "U2"), span(text, "@Ana \"a\" =b Souza", "U1")});
    REQUIRE(words.has_value());
    REQUIRE(words->size() == 5);
    CHECK((*words)[3].text == "@Ana \"a\" =b Souza");
    CHECK((*words)[3].who == bot::account{"slack", "U1"});
    CHECK((*words)[4].key == "quem");
    CHECK((*words)[4].text == "@Zé d'Ávila");
    CHECK((*words)[4].who == bot::account{"slack", "U2"});
    CHECK_FALSE((*words)[0].who);
}

TEST_CASE("a word that is more than one person is no person")
{
    const std::string text = "x@ana @ana, \"@ana e\"";
    const std::vector<bot::person_span> people{
        {1, 4, {"slack", "U1"}}, {6, 4, {"slack", "U1"}}, {13, 4, {"slack", "U1"}}
    };
    const auto words = split_words(text, people);
    REQUIRE(words.has_value());
    REQUIRE(words->size() == 3);
    for (const auto& w : *words) CHECK_FALSE(w.who);
    CHECK((*words)[2].text == "@ana e");
}

TEST_CASE("spans that do not fit the text are ignored")
{
    CHECK(split("a b", {{2, 5, {"slack", "U1"}}, {9, 1, {"slack", "U1"}}, {1, 0, {"slack", "U1"}}}) == "a|b");
    CHECK(split("abc", {{0, 3, {"slack", "U1"}}, {1, 2, {"slack", "U2"}}}) == "abc");
}

TEST_CASE("any text at all is split or refused, and quoting keeps every value")
{
    std::mt19937 random(845);
    const std::vector<std::string> pieces{"a", "Ç",  "=", "\"", "'",  "“",  "”",      "‘", "’", "«",
                                          "»", "\\", " ", "\n", "x=", "😀", "\u00a0", ".", "<", "&"};
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (auto n = random() % 14; n > 0; --n) text += pieces[random() % pieces.size()];
        CAPTURE(text);
        const auto words = split_words(text, {{random() % 8, random() % 5, {"slack", "U1"}}});
        if (!words) {
            CHECK(words.error().begin <= text.size());
            CHECK(commands::is_utf8(commands::marked(text, words.error().begin, words.error().length)));
        } else {
            std::size_t end = 0;
            for (const auto& w : *words) {
                CHECK(w.begin >= end);
                end = w.begin + w.length;
            }
            CHECK(end <= text.size());
        }

        std::string quoted = "k=\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') quoted += '\\';
            quoted += c;
        }
        const auto one = split_words(quoted + "\"", {});
        REQUIRE(one.has_value());
        REQUIRE(one->size() == 1);
        CHECK(one->front().text == text);
    }
}

TEST_CASE("a key given twice has its last value, whatever its case")
{
    auto words = split_words("A=1 b a=2", {});
    REQUIRE(words.has_value());
    commands::arguments args("A=1 b a=2", std::move(*words), true);
    CHECK(args.values() == bot::variables{{"a", "2"}});
    CHECK(args.joined() == "b");
}

TEST_CASE("text is taken as typed where it is text")
{
    const std::string text = "erro=500  em\n  \"dois\" lugares";
    auto words = split_words(text, {});
    REQUIRE(words.has_value());
    CHECK(commands::arguments(text, *words, false).as_typed() == text);
    CHECK(commands::arguments(text, *words, true).joined() == "em dois lugares");
    auto quoted = split_words("\"a  b\"", {});
    REQUIRE(quoted.has_value());
    CHECK(commands::arguments("\"a  b\"", *quoted, false).as_typed() == "a  b");
}
