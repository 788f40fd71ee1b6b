#include "commands/form.hpp"

#include "bot/drafting.hpp"
#include "commands/baton.hpp"
#include "commands/code_points.hpp"
#include "commands/phrases.hpp"
#include "commands/table.hpp"
#include "runbooks/dialect.hpp"
#include "runbooks/library.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace commands {
namespace {

constexpr std::string_view form_suffix = ".form";
constexpr std::size_t most_fields = 40;
constexpr std::size_t one_line = 80;       // code points that an input of one line shows well
constexpr std::size_t title_symbols = 24;  // the shortest title that every platform shows whole

// The daemon knows them, or another field of every form has them.
constexpr std::array<std::string_view, 5> never_asked{
    "severity", "commander", "timestamp", "ttr", "duration"
};

}  // namespace

std::string form_action(std::string_view word)
{
    return "command." + std::string(word) + std::string(form_suffix);
}

bool is_form_action(std::string_view action) noexcept
{
    return action.ends_with(form_suffix);
}

void ask_for_words(invocation& call, const bot::incident* about)
{
    if (call.row.fields == nullptr) return call.refuse_words(call.say(phrases.more_is_needed));
    auto fields = call.row.fields(call, about);
    if (call.from_form) {
        for (const auto& f : fields) {
            if (f.required) call.changes.field_error(f.name, call.say(phrases.field_required));
        }
        if (call.changes.field_errors().empty() && !fields.empty()) {
            call.changes.field_error(fields.front().name, call.say(phrases.field_required));
        }
        return;
    }
    baton back{.incident_id = about == nullptr ? std::string() : about->id, .words = {}, .at = call.at};
    if (call.row.binds != nullptr) back.words.text = call.row.binds(call, about);
    if (call.event.may_open_form) {
        bot::form f;
        f.callback = "command." + std::string(call.row.word);
        f.context = to_text(back);
        const std::string title = about == nullptr
                                      ? std::string(word_in(call.row, call.lang))
                                      : std::string(word_in(call.row, call.lang)) + " " + about->id;
        f.title = first_code_points(title, title_symbols);
        f.submit = call.say(phrases.form_send);
        f.close = call.say(phrases.form_cancel);
        f.fields = std::move(fields);
        call.changes.open(std::move(f));
        return;
    }
    bot::notice words{
        .text =
            call.say(phrases.more_is_needed) + "\n" + call.say(phrases.usage, call.row.usage.in(call.lang)),
        .buttons = {}
    };
    words.buttons.push_back(
        {.action = form_action(call.row.word),
         .value = to_text(back),
         .label = call.say(phrases.open_form),
         .style = {},
         .confirm = {}}
    );
    call.changes.answer(std::move(words));
}

void add_stage_fields(
    std::vector<bot::form_field>& fields,
    const invocation& call,
    std::string_view stage,
    const bot::incident* about
)
{
    add_stage_fields(fields, call, stage, about == nullptr ? bot::variables() : about->values);
}

void add_stage_fields(
    std::vector<bot::form_field>& fields,
    const invocation& call,
    std::string_view stage,
    const bot::variables& values
)
{
    const auto* known = call.ctx.runbooks.find(stage);
    if (known == nullptr) return;
    for (const auto& name : known->variables()) {
        const bool asked =
            std::any_of(fields.begin(), fields.end(), [&](const auto& f) { return f.name == name; });
        const bool never = std::find(never_asked.begin(), never_asked.end(), name) != never_asked.end();
        if (asked || never || bot::is_reserved_variable(name) || !is_key(name)) continue;
        if (fields.size() == most_fields) return;
        std::string value;
        if (const auto present = values.find(name); present != values.end()) value = present->second;
        const bool long_text = value.find('\n') != std::string::npos || count_code_points(value) > one_line;
        fields.push_back(field(name, name, std::move(value), false, long_text));
    }
}

bool take_fields(invocation& call, const bot::variables& fields, const bot::incident* about)
{
    bool good = true;
    std::vector<word> words;
    for (const auto& f : call.row.fields(call, about)) {
        const auto given = fields.find(f.name);
        // A platform may not be able to show a field; an emptied one comes back empty.
        if (given == fields.end() && call.row.takes_values && !f.required) continue;
        const auto text = given == fields.end() ? std::string() : std::string(runbooks::strip(given->second));
        if (!is_utf8(text)) {
            call.changes.field_error(f.name, call.say(phrases.not_utf8));
            good = false;
        } else if (count_code_points(text) > most_value) {
            call.changes.field_error(f.name, call.say(phrases.field_too_long, most_value));
            good = false;
        } else if (text.empty() && f.required) {
            call.changes.field_error(f.name, call.say(phrases.field_required));
            good = false;
        }
        // An emptied field clears what it was prefilled with; one that was empty before says nothing.
        if (text.empty() && (f.value.empty() || !call.row.takes_values)) continue;
        word w;
        w.text = text;
        if (call.row.takes_values) w.key = f.name;
        words.push_back(std::move(w));
    }
    call.args = arguments({}, std::move(words), call.row.takes_values);
    return good;
}

}  // namespace commands
