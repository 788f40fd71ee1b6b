#include "commands/invocation.hpp"

#include "commands/phrases.hpp"

#include <algorithm>
#include <utility>

namespace commands {

void invocation::refuse(std::string_view field, std::string why)
{
    if (from_form && row.fields != nullptr) {
        const auto fields = row.fields(*this, changes.find_incident(chosen_incident));
        const bool known =
            std::any_of(fields.begin(), fields.end(), [&](const auto& f) { return f.name == field; });
        if (known) {
            changes.field_error(std::string(field), std::move(why));
            return;
        }
    }
    changes.answer(std::move(why));
}

void invocation::refuse_words(std::string why)
{
    changes.answer(std::move(why) + "\n" + say(phrases.usage, row.usage.in(lang)));
}

std::string invocation::wording(const bot::phrase& p) const
{
    std::string text(p.in(lang));
    if (call_sign == default_call_sign) return text;
    for (auto found = text.find(default_call_sign); found != std::string::npos;
         found = text.find(default_call_sign, found + call_sign.size()))
        text.replace(found, default_call_sign.size(), call_sign);
    return text;
}

bool invocation::no_words_left()
{
    if (args.words().empty()) return true;
    refuse_words(say(phrases.word_not_understood, args.first()->text));
    return false;
}

}  // namespace commands
