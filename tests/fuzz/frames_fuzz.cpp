// Any bytes from a WebSocket server: what Beast is shown differs in the opcodes of text frames only, and not
// by how the stream was cut.
#include "adapters/http/text_as_binary.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using adapters::http::text_as_binary;

namespace {

// The first byte says how long the pieces are.
std::string passed(const std::string& bytes, std::size_t piece, std::string& kinds)
{
    text_as_binary filter;
    std::string out = bytes;
    auto* data = reinterpret_cast<std::uint8_t*>(out.data());
    for (std::size_t at = 0; at < out.size(); at += piece)
        filter.pass({data + at, std::min(piece, out.size() - at)});
    for (std::size_t i = 0; i < out.size(); ++i) kinds += filter.take_kind() ? 't' : 'b';
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::size_t piece = 1 + data[0] % 16;
    const std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    std::string kinds;
    std::string kinds_in_one;
    const std::string out = passed(bytes, piece, kinds);
    if (out != passed(bytes, bytes.size() + 1, kinds_in_one) || kinds != kinds_in_one) std::abort();
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (out[i] == bytes[i]) continue;
        if ((bytes[i] & 0x0F) != 1 || (out[i] & 0x0F) != 2 || (bytes[i] & 0xF0) != (out[i] & 0xF0))
            std::abort();
    }
    return 0;
}
