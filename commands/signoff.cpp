#include "bot/break_glass.hpp"
#include "commands/draft_choice.hpp"
#include "commands/invocation.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto* about = choose_unsigned_draft(call);
    if (about == nullptr) return;
    const std::string id = about->id;
    bot::sign_off(call.changes, call.ctx, id, call.args.as_typed(), call.by());
}

}  // namespace

extern constinit const command signoff{
    .word = "signoff",
    .aliases = {"ratificar", "sign-off"},
    .usage = {"ratificar [RASCUNHO] [nota]", "signoff [DRAFT] [note]"},
    .help =
        {"ratifica, como segunda pessoa, o que foi publicado em emergência",
         "signs off, as a second person, what was posted as an emergency"},
    .needs = access::second_person,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
