// Any bytes as an activity: decoded, and turned into events if they make some.
#include "adapters/teams/activity.hpp"
#include "adapters/teams/to_inbound.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace adapters::teams;

namespace {

settings acme()
{
    settings s;
    s.name = "acme";
    s.app_id = "bot";
    s.approve_reactions = {"like"};
    s.reject_reactions = {"274c_crossmark"};
    return s;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static activity_decoder decoder;
    static const settings config = acme();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto a = decoder.decode(text);
    if (!a) return 0;
    translation how{.config = config, .readers = {}, .click_window = 7};
    how.readers.is_bot = [](const mention& m) { return same_bot(m.id, "bot"); };
    how.readers.who = [](const mention& m) { return bot::account{"teams", m.aad}; };
    how.readers.handle = [](const bot::account&, std::string_view name) { return "@" + std::string(name); };
    for (const bot::inbound& event : to_inbound(*a, how)) {
        if (event.keys.empty() || event.from.who.id.empty()) std::abort();
        if (const auto* typed = std::get_if<bot::typed_command>(&event.what))
            for (const auto& span : typed->people)
                if (span.begin + span.length > typed->text.size()) std::abort();
    }
    if (is_refresh(*a) && a->type == "invoke" && !to_inbound(*a, how).empty()) std::abort();
    return 0;
}
