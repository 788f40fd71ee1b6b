#include "bot/content_hash.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using bot::canonical_json;

TEST_CASE("SHA-256 is that of the standard's own example")
{
    CHECK(bot::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(bot::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("keys are ordered by their UTF-16 units, as RFC 8785's example has them")
{
    const auto v =
        boost::json::parse(R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7})");
    CHECK(
        canonical_json(v) == "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xef\xac\xb3\":3}"
    );
}

TEST_CASE("a key that begins another one comes first")
{
    CHECK(canonical_json(boost::json::parse(R"({"ab":1,"a":2,"":3})")) == R"({"":3,"a":2,"ab":1})");
}

TEST_CASE("only what must be escaped is, and control characters in lower-case hex")
{
    const boost::json::value v = "\"\\/\b\f\n\r\t\x1f\x7f é";
    CHECK(canonical_json(v) == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001f\x7f é\"");
}

TEST_CASE("values keep their kind; numbers that lose digits elsewhere are a broken invariant")
{
    CHECK(
        canonical_json(boost::json::parse(R"([null, true, false, -3, {"a": []}])")) ==
        R"([null,true,false,-3,{"a":[]}])"
    );
    CHECK(canonical_json(std::int64_t{1} << 53) == "9007199254740992");
    CHECK_THROWS_AS(canonical_json((std::int64_t{1} << 53) + 1), std::logic_error);
    CHECK_THROWS_AS(canonical_json(-(std::int64_t{1} << 53) - 1), std::logic_error);
    CHECK_THROWS_AS(canonical_json(0.5), std::logic_error);
}

TEST_CASE("the content hash is that of the sorted JSON, in whatever order the texts come")
{
    const bot::rendered_text a{"alpha", "x <b> & \"é\"\n🚨"};
    const bot::rendered_text b{"slack:acme/C1", ""};
    const std::string expected = "0fade289e1e36246a20e518a36e31a592084d53a9e4c27158c3e629a706f7d44";
    CHECK(bot::content_hash({a, b}) == expected);
    CHECK(bot::content_hash({b, a}) == expected);
    CHECK(bot::content_hash({a}) != expected);
    CHECK(bot::content_hash({{"alpha", a.text + " "}, b}) != expected);
}
