#include "commands/invocation.hpp"
#include "commands/phrases.hpp"
#include "commands/table.hpp"

namespace commands::rows {
namespace {

const bot::phrase& heard(access needs)
{
    switch (needs) {
        case access::approver:
            return phrases.heard_approver;
        case access::second_person:
            return phrases.heard_second_person;
        case access::editor:
            return phrases.heard_editor;
        case access::author:
            return phrases.heard_author;
        case access::anyone:
            break;
    }
    return phrases.heard_anyone;
}

void describe(invocation& call, const command& of)
{
    auto text = call.say(phrases.usage, of.usage.in(call.lang)) + "\n";
    text += of.help.in(call.lang);
    std::string others;
    const auto shown_word = word_in(of, call.lang);
    const auto add = [&](std::string_view word) {
        if (word.empty() || word == shown_word) return;
        if (!others.empty()) others += ", ";
        others += word;
    };
    add(of.word);
    for (const auto alias : of.aliases) add(alias);
    if (!others.empty()) text += "\n" + call.say(phrases.help_aliases, others);
    text += "\n" + call.say(heard(of.needs));
    if (of.takes_values) text += "\n" + call.say(phrases.help_values);
    call.changes.answer(std::move(text));
}

void run(invocation& call)
{
    if (const auto* first = call.args.first()) {
        const auto* of = find_command(first->text);
        if (of != nullptr) return describe(call, *of);
        return refuse_command(call, first->text);
    }
    auto text = call.say(phrases.help_title);
    for (const auto* of : table()) {
        text += "\n" + call.say(phrases.help_line, of->usage.in(call.lang), of->help.in(call.lang));
    }
    text += "\n" + call.say(phrases.help_more);
    call.changes.answer(std::move(text));
}

}  // namespace

extern constinit const command help{
    .word = "help",
    .aliases = {"ajuda"},
    .usage = {"ajuda [COMANDO]", "help [COMMAND]"},
    .help = {"mostra os comandos, ou um deles por inteiro", "shows the commands, or all about one"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
