#include "bot/break_glass.hpp"
#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/listed.hpp"
#include "commands/phrases.hpp"

#include <fmt/format.h>

namespace commands::rows {
namespace {

std::string described(const invocation& call, const bot::incident& about)
{
    const auto& zone = call.ctx.config.timezone;
    std::string text = fmt::format(
        "{} · {} · {}\n{}",
        about.id,
        name_of(about.level),
        bot::state_word(about.state, call.lang),
        about.summary
    );
    const auto line = [&](std::string added) { text += "\n" + std::move(added); };
    for (const auto& [role, label] : about.roles) {
        line(
            role == bot::commander_role ? call.say(phrases.commander_line, label)
                                        : call.say(phrases.role_line, role, label)
        );
    }
    line(call.say(phrases.opened_line, bot::format_local(about.opened_at, zone), about.opened_by_name));
    if (about.resolved_at) {
        line(call.say(
            phrases.resolved_line,
            bot::format_local(*about.resolved_at, zone),
            bot::format_duration(*about.resolved_at - about.opened_at)
        ));
    } else if (about.is_live()) {
        line(call.say(phrases.running_line, bot::format_duration(call.changes.now() - about.opened_at)));
    }
    if (!about.channel_name.empty()) line(call.say(phrases.channel_line, "#" + about.channel_name));
    line(
        about.posted_stages.empty() ? call.say(phrases.nothing_posted)
                                    : call.say(phrases.posted_line, listed(about.posted_stages))
    );
    std::vector<std::string> waiting;
    for (const auto* d : call.changes.drafts_of(about.id)) {
        if (d->is_pending()) waiting.push_back(d->revision_name() + " (" + d->stage + ")");
    }
    if (!waiting.empty()) line(call.say(phrases.waiting_line, listed(waiting)));
    std::vector<std::string> not_signed;
    for (const auto* d : call.changes.drafts_of(about.id)) {
        if (bot::awaits_sign_off(*d)) not_signed.push_back(d->id + " (" + d->stage + ")");
    }
    if (!not_signed.empty()) line(call.say(phrases.unsigned_line, listed(not_signed)));
    return text;
}

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::readable);
    if (about == nullptr || !call.no_words_left()) return;
    call.changes.answer(described(call, *about));
}

}  // namespace

extern constinit const command status{
    .word = "status",
    .aliases = {"situacao", "situação"},
    .usage = {"status [ID]", "status [ID]"},
    .help = {"mostra como está o incidente, só para você", "shows how the incident stands, to you only"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
