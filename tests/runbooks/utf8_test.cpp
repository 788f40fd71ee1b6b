#include "runbooks/utf8.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace runbooks;

TEST_CASE("a cut never splits a code point, and takes all that fits")
{
    const std::string text = "aé🔥b";  // 1, 2, 4 and 1 bytes
    for (std::size_t most = 0; most <= text.size() + 1; ++most) {
        const auto head = first_bytes(text, most);
        CHECK(head.size() <= most);
        CHECK(invalid_utf8_at(head) == std::string_view::npos);
        const bool takes_more =
            head.size() < text.size() && head.size() + decode_at(text, head.size()).size <= most;
        CHECK_FALSE(takes_more);
    }
    CHECK(first_code_points(text, 0).empty());
    CHECK(first_code_points(text, 2) == "aé");
    CHECK(first_code_points(text, 3) == "aé🔥");
    CHECK(first_code_points(text, 9) == text);
}

TEST_CASE("what is no UTF-8 is replaced byte by byte, and the rest stays")
{
    CHECK(valid_utf8("maçã, 12345678, 🔥") == "maçã, 12345678, 🔥");
    CHECK(valid_utf8("ma\xC3") == "ma\uFFFD");
    CHECK(valid_utf8("\xE7\xE3o") == "\uFFFD\uFFFDo");  // Latin-1
    CHECK(
        valid_utf8("12345678\xFF"
                   "12345678") == "12345678\uFFFD12345678"
    );
    CHECK(valid_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // a surrogate
    CHECK(valid_utf8("").empty());
}

TEST_CASE("whatever the bytes are, what comes out is valid")
{
    std::mt19937 random(20261125);
    for (int n = 0; n < 2000; ++n) {
        std::string bytes(random() % 40, '\0');
        for (char& c : bytes) c = static_cast<char>(random() % 4 == 0 ? random() % 256 : 'a' + random() % 26);
        const std::string mended = valid_utf8(bytes);
        CHECK(invalid_utf8_at(mended) == std::string::npos);
        if (invalid_utf8_at(bytes) == std::string::npos) CHECK(mended == bytes);
    }
}
