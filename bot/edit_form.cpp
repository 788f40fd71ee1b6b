// The form that edits a draft's values.
#include "bot/built_in_variables.hpp"
#include "bot/correcting.hpp"
#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "bot/phrases.hpp"
#include "bot/rendering.hpp"
#include "bot/voting.hpp"
#include "runbooks/library.hpp"

#include <algorithm>

namespace bot {

std::optional<form> edit_form(
    const change_set& changes, const context& ctx, const std::string& draft_id, const actor& by
)
{
    const language l = private_language(ctx, by);
    const draft* about = changes.find_draft(draft_id);
    if (about == nullptr || !about->is_pending() || !may_edit(changes, ctx, *about, by)) return std::nullopt;
    const incident* of_incident = changes.find_incident(about->incident_id);
    const auto of = stage_to_render(ctx, about->stage, about->purpose, true);
    if (of == nullptr || of_incident == nullptr) return std::nullopt;

    const revision& current = about->current();
    const variables automatic =
        with_built_ins(ctx, *of_incident, {}, about->requester_name, about->resolves, changes.now());
    std::vector<const runbooks::stage_text*> texts;
    for (const rendered_text& text : current.texts) {
        const std::string dialect = dialect_of(ctx, text.destination);
        texts.push_back(of->text_for(
            runbooks::dialect_named(dialect).value_or(runbooks::dialect::plain),
            text_language(ctx, text.destination)
        ));
    }
    const std::vector<std::string> needed = of->must_fill(texts);

    form asked;
    asked.callback = "draft.edit";
    asked.context = about->revision_name();
    asked.title = say(l, phrases::edit_title, about->revision_name());
    asked.submit = say(l, phrases::edit_submit);
    asked.close = say(l, phrases::form_close);
    for (const std::string& name : of->variables()) {
        if (is_reserved_variable(name)) continue;
        if (about->purpose == draft_purpose::retraction && name == posted_at_variable) continue;
        form_field field;
        field.name = name;
        field.label = name;
        const auto overridden = current.overrides.find(name);
        if (overridden != current.overrides.end()) {
            field.value = overridden->second;
        } else if (!may_be_overridden(name)) {
            const auto own = of_incident->values.find(name);
            if (own != of_incident->values.end()) field.value = own->second;
        }
        if (may_be_overridden(name)) {
            const auto value = automatic.find(name);
            if (value != automatic.end() && !value->second.empty())
                field.hint = say(l, phrases::hint_automatic, value->second);
        } else {
            field.multiline = true;
            if (std::find(needed.begin(), needed.end(), name) != needed.end())
                field.hint = say(l, phrases::hint_required);
        }
        asked.fields.push_back(std::move(field));
    }
    if (asked.fields.empty()) return std::nullopt;
    return asked;
}

}  // namespace bot
