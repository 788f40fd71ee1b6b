#include "adapters/http/text_as_binary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using adapters::http::text_as_binary;

namespace {

std::string passed(text_as_binary& filter, std::string bytes, std::size_t piece)
{
    auto* data = reinterpret_cast<std::uint8_t*>(bytes.data());
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        filter.pass({data + at, std::min(piece, bytes.size() - at)});
    return bytes;
}

const std::string head = "HTTP/1.1 101 Switching Protocols\r\nX: \r\r\n\r\n";

std::string frame(unsigned first, const std::string& payload, bool masked = false)
{
    std::string out(1, static_cast<char>(first));
    const unsigned bit = masked ? 0x80 : 0;
    const std::size_t n = payload.size();
    if (n < 126) {
        out += static_cast<char>(n | bit);
    } else if (n < 65536) {
        out += static_cast<char>(126 | bit);
        for (int shift = 8; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
    } else {
        out += static_cast<char>(127 | bit);
        for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
    }
    if (masked) out += "mask";
    return out + payload;
}

}  // namespace

TEST_CASE("only the opcodes of text frames change, however the stream is cut")
{
    const std::string all = head + frame(0x81, "\x81\x01 text") + frame(0x82, "\x81 binary") +
                            frame(0x01, "first") + frame(0x89, "\x81ping") + frame(0x80, "rest") +
                            frame(0x81, "") + frame(0x81, std::string(300, '\x81')) +
                            frame(0x81, std::string(70'000, '\x81')) + frame(0x81, "\x81masked", true) +
                            frame(0x81, "", true) + frame(0xC1, "reserved bits stay") +
                            frame(0x88, "\x03\xE8");
    const auto at = [&](const std::string& what) { return all.find(what); };
    for (const auto& piece :
         {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1460}, all.size()}) {
        CAPTURE(piece);
        text_as_binary filter;
        const auto out = passed(filter, all, piece);
        REQUIRE(out.size() == all.size());
        std::vector<std::size_t> changed;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (out[i] != all[i]) changed.push_back(i);
        }
        const std::size_t big = at(frame(0x81, std::string(300, '\x81')));
        const std::size_t bigger = big + 4 + 300;
        const std::size_t masked = bigger + 10 + 70'000;
        CHECK(
            changed ==
            std::vector{
                head.size(),
                at(frame(0x01, "first")),
                big - 2,
                big,
                bigger,
                masked,
                masked + 6 + 7,
                masked + 6 + 7 + 6
            }
        );
        for (const auto i : changed) CHECK(out[i] == static_cast<char>((all[i] & 0xF0) | 2));
        std::string kinds;
        for (int i = 0; i < 9; ++i) kinds += filter.take_kind() ? 't' : 'b';
        CHECK(kinds == "tbttttttt");
        CHECK_FALSE(filter.take_kind());
    }
}

TEST_CASE("nothing changes before the head of the answer has ended")
{
    text_as_binary filter;
    const std::string all = "HTTP/1.1 403 Forbidden\r\n\x81\n\n\x81\r\x81\r\n\x81";
    CHECK(passed(filter, all, 3) == all);
    CHECK_FALSE(filter.take_kind());
}
