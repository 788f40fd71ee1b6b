// What the message policy reads of people's texts: credentials, internal words, acronyms, times, differences.
#include "bot/credential_mark.hpp"
#include "bot/leak_gate.hpp"
#include "bot/message_policy.hpp"
#include "bot/next_update.hpp"
#include "bot/policy_lint.hpp"
#include "bot/public_words.hpp"
#include "bot/reader_text.hpp"
#include "bot/text_diff.hpp"
#include "runbooks/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto inside = [&](std::size_t begin, std::size_t length) {
        if (begin > text.size() || length > text.size() - begin) std::abort();
    };
    for (const bot::leak& l : bot::find_credentials(text)) inside(l.begin, l.length);
    for (const bot::leak& l : bot::find_token_like(text)) inside(l.begin, l.length);
    const bot::message_policy policy;
    for (const bot::inside_word& w : bot::find_inside_words(text, policy)) inside(w.begin, w.length);
    for (const bot::bare_acronym& a : bot::find_acronyms(text, policy, "SUP-INC-"))
        inside(a.begin, a.letters.size());
    (void)bot::read_next_update(
        text, bot::time_point(std::chrono::milliseconds(1'795'456'800'000)), "America/Sao_Paulo"
    );
    for (const auto which : {runbooks::dialect::slack, runbooks::dialect::teams})
        (void)bot::reader_text(which, text);
    if (runbooks::invalid_utf8_at(text) == std::string_view::npos) {
        const auto whole = [](std::string_view words) {
            if (runbooks::invalid_utf8_at(words) != std::string_view::npos) std::abort();
        };
        whole(bot::without_credentials(std::string(text), bot::language::en));
        const std::string clean = bot::without_secrets(std::string(text), policy, bot::language::en);
        whole(clean);
        if (!bot::find_secrets(clean, policy).empty()) std::abort();
        for (const auto& f : bot::judge_template(policy, "SUP-INC-", {}, text, {}, true)) whole(f.message);
    }
    const std::size_t half = size / 2;
    if (const auto d = bot::diff_words(text.substr(0, half), text.substr(half)))
        (void)bot::without_long_runs(*d);
    return 0;
}
