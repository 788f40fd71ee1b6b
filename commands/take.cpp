#include "bot/lifecycle.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/people.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::working);
    if (about == nullptr) return;
    std::optional<std::string> role(bot::commander_role);
    if (!call.args.empty()) role = role_named(call, call.args.joined());
    if (!role) return;
    const auto me = acting_person(call);
    bot::assign_role(call.changes, call.ctx, about->id, *role, me.who, me.label, call.by());
}

}  // namespace

extern constinit const command take{
    .word = "take",
    .aliases = {"assumir"},
    .usage = {"assumir [PAPEL]", "take [ROLE]"},
    .help =
        {"assume um papel, o comando se nenhum for dito, e avisa o canal",
         "takes a role, the command unless another is named, and tells the channel"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
