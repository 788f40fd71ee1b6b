#include "commands/interpreter.hpp"

#include "bot/lifecycle.hpp"
#include "commands/baton.hpp"
#include "commands/draft_choice.hpp"
#include "commands/form.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"
#include "commands/table.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace commands {
namespace {

constexpr std::string_view command_prefix = "command.";

// A command's text as words, and where the command word ends.
struct reading {
    const command* row = nullptr;  // null: unknown, or nothing typed
    std::string first;             // the command word as typed
    bot::typed_command rest;       // what follows it
    std::vector<word> words;       // the same, split
};

bot::typed_command from(const bot::typed_command& typed, std::size_t begin)
{
    bot::typed_command rest{.text = typed.text.substr(begin), .people = {}};
    for (auto person : typed.people) {
        if (person.begin < begin) continue;
        person.begin -= begin;
        rest.people.push_back(std::move(person));
    }
    return rest;
}

boost::system::result<reading, grammar_fault> read(const bot::typed_command& typed)
{
    auto words = split_words(typed.text, typed.people);
    if (!words) return words.error();
    reading r;
    if (words->empty()) return r;
    const auto& first = words->front();
    r.first = typed.text.substr(first.begin, first.length);
    if (first.key.empty() && !first.who) r.row = find_command(first.text);
    if (words->size() < 2) return r;
    const auto begin = (*words)[1].begin;
    r.rest = from(typed, begin);
    r.words.assign(std::make_move_iterator(words->begin() + 1), std::make_move_iterator(words->end()));
    for (auto& w : r.words) w.begin -= begin;
    return r;
}

std::string described(const grammar_fault& fault, std::string_view text, bot::language l)
{
    const auto where = marked(text, fault.begin, fault.length);
    switch (fault.kind) {
        case grammar_fault_kind::unclosed_quote:
            return bot::say(l, phrases.unclosed_quote, where);
        case grammar_fault_kind::text_too_long:
            return bot::say(l, phrases.text_too_long, most_text, where);
        case grammar_fault_kind::value_too_long:
            return fault.name.empty() ? bot::say(l, phrases.words_too_long, most_value, where)
                                      : bot::say(l, phrases.value_too_long, fault.name, most_value, where);
        case grammar_fault_kind::too_many_values:
            return bot::say(l, phrases.too_many_values, most_values, where);
        case grammar_fault_kind::not_utf8:
            break;
    }
    return bot::say(l, phrases.not_utf8);
}

invocation make_call(
    bot::change_set& changes,
    const bot::context& ctx,
    const bot::inbound& event,
    const command& row,
    std::string_view call_sign
)
{
    return {
        .changes = changes,
        .ctx = ctx,
        .event = event,
        .row = row,
        .lang = bot::private_language(ctx, event.from),
        .at = event.at,
        .args = {},
        .words = {},
        .chosen_incident = {},
        .from_form = false,
        .call_sign = call_sign,
    };
}

// "command.update" or "command.update.form".
const command* row_of(std::string_view name)
{
    if (!name.starts_with(command_prefix)) return nullptr;
    name.remove_prefix(command_prefix.size());
    if (const auto dot = name.find('.'); dot != std::string_view::npos) name = name.substr(0, dot);
    const auto all = table();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto* row) { return row->word == name; });
    return found == all.end() ? nullptr : *found;
}

// Where the command was typed that a form belongs to; what the event itself tells is surer.
bot::place place_of(const bot::inbound& event, const baton& back)
{
    if (!event.at.channel.empty()) return event.at;
    return back.at.channel.platform == event.from.who.platform ? back.at : event.at;
}

void run_press(
    bot::change_set& changes,
    const bot::context& ctx,
    const bot::inbound& event,
    const bot::press& pressed,
    std::string_view call_sign
)
{
    const auto* row = row_of(pressed.action);
    const auto back = baton_from(pressed.value);
    const auto lang = bot::private_language(ctx, event.from);
    if (row == nullptr || !back) return changes.answer(bot::say(lang, phrases.stale_button));
    auto call = make_call(changes, ctx, event, *row, call_sign);
    call.chosen_incident = back->incident_id;
    call.at = place_of(event, *back);
    if (is_form_action(pressed.action)) {
        const auto* about = back->incident_id.empty() ? nullptr : changes.find_incident(back->incident_id);
        if (row->fields == nullptr || (about == nullptr && !back->incident_id.empty())) {
            return changes.answer(bot::say(lang, phrases.stale_button));
        }
        return ask_for_words(call, about);
    }
    auto words = split_words(back->words.text, back->words.people);
    if (!words) return changes.answer(described(words.error(), back->words.text, lang));
    call.words = back->words;
    call.args = arguments(back->words.text, std::move(*words), row->takes_values);
    row->run(call);
}

}  // namespace

std::string_view interpreter::call_sign_of(const bot::inbound& event) const noexcept
{
    const auto own = call_signs_.find(event.from.who.platform);
    return own == call_signs_.end() ? default_call_sign : std::string_view(own->second);
}

void interpreter::run(
    bot::change_set& changes,
    const bot::context& ctx,
    const bot::inbound& event,
    const bot::typed_command& typed
) const
{
    if (const auto* pressed = std::get_if<bot::press>(&event.what))
        return run_press(changes, ctx, event, *pressed, call_sign_of(event));
    const auto lang = bot::private_language(ctx, event.from);
    auto text = read(typed);
    if (!text) return changes.answer(described(text.error(), typed.text, lang));
    const auto* help = find_command("help");
    auto call =
        make_call(changes, ctx, event, text->row != nullptr ? *text->row : *help, call_sign_of(event));
    if (text->row == nullptr && !text->first.empty()) return refuse_command(call, text->first);
    call.args = arguments(text->rest.text, std::move(text->words), call.row.takes_values);
    call.words = std::move(text->rest);
    call.row.run(call);
}

void interpreter::submit(
    bot::change_set& changes,
    const bot::context& ctx,
    const bot::inbound& event,
    const bot::form_submission& form
) const
{
    const auto* row = row_of(form.callback);
    const auto back = baton_from(form.context);
    if (row == nullptr || row->fields == nullptr || !back) {
        return changes.answer(bot::say(bot::private_language(ctx, event.from), phrases.stale_button));
    }
    auto call = make_call(changes, ctx, event, *row, call_sign_of(event));
    call.at = place_of(event, *back);
    call.chosen_incident = back->incident_id;
    call.from_form = true;
    call.words = back->words;
    const auto* about = back->incident_id.empty() ? nullptr : changes.find_incident(back->incident_id);
    if (take_fields(call, form.fields, about)) row->run(call);
}

std::optional<std::string> interpreter::voted_draft(
    const bot::world& now, const bot::context&, const bot::inbound& event
) const
{
    const command* row = nullptr;
    arguments args;
    if (const auto* typed = std::get_if<bot::typed_command>(&event.what)) {
        auto text = read(*typed);
        if (!text || text->row == nullptr) return std::nullopt;
        row = text->row;
        args = arguments(text->rest.text, std::move(text->words), row->takes_values);
    } else if (const auto* pressed = std::get_if<bot::press>(&event.what)) {
        row = row_of(pressed->action);
        const auto back = baton_from(pressed->value);
        if (row == nullptr || !back) return std::nullopt;
        auto words = split_words(back->words.text, back->words.people);
        if (!words) return std::nullopt;
        args = arguments(back->words.text, std::move(*words), row->takes_values);
    }
    if (row == nullptr) return std::nullopt;
    const bot::change_set rows(now, bot::time_point());
    const bot::draft* about = nullptr;
    if (row->needs == access::second_person)
        about = foreseen_unsigned_draft(rows, event.at, args);
    else if (row->needs == access::approver || row->needs == access::editor)
        about = foreseen_draft(rows, event.at, args);
    if (about == nullptr) return std::nullopt;
    return about->id;
}

}  // namespace commands
