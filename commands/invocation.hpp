// One command being carried out: who typed what where, and the ways to answer.
#pragma once

#include "bot/context.hpp"
#include "bot/inbound.hpp"
#include "bot/language.hpp"
#include "bot/world.hpp"
#include "commands/arguments.hpp"
#include "commands/command.hpp"

#include <string>
#include <string_view>

namespace commands {

// As the phrases have it; `@Incident` elsewhere.
inline constexpr std::string_view default_call_sign = "/incident";

class invocation {
public:
    bot::change_set& changes;
    const bot::context& ctx;
    const bot::inbound& event;
    const command& row;
    bot::language lang;
    bot::place at;  // where the command was typed: the event's place, or the one a form carried
    arguments args;
    bot::typed_command words;     // as typed behind the command word
    std::string chosen_incident;  // by a button or a form; empty: to be found out
    bool from_form = false;
    std::string_view call_sign = default_call_sign;  // what calls the daemon where the command was typed

    const bot::actor& by() const noexcept { return event.from; }

    template <class... Args>
    std::string say(const bot::phrase& p, const Args&... args_of) const
    {
        return fmt::vformat(wording(p), fmt::make_format_args(args_of...));
    }
    template <class... Args>
    void answer(const bot::phrase& p, const Args&... args_of)
    {
        changes.answer(say(p, args_of...));
    }
    // Says no. A submitted form shows it at the field; typed commands get it as the answer.
    void refuse(std::string_view field, std::string why);
    // The private answer: what is wrong with the words, and the usage.
    void refuse_words(std::string why);
    // The words left over mean nothing to this command. False, and refused, when there are any.
    bool no_words_left();

private:
    // The phrase in the person's language, with their platform's call sign.
    std::string wording(const bot::phrase& p) const;
};

}  // namespace commands
