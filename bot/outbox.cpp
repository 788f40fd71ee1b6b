#include "bot/outbox.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include "bot/delivery_phrases.hpp"

#include <utility>
#include <vector>

namespace bot {

namespace asio = boost::asio;
namespace words = delivery_phrases;

namespace {

constexpr std::chrono::seconds pause_after_bug{5};
constexpr int most_bugs_in_a_row = 3;
constexpr std::chrono::seconds longest_way_given{2};
constexpr std::chrono::milliseconds look_at_loop{5};

// What is known of the attempt, without what the rules would have made of it: used when they threw.
void note_bare_outcome(change_set& changes, const std::string& id, const delivery_outcome& outcome)
{
    delivery& row = changes.edit_delivery(id);
    if (!outcome.error.empty()) row.error = outcome.error;
    switch (outcome.result) {
        case delivery_result::sent:
            row.state = delivery_state::sent;
            row.platform_id = outcome.platform_id;
            row.permalink = outcome.permalink;
            row.settled_at = changes.now();
            break;
        case delivery_result::failed:
            row.state = delivery_state::failed;
            row.failure = failure_kind::permanent;
            row.settled_at = changes.now();
            break;
        case delivery_result::retry:
            row.state = delivery_state::queued;
            row.not_before =
                changes.now() + std::max<std::chrono::milliseconds>(outcome.retry_after, pause_after_bug);
            break;
        case delivery_result::unknown:
            break;  // stays in `sending`: the look-up follows
    }
}

// The same for a look-up. Not "absent, so queued again" without the rules' count of attempts: people look.
void note_bare_look_up(change_set& changes, const std::string& id, const look_up_outcome& outcome, language l)
{
    delivery& row = changes.edit_delivery(id);
    const bool found = outcome.result == look_up_result::found;
    row.state = found ? delivery_state::sent : delivery_state::in_doubt;
    if (found) {
        row.platform_id = outcome.platform_id;
        row.permalink = outcome.permalink;
    } else {
        row.error = outcome.error.empty() ? say(l, words::internal_error) : outcome.error;
    }
    row.settled_at = changes.now();
}

void audit_bug(change_set& changes, const std::string& id, const char* what)
{
    const delivery& row = *changes.find_delivery(id);
    changes.audit(
        {.kind = "delivery.bug",
         .incident_id = row.incident_id,
         .draft_id = row.draft_id,
         .by = {},
         .details = {{"delivery", id}, {"state", name_of(row.state)}, {"error", what}}}
    );
}

// A platform's bug must not end the lane: the outcome of what it was doing is unknown, told by none.
// Cancellation unwinds.
asio::awaitable<std::optional<delivery_outcome>> deliver_by(
    platform& via, delivery what, std::optional<delivery> target
)
{
    try {
        co_return co_await via.deliver(std::move(what), std::move(target));
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) throw;
        spdlog::error("{}: a delivery threw: {}", via.kind(), e.what());
    } catch (const std::exception& e) {
        spdlog::error("{}: a delivery threw: {}", via.kind(), e.what());
    }
    co_return std::nullopt;
}

asio::awaitable<std::optional<look_up_outcome>> look_up_by(
    platform& via, delivery what, std::optional<delivery> target
)
{
    try {
        co_return co_await via.look_up(std::move(what), std::move(target));
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) throw;
        spdlog::error("{}: a look-up threw: {}", via.kind(), e.what());
    } catch (const std::exception& e) {
        spdlog::error("{}: a look-up threw: {}", via.kind(), e.what());
    }
    co_return std::nullopt;
}

}  // namespace

outbox::outbox(journal& log, clock& time, task_group& tasks, router route, snapshot_source current)
    : journal_(log), clock_(time), tasks_(tasks), route_(std::move(route)), snapshot_(std::move(current))
{
    journal_.listen([this](const change_set& changes) {
        std::vector<lane*> touched;
        for (const auto& [id, row] : changes.deliveries()) {
            if (row.state == delivery_state::queued) touched.push_back(&add_waiting(row));
        }
        if (std::exchange(has_stalled_, false)) wake_all();
        for (lane* l : touched) wake(*l);
    });
}

std::size_t outbox::waiting() const noexcept
{
    std::size_t sum = 0;
    for (const auto& [name, l] : lanes_) sum += l.waiting.size();
    return sum;
}

void outbox::resume()
{
    for (const auto& [id, row] : journal_.state().deliveries()) {
        if (!row.is_settled()) add_waiting(row);
    }
    wake_all();
}

outbox::lane& outbox::add_waiting(const delivery& row)
{
    std::string name = row.lane();
    lane& l = lanes_.try_emplace(name, name).first->second;
    l.waiting.emplace(row.number, row.id);
    return l;
}

// Only once all are added: a worker may start at once, and rows come sorted by id, where d10 is before d9.
void outbox::wake(lane& l)
{
    if (!taking_ || l.running || l.waiting.empty()) return;
    l.running = true;
    if (!tasks_.spawn("outbox " + l.name, work(l))) l.running = false;
}

void outbox::wake_all()
{
    for (auto& [name, l] : lanes_) wake(l);
}

asio::awaitable<void> outbox::work(lane& l)
{
    // However it ends, it runs no more, and what it leaves is taken up with the next commit.
    const std::unique_ptr<lane, std::function<void(lane*)>> over(&l, [this](lane* ended) {
        ended->running = false;
        has_stalled_ = has_stalled_ || !ended->waiting.empty();
    });
    int bugs = 0;
    while (taking_ && !l.waiting.empty()) {
        const std::string id = l.waiting.begin()->second;
        std::string bug;
        try {
            co_await step(l, id);
        } catch (const boost::system::system_error& e) {
            if (e.code() == asio::error::operation_aborted) throw;
            bug = e.what();
        } catch (const std::exception& e) {
            bug = e.what();
        }
        if (bug.empty()) {
            bugs = 0;
            continue;
        }
        spdlog::error("outbox {}: delivery {}: {}", l.name, id, bug);
        if (++bugs >= most_bugs_in_a_row) {
            give_up(id, bug);
            bugs = 0;
        }
        co_await clock_.sleep_for(pause_after_bug);
    }
}

// The first of the lane, one step further.
asio::awaitable<void> outbox::step(lane& l, std::string id)
{
    const delivery* row = journal_.state().find_delivery(id);
    if (row == nullptr || row->is_settled()) {
        l.waiting.erase(l.waiting.begin());
        co_return;
    }
    if (row->not_before && *row->not_before > journal_.now()) {
        const auto pause = *row->not_before - journal_.now();
        // In short steps, so that a stop or a settled row (a person answered) is noticed soon.
        co_await clock_.sleep_for(std::min<std::chrono::milliseconds>(pause, std::chrono::milliseconds(500)));
        co_return;
    }
    co_await come_through();
    const std::unique_ptr<outbox, void (*)(outbox*)> over(this, [](outbox* o) {
        --o->under_way_;
        o->let_through();
    });
    // A person may have settled it meanwhile.
    row = journal_.state().find_delivery(id);
    if (row != nullptr && !row->is_settled() && taking_) co_await attempt(std::move(id));
}

// Returns with a place among those under way.
asio::awaitable<void> outbox::come_through()
{
    if (!is_watching_) is_watching_ = tasks_.spawn("outbox", watch_loop());
    if (waiters_.empty() && under_way_ < way_.room()) {
        ++under_way_;
        co_return;
    }
    waiter mine{
        .bell = asio::steady_timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max()),
        .until = clock_.now() + longest_way_given
    };
    waiters_.push_back(&mine);
    const std::unique_ptr<waiter, std::function<void(waiter*)>> gone(&mine, [this](waiter* w) {
        std::erase(waiters_, w);
    });
    while (!mine.may_go) co_await mine.bell.async_wait(asio::as_tuple(asio::use_awaitable));
}

void outbox::let_through()
{
    const auto now = clock_.now();
    while (!waiters_.empty()) {
        waiter& first = *waiters_.front();
        if (under_way_ >= way_.room() && now < first.until && taking_) return;
        ++under_way_;
        first.may_go = true;
        first.bell.cancel();
        waiters_.pop_front();
    }
}

// How late its own timer comes tells how long everything else that is ready has to wait.
asio::awaitable<void> outbox::watch_loop()
{
    const std::unique_ptr<bool, void (*)(bool*)> over(&is_watching_, [](bool* is) { *is = false; });
    do {
        const auto due = clock_.now() + look_at_loop;
        co_await clock_.sleep_until(due);
        way_.note_lag(clock_.now() - due, under_way_);
        let_through();
    } while (under_way_ > 0 || !waiters_.empty());
}

// A row that throws each time it is taken up must not hold its lane for ever.
void outbox::give_up(const std::string& id, const std::string& bug)
{
    const delivery* row = journal_.state().find_delivery(id);
    if (row == nullptr || row->is_settled()) return;
    const language l = spoken();
    change_set changes = journal_.begin();
    if (row->state == delivery_state::sending && (row->is_final() || !row->is_repeatable()))
        note_bare_look_up(changes, id, {.error = say(l, words::internal_error)}, l);
    else
        note_bare_outcome(
            changes, id, {.result = delivery_result::failed, .error = say(l, words::internal_error)}
        );
    audit_bug(changes, id, bug.c_str());
    journal_.commit(std::move(changes), {}, {});
}

asio::awaitable<void> outbox::attempt(std::string id)
{
    const delivery* row = journal_.state().find_delivery(id);
    platform* via = route_(*row);
    if (row->state == delivery_state::sending && !row->is_repeatable()) {
        co_await find_out(id, via);  // found like this at start: the process ended while it was going out
        co_return;
    }
    change_set mark = journal_.begin();
    delivery& marked = mark.edit_delivery(id);
    marked.state = delivery_state::sending;
    marked.sending_at = mark.now();
    ++marked.attempts;
    co_await journal_.commit(std::move(mark));

    delivery now = *journal_.state().find_delivery(id);
    std::optional<delivery> target = target_of(now);
    delivery_outcome outcome;
    if (via == nullptr) {
        outcome = {
            .result = delivery_result::failed,
            .failure = failure_kind::mendable,
            .error = say(spoken(), words::no_connection, now.lane())
        };
    } else if (!now.target.empty() && (!target || target->state != delivery_state::sent)) {
        outcome = {
            .result = delivery_result::failed,
            .failure = failure_kind::permanent,
            .error =
                say(spoken(),
                    target && target->state == delivery_state::in_doubt ? words::message_unknown
                                                                        : words::message_missing)
        };
    } else if (target && is_overtaken(journal_.state(), now)) {
        outcome = {.result = delivery_result::sent, .platform_id = target->platform_id};
    } else {
        ++counters_.attempts;
        auto told = co_await deliver_by(*via, std::move(now), std::move(target));
        outcome = told ? std::move(*told) : delivery_outcome{.error = say(spoken(), words::internal_error)};
    }
    co_await settle(id, outcome);
    const delivery* after = journal_.state().find_delivery(id);
    if (after->state == delivery_state::sending) co_await find_out(id, via);
}

asio::awaitable<void> outbox::settle(std::string id, delivery_outcome outcome)
{
    switch (outcome.result) {
        case delivery_result::sent:
            ++counters_.sent;
            break;
        case delivery_result::retry:
            ++counters_.retries;
            break;
        case delivery_result::failed:
            ++counters_.failed;
            break;
        case delivery_result::unknown:
            break;
    }
    if (!outcome.error.empty()) spdlog::warn("delivery {}: {}", id, outcome.error);
    co_await journal_.commit(after(
        id,
        [&](change_set& changes, const context& ctx) { decide_outcome(changes, ctx, id, outcome); },
        [&](change_set& changes) { note_bare_outcome(changes, id, outcome); }
    ));
}

asio::awaitable<void> outbox::find_out(std::string id, platform* via)
{
    ++counters_.look_ups;
    const delivery now = *journal_.state().find_delivery(id);
    look_up_outcome outcome;
    if (via == nullptr) {
        outcome.error = say(spoken(), words::no_connection, now.lane());
    } else {
        auto told = co_await look_up_by(*via, now, target_of(now));
        outcome = told ? std::move(*told) : look_up_outcome{.error = say(spoken(), words::internal_error)};
    }
    if (outcome.result == look_up_result::cannot_tell) ++counters_.in_doubt;
    spdlog::info(
        "delivery {}: looked up: {}",
        id,
        outcome.result == look_up_result::found    ? "it had arrived"
        : outcome.result == look_up_result::absent ? "it had not arrived"
                                                   : "in doubt"
    );
    co_await journal_.commit(after(
        id,
        [&](change_set& changes, const context& ctx) { decide_look_up(changes, ctx, id, outcome); },
        [&](change_set& changes) { note_bare_look_up(changes, id, outcome, spoken()); }
    ));
}

// What the rules make of it; where they throw, at least what is known of the delivery itself.
change_set outbox::after(
    const std::string& id,
    const std::function<void(change_set&, const context&)>& rule,
    const std::function<void(change_set&)>& bare
)
{
    std::string bug;
    try {
        auto held = snapshot_();
        change_set changes = journal_.begin();
        rule(changes, held->make_context());
        return changes;
    } catch (const std::exception& e) {
        bug = e.what();
    }
    spdlog::error("delivery {}: its outcome could not be decided: {}", id, bug);
    change_set changes = journal_.begin();
    bare(changes);
    audit_bug(changes, id, bug.c_str());
    return changes;
}

language outbox::spoken() const
{
    return parse_language(snapshot_()->config.locale, language::pt_br);
}

std::optional<delivery> outbox::target_of(const delivery& row) const
{
    const delivery* found = row.target.empty() ? nullptr : journal_.state().find_delivery(row.target);
    return found == nullptr ? std::nullopt : std::optional<delivery>(*found);
}

}  // namespace bot
