#include "commands/stage_draft.hpp"

#include "bot/drafting.hpp"
#include "commands/given_values.hpp"
#include "commands/listed.hpp"
#include "commands/phrases.hpp"
#include "runbooks/library.hpp"

#include <utility>

namespace commands {

std::string stage_list(const invocation& call)
{
    const auto names = call.ctx.runbooks.stage_names();
    return names.empty() ? call.say(phrases.no_stages) : call.say(phrases.all_stages, listed(names));
}

void refuse_stage(invocation& call, std::string_view typed)
{
    auto text = call.say(phrases.unknown_stage, typed);
    if (const auto near = call.ctx.runbooks.nearest_stage(typed))
        text += " " + call.say(phrases.did_you_mean, *near);
    call.changes.answer(text + "\n" + stage_list(call));
}

void draft_stage(invocation& call, const bot::incident& about, const std::string& stage)
{
    const auto* known = call.ctx.runbooks.find(stage);
    if (known == nullptr) return refuse_stage(call, stage);
    if (!call.no_words_left()) return;
    auto given = take_values(call);
    if (!given) return;
    const std::string id = about.id;
    apply_to_incident(call, id, *given);
    bot::draft_request request;
    request.incident_id = id;
    request.stage = known->name;
    request.overrides = std::move(given->variables);
    request.overrides.merge(given->draft_only);
    request.by = call.by();
    request.at = call.at;
    preview_draft(call, request);
    remark_on(call, *given);
}

void preview_draft(invocation& call, const bot::draft_request& request)
{
    const auto* made = bot::make_draft(call.changes, call.ctx, request);
    if (made == nullptr) return;
    const auto& words = made->purpose == bot::draft_purpose::correction   ? phrases.correction_posted
                        : made->purpose == bot::draft_purpose::retraction ? phrases.retraction_posted
                                                                          : phrases.preview_posted;
    auto text = call.say(words, made->incident_id, made->stage, made->revision_name());
    if (!made->current().unfilled.empty()) {
        text += "\n" + call.say(phrases.unfilled_left, listed(made->current().unfilled));
    }
    call.changes.answer(std::move(text));
}

}  // namespace commands
