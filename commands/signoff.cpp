#include "bot/break_glass.hpp"
#include "bot/voting.hpp"
#include "commands/draft_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto* first = call.args.first();
    const auto named =
        first != nullptr && !first->quoted ? bot::parse_revision_ref(first->text) : std::nullopt;
    std::string id;
    if (named) {
        if (call.changes.find_draft(named->draft_id) == nullptr)
            return call.answer(phrases.unknown_draft, first->text);
        id = named->draft_id;
        call.args.take_first();
    } else {
        std::vector<std::string> waiting;
        for (const auto& [draft_id, row] : call.changes.before().drafts()) {
            if (bot::awaits_sign_off(row)) waiting.push_back(draft_id);
        }
        if (waiting.empty()) return call.answer(phrases.nothing_to_sign_off);
        if (waiting.size() > 1)
            return call.answer(phrases.sign_off_which, fmt::format("{}", fmt::join(waiting, ", ")));
        id = waiting.front();
    }
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
    .needs = access::approver,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
