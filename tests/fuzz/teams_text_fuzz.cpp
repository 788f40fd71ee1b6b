// Any bytes as the HTML and as the text of a message, with three mentions that may or may not be in it.
#include "adapters/teams/html_text.hpp"
#include "adapters/teams/text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace adapters::teams;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    text_readers how;
    how.is_bot = [](const mention& m) { return m.id == "28:b"; };
    how.who = [](const mention& m) { return bot::account{"teams", m.id == "29:a" ? "aad-a" : ""}; };
    how.handle = [](const bot::account& who, std::string_view) { return who.id.empty() ? "" : "@" + who.id; };
    typed_source from;
    from.mentions = {
        {.id = "28:b", .aad = {}, .name = "Bot", .text = "<at>Bot</at>"},
        {.id = "29:a", .aad = {}, .name = "Ana", .text = "<at>Ana</at>"},
        {.id = "28:b", .aad = {}, .name = "B", .text = "@B"}
    };
    for (const bool is_html : {true, false}) {
        (is_html ? from.html : from.text) = text;
        const bot::typed_command typed = decode_typed(from, how);
        std::size_t last = 0;
        for (const auto& span : typed.people) {
            if (span.begin < last || span.begin + span.length > typed.text.size()) std::abort();
            if (typed.text.compare(span.begin, span.length, "@aad-a") != 0) std::abort();
            last = span.begin + span.length;
        }
        from.html.clear();
    }
    return 0;
}
