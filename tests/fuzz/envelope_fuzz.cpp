// Any bytes as a Socket Mode frame: decoded, and turned into an event if they make one.
#include "adapters/slack/envelope.hpp"
#include "adapters/slack/to_inbound.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace adapters::slack;

namespace {

translation acme()
{
    translation t;
    t.connection = "acme";
    t.commands = {"/incident"};
    t.self = {"U0BOT", "B0BOT", "A0APP", "T0", "incidentd"};
    t.handle = [](const bot::account&, std::string_view label) { return std::string(label); };
    return t;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static envelope_decoder decoder;
    static const translation how = acme();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const frame f = decoder.decode(text);
    const auto event = to_inbound(f, how);
    if (!event) return 0;
    if (event->keys.empty()) std::abort();
    if (const auto* typed = std::get_if<bot::typed_command>(&event->what))
        for (const auto& span : typed->people)
            if (span.begin + span.length > typed->text.size()) std::abort();
    return 0;
}
