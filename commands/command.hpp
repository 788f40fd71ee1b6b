// A command as a row: what people type, what help says, who may, and the handler. Everything that is known of
// a command is read from its row.
#pragma once

#include "bot/language.hpp"
#include "bot/message.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace bot {
struct incident;
}

namespace commands {

class invocation;

// Whom the rules will listen to. Everybody may type everything; help says who will be heard.
enum class access { anyone, approver, second_person, editor, author };

struct command {
    std::string_view word;                    // the canonical word, English
    std::array<std::string_view, 3> aliases;  // in any language; all are accepted whatever the language
    bot::phrase usage;
    bot::phrase help;  // one line, no full stop
    access needs = access::anyone;
    bool takes_values = false;  // "key=value" is a value; else it is text like any other word

    // Checks everything before it changes anything: a refused command leaves no trace.
    void (*run)(invocation& call) = nullptr;

    // The inputs of its form, prefilled from the incident if there is one; null: it has no form. With
    // takes_values a submitted field is a value of that name, else it is a word, in this order.
    std::vector<bot::form_field> (*fields)(const invocation& call, const bot::incident* about) = nullptr;

    // What an opened form is about beside its incident, given back as the words of its submission; null:
    // nothing.
    std::string (*binds)(const invocation& call, const bot::incident* about) = nullptr;
};

}  // namespace commands
