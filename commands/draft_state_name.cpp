#include "commands/draft_state_name.hpp"

#include "commands/phrases.hpp"

namespace commands {

std::string_view shown(bot::draft_state s, bot::language l) noexcept
{
    switch (s) {
        case bot::draft_state::pending:
            return phrases.draft_pending.in(l);
        case bot::draft_state::approved:
            return phrases.draft_approved.in(l);
        case bot::draft_state::posting:
            return phrases.draft_posting.in(l);
        case bot::draft_state::posted:
            return phrases.draft_posted.in(l);
        case bot::draft_state::rejected:
            return phrases.draft_rejected.in(l);
        case bot::draft_state::expired:
            return phrases.draft_expired.in(l);
        case bot::draft_state::superseded:
            return phrases.draft_superseded.in(l);
        case bot::draft_state::withdrawn:
            return phrases.draft_withdrawn.in(l);
        case bot::draft_state::failed:
            return phrases.draft_failed.in(l);
        case bot::draft_state::in_doubt:
            return phrases.draft_in_doubt.in(l);
    }
    return {};
}

}  // namespace commands
