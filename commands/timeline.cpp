#include "bot/format_time.hpp"
#include "commands/code_points.hpp"
#include "commands/draft_state_name.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"

#include <algorithm>
#include <utility>

namespace commands::rows {
namespace {

constexpr std::size_t most_lines = 25;
constexpr std::size_t entry_symbols = 200;

struct moment {
    bot::time_point at;
    std::string text;
    std::size_t order = 0;  // of moments at the same time
};

const bot::phrase& asked_words(bot::draft_purpose purpose)
{
    switch (purpose) {
        case bot::draft_purpose::correction:
            return phrases.timeline_asked_to_correct;
        case bot::draft_purpose::retraction:
            return phrases.timeline_asked_to_retract;
        case bot::draft_purpose::message:
            break;
    }
    return phrases.timeline_draft;
}

const bot::phrase& decided_words(bot::draft_purpose purpose)
{
    switch (purpose) {
        case bot::draft_purpose::correction:
            return phrases.timeline_correction_decided;
        case bot::draft_purpose::retraction:
            return phrases.timeline_retraction_decided;
        case bot::draft_purpose::message:
            break;
    }
    return phrases.timeline_decided;
}

// What a reader saw happen: a message of its own, or one that changed in its place.
const bot::phrase& sent_words(bot::draft_purpose purpose, bot::delivery_kind kind)
{
    const bool edited = kind == bot::delivery_kind::edit;
    switch (purpose) {
        case bot::draft_purpose::correction:
            return edited ? phrases.timeline_corrected : phrases.timeline_correction_posted;
        case bot::draft_purpose::retraction:
            return edited ? phrases.timeline_retracted : phrases.timeline_retraction_posted;
        case bot::draft_purpose::message:
            break;
    }
    return phrases.timeline_posted;
}

std::vector<moment> moments_of(const invocation& call, const bot::incident& about)
{
    std::vector<moment> all;
    for (const auto& entry : about.timeline) {
        const auto who = entry.by.empty() ? call.say(phrases.daemon) : call.ctx.people.label(entry.by);
        all.push_back({entry.at, who + ": " + entry.text, 0});
    }
    for (const auto* d : call.changes.drafts_of(about.id)) {
        all.push_back(
            {d->revisions.front().made_at,
             call.say(asked_words(d->purpose), d->requester_name, d->stage, d->id)}
        );
        if (d->decided_at) {
            all.push_back(
                {*d->decided_at,
                 call.say(decided_words(d->purpose), d->stage, d->id, shown(d->state, call.lang))}
            );
        }
        for (const auto& id : d->post_ids) {
            const auto* post = call.changes.find_delivery(id);
            if (post == nullptr || post->state != bot::delivery_state::sent || !post->settled_at) continue;
            all.push_back(
                {*post->settled_at, call.say(sent_words(d->purpose, post->kind), d->stage, post->destination)}
            );
        }
    }
    for (std::size_t n = 0; n < all.size(); ++n) all[n].order = n;
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return std::pair(a.at, a.order) > std::pair(b.at, b.order);
    });
    return all;
}

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::readable);
    if (about == nullptr || !call.no_words_left()) return;
    auto text = call.say(phrases.timeline_title, about->id);
    const auto all = moments_of(call, *about);
    for (std::size_t n = 0; n < std::min(all.size(), most_lines); ++n) {
        const auto what = first_code_points(all[n].text, entry_symbols);
        text += "\n" + bot::format_local(all[n].at, call.ctx.config.timezone) + " · ";
        text += what;
        if (what.size() < all[n].text.size()) text += "…";
    }
    if (all.size() > most_lines) text += "\n" + call.say(phrases.and_more, all.size() - most_lines);
    call.changes.answer(std::move(text));
}

}  // namespace

extern constinit const command timeline{
    .word = "timeline",
    .aliases = {"linha-do-tempo"},
    .usage = {"linha-do-tempo [ID]", "timeline [ID]"},
    .help = {"mostra o que aconteceu, do mais novo ao mais antigo", "shows what happened, newest first"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
