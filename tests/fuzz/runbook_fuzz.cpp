// Any bytes as a runbook and as a context file: bounded, no crash, and every diagnostic has a place.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runbooks/lint.hpp"
#include "runbooks/messenger_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto& d : runbooks::lint({{"fuzz.md", std::string(text)}}))
        if (d.line == 0 || d.column == 0 || d.message.empty()) std::abort();
    if (!text.empty()) static_cast<void>(runbooks::context_values(text.substr(1)));
    return 0;
}
