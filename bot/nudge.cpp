#include "bot/nudge.hpp"

#include "bot/approval_phrases.hpp"
#include "bot/approver.hpp"
#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"
#include "bot/message_policy.hpp"
#include "bot/ops_notice.hpp"
#include "bot/verdict.hpp"
#include "bot/voting.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot {
namespace {

namespace words = approval_phrases;

constexpr std::size_t most_mentions = 10;
// Of a shorter life a reminder nobody asked for would tell hardly more than the expiry itself.
constexpr std::chrono::minutes shortest_reminded{5};

// As format_duration, and to the second below a minute.
std::string time_left(std::chrono::milliseconds left)
{
    if (left >= std::chrono::minutes(1)) return format_duration(left);
    return fmt::format(
        "{} s", std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::seconds>(left).count())
    );
}

class ladder {
public:
    ladder(change_set& changes, const context& ctx, const draft& about)
        : changes_(changes),
          ctx_(ctx),
          about_(about),
          need_(rules_for(changes, ctx, about)),
          language_(channel_language(ctx))
    {
        const auto votes = counting_votes(changes, ctx, about, need_);
        filled_ = filled_slots(changes, ctx, about, need_, votes);
    }

    void run(int first, int last)
    {
        const revision& current = about_.current();
        const bool blocked =
            !current.unfilled.empty() || !current.problems.empty() || !blocking_findings(current).empty();
        const auto times = nudge_times(ctx_);
        bool asks_first = false;
        for (int step = first; step <= last; ++step) {
            if (!times[static_cast<std::size_t>(step)]) continue;
            asks_first = asks_first || step == 0;
            if (step == 0) blocked ? add_authors() : add_approvers(true);
            if (step == 1 && !blocked) add_approvers(false);
            if (step == 2) add_commander();
        }
        const auto left = time_left(current.expires_at - changes_.now());
        const auto counted =
            std::count_if(filled_.begin(), filled_.end(), [](const auto& f) { return f.has_value(); });
        const std::string name = about_.revision_name();
        // A reply that mentions nobody is worth one line, not three.
        if (asks_first || !mention_.empty()) {
            remind_at_previews(
                changes_,
                about_.id,
                blocked ? say(language_, words::nudge_blocked, name, left)
                        : say(language_,
                              words::nudge,
                              name,
                              counted,
                              filled_.size(),
                              left,
                              missing_text(ctx_, need_, filled_, language_)),
                mention_
            );
        }
        if (last == 3) {
            tell_ops(
                changes_,
                ctx_,
                say(language_,
                    words::nudge_ops,
                    name,
                    about_.incident_id,
                    about_.stage,
                    counted,
                    filled_.size(),
                    left,
                    missing_text(ctx_, need_, filled_, language_))
            );
        }
    }

private:
    void add(const person* who)
    {
        if (who == nullptr) return;
        for (const auto& [platform, id] : who->accounts) {
            const account as{platform, id};
            if (mention_.size() >= most_mentions ||
                std::find(mention_.begin(), mention_.end(), as) != mention_.end())
                continue;
            mention_.push_back(as);
        }
    }

    // Only whose vote would still fill an open place: nobody is called for nothing.
    bool is_wanted(const person& who) const
    {
        return std::any_of(who.accounts.begin(), who.accounts.end(), [&](const auto& each) {
            const account as{each.first, each.second};
            const bool voted = std::any_of(about_.votes.begin(), about_.votes.end(), [&](const vote& v) {
                return ctx_.people.same_person(v.by, as);
            });
            if (voted || !is_comparable(ctx_, about_, as)) return false;
            if (!need_.self_approval && is_author(ctx_, about_, as)) return false;
            const auto slots = approval_slots(need_);
            for (std::size_t i = 0; i < slots.size(); ++i) {
                if (!filled_[i] && admitted_by(changes_, ctx_, about_, *slots[i], as)) return true;
            }
            return false;
        });
    }

    // Holders are asked first, everybody else who has the role is a deputy.
    void add_approvers(bool holders)
    {
        for (const auto& rules : admitting_rules(need_)) {
            for (const std::string& rule : rules) {
                if (rule.starts_with("person:")) {
                    const person* who = ctx_.people.find_handle(std::string_view(rule).substr(7));
                    if (holders && who != nullptr && is_wanted(*who)) add(who);
                    continue;
                }
                if (!rule.starts_with("role:")) continue;
                const auto all = ctx_.people.holders(std::string_view(rule).substr(5));
                for (std::size_t i = 0; i < all.size(); ++i) {
                    if ((i == 0) == holders && is_wanted(*all[i])) add(all[i]);
                }
            }
        }
    }

    void add_authors()
    {
        for (const account& author : about_.current().authors) {
            if (std::find(mention_.begin(), mention_.end(), author) == mention_.end())
                mention_.push_back(author);
        }
    }

    void add_commander()
    {
        if (const incident* of = changes_.find_incident(about_.incident_id)) {
            const auto leads = of->role_accounts.find(commander_role);
            if (leads != of->role_accounts.end() && !leads->second.empty()) {
                const person* known = ctx_.people.find(leads->second);
                if (known != nullptr) return add(known);
                if (std::find(mention_.begin(), mention_.end(), leads->second) == mention_.end())
                    mention_.push_back(leads->second);
                return;
            }
        }
        for (const person* holder : ctx_.people.holders(commander_role)) add(holder);
    }

    change_set& changes_;
    const context& ctx_;
    const draft& about_;
    approval_need need_;
    language language_;
    std::vector<std::optional<std::size_t>> filled_;
    std::vector<account> mention_;
};

// The last step that is due by then, -1 for none.
int last_due(const context& ctx, const draft& about, time_point now)
{
    const auto times = nudge_times(ctx);
    int last = -1;
    for (int step = 0; step < nudge_steps; ++step) {
        const auto& after = times[static_cast<std::size_t>(step)];
        if (after && about.current().made_at + *after <= now) last = step;
    }
    return last;
}

}  // namespace

std::array<std::optional<std::chrono::milliseconds>, nudge_steps> nudge_times(const context& ctx)
{
    const approval_settings& policy = ctx.config.approval;
    const std::chrono::milliseconds whole = policy.expires;
    const auto time = [&](const std::optional<std::chrono::seconds>& given, int sixths) {
        std::optional<std::chrono::milliseconds> after =
            given ? std::chrono::milliseconds(*given) : whole * sixths / 6;
        if (!given && whole < shortest_reminded) after.reset();
        if (!after) return after;
        if (after->count() == 0 || *after >= whole) after.reset();
        return after;
    };
    return {
        time(policy.nudge.approver, 2),
        time(policy.nudge.deputy, 3),
        time(policy.nudge.commander, 4),
        time(policy.nudge.ops, 5)
    };
}

std::optional<time_point> next_nudge(const context& ctx, const draft& about)
{
    if (!about.is_pending()) return std::nullopt;
    const auto times = nudge_times(ctx);
    std::optional<time_point> first;
    for (int step = about.nudged; step < nudge_steps; ++step) {
        const auto& after = times[static_cast<std::size_t>(step)];
        if (!after) continue;
        const time_point at = about.current().made_at + *after;
        if (!first || at < *first) first = at;
    }
    return first;
}

void nudge_if_due(change_set& changes, const context& ctx, const std::string& draft_id)
{
    const draft* found = changes.find_draft(draft_id);
    if (!found || !found->is_pending()) return;
    const draft about = *found;
    const int last = last_due(ctx, about, changes.now());
    if (last < about.nudged) return;
    changes.edit_draft(draft_id).nudged = last + 1;
    changes.audit(
        {.kind = "draft.nudged",
         .incident_id = about.incident_id,
         .draft_id = draft_id,
         .by = {},
         .details = {{"revision", about.current().number}, {"step", last + 1}}}
    );
    ladder(changes, ctx, about).run(about.nudged, last);
}

}  // namespace bot
