#include "bot/engine.hpp"

#include "bot/cancellation.hpp"
#include "bot/command_audit.hpp"
#include "bot/credential_mark.hpp"
#include "bot/delivery_phrases.hpp"
#include "bot/expiry.hpp"
#include "bot/lifecycle.hpp"
#include "bot/ops_notice.hpp"
#include "bot/outcome.hpp"
#include "bot/phrases.hpp"
#include "bot/row_limit.hpp"
#include "bot/voting.hpp"
#include "bot/within.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace bot {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_early_reactions = 1000;
constexpr std::chrono::seconds pause_after_bug{5};

std::string message_key(const channel_ref& where, const std::string& message_id)
{
    return where.key() + "/" + message_id;
}

// A platform's bug is an answer that did not come: denied.
asio::awaitable<std::optional<std::set<std::string>>> members_by(platform& via, membership_query query)
{
    try {
        co_return co_await via.members(std::move(query));
    } catch (const std::exception& bug) {
        if (is_cancellation(bug)) throw;
        spdlog::error("{}: a membership look-up threw: {}", via.kind(), bug.what());
    }
    co_return std::nullopt;
}

receipt receipt_of(const change_set& changes)
{
    return {.answer = changes.private_answer(), .field_errors = changes.field_errors()};
}

}  // namespace

engine::engine(parts with, loaded_state found, std::shared_ptr<const snapshot> first)
    : with_(with),
      journal_(with.executor, with.time, with.disk, std::move(found.state)),
      snapshot_(std::move(first)),
      outbox_(
          journal_,
          with.time,
          with.tasks,
          [this](const delivery& row) { return route(row); },
          [this] { return snapshot_; }
      ),
      records_(journal_, with.time, with.tasks, with.files, [this] { return snapshot_; }),
      found_parked_(std::move(found.parked))
{
    for (auto& [key, at] : found.seen_keys) seen_.emplace(std::move(key), at);
    for (const parked_event& p : found_parked_) last_parked_ = std::max(last_parked_, p.id);
    deadline_ = next_deadline(journal_.state(), snapshot_->make_context(), journal_.now());
    started_ = journal_.now();
    journal_.listen([this](const change_set& changes) { mind_changes(changes); });
}

engine::~engine() = default;

void engine::mind_changes(const change_set& changes)
{
    // Only the changed drafts can bring the deadline nearer; mind_time() looks at all of them when it has
    // passed.
    const context ctx = snapshot_->make_context();
    for (const auto& [id, row] : changes.drafts()) {
        const auto due = deadline_of(ctx, row, journal_.now());
        if (due && (!deadline_ || *due < *deadline_)) deadline_ = due;
    }
    for (const auto& [id, row] : changes.deliveries()) {
        if (row.kind != delivery_kind::preview) continue;
        if (row.state == delivery_state::sent && may_have_early_reactions(row)) {
            std::erase(early_reactions_, message_key(row.channel, row.platform_id));
            if (platform* via = route(row))
                with_.tasks.spawn("reactions on " + id, read_reactions_on(via, id));
        }
        if (row.state != delivery_state::failed) continue;
        if (auto words = words_about_failure(state(), snapshot_->make_context(), id)) {
            tell(words->to, words->where, std::move(words->words));
        }
    }
}

void engine::tell(const account& who, const channel_ref& where, notice words)
{
    platform* via = by_connection(where.platform, where.connection);
    if (via != nullptr) with_.tasks.spawn("private words", via->tell(who, where, std::move(words)));
}

void engine::add(std::unique_ptr<platform> p)
{
    platforms_.push_back(std::move(p));
}

void engine::start()
{
    outbox_.resume();
    records_.resume();
    for (parked_event& p : found_parked_) {
        auto queries = memberships_to_ask(snapshot_->make_context(), p.event);
        with_.tasks.spawn("parked event", decide_parked(std::move(p), std::move(queries)));
    }
    found_parked_.clear();
    for (const auto& p : platforms_) {
        with_.tasks.spawn("platform " + std::string(p->connection()), run_platform(p.get()));
        with_.tasks.spawn("reactions " + std::string(p->connection()), read_reactions(p.get()));
    }
    with_.tasks.spawn("deadlines", mind_time());
    with_.tasks.spawn("duplicates", forget_seen());
}

bool engine::reload(std::shared_ptr<const snapshot> next)
{
    try {
        change_set changes = journal_.begin();
        decide_reload(changes, snapshot_->config, next->make_context());
        snapshot_ = std::move(next);
        if (changes.changes_anything()) journal_.commit(std::move(changes), {}, {});
        deadline_ = next_deadline(state(), snapshot_->make_context(), journal_.now());
        return true;
    } catch (const std::exception& bug) {
        // With the new one in force, a pending draft could go where nobody approved it to go.
        spdlog::error("nothing was reloaded, what was in force stays in force: {}", bug.what());
        return false;
    }
}

bool engine::is_duplicate(const std::vector<std::string>& keys) const
{
    return std::any_of(keys.begin(), keys.end(), [this](const std::string& k) { return seen_.contains(k); });
}

void engine::remember(const std::vector<std::string>& keys, time_point at)
{
    for (const std::string& key : keys) seen_.insert_or_assign(key, at);
}

void engine::submit(inbound event, reply_path reply)
{
    if (!accepting()) return;  // not acknowledged: the platform delivers it again
    ++counters_.events;
    mind_early_reaction(event);
    if (is_duplicate(event.keys)) {
        ++counters_.duplicates;
        // The first one may still be on its way to the disk: an empty commit queues behind it.
        journal_.commit(
            journal_.begin(),
            {.addresses = std::move(event.learned)},
            [reply = std::move(reply)](const change_set&) {
                if (reply.done) reply.done({});
            }
        );
        return;
    }
    const std::vector<std::string> keys = event.keys;
    context ctx = snapshot_->make_context();
    event = without_secrets(std::move(event), ctx);  // before it is parked, word for word, on the disk
    auto queries = memberships_to_ask(ctx, event);
    if (queries.empty()) {
        decide_now(std::move(event), std::move(reply), std::move(ctx), std::nullopt);
    } else {
        park(std::move(event), std::move(reply), std::move(queries));
    }
    // Only now that its commit is under way: had anything thrown, the platform would deliver the event again,
    // and it must not be taken for a duplicate of one that had no effect.
    remember(keys, journal_.now());
}

void engine::keep(std::vector<address> rows, std::vector<std::string> keys, std::function<void()> durable)
{
    if (!accepting()) return;
    journal_.commit(
        journal_.begin(),
        {.seen_keys = keys, .addresses = std::move(rows)},
        [durable = std::move(durable)](const change_set&) {
            if (durable) durable();
        }
    );
    remember(keys, journal_.now());
}

// What throws here throws again in decide(), which answers for it.
std::vector<membership_query> engine::memberships_to_ask(const context& ctx, const inbound& event) const
{
    try {
        return needed_memberships(state(), ctx, with_.commands, event);
    } catch (const std::exception& bug) {
        spdlog::error("what to look up for an event could not be told: {}", bug.what());
        return {};
    }
}

void engine::decide_now(inbound event, reply_path reply, context ctx, std::optional<std::int64_t> unpark)
{
    change_set changes = journal_.begin();
    try {
        decide(changes, ctx, with_.commands, event);
        if (auto words = growth_fault(changes, private_language(ctx, event.from))) {
            changes = journal_.begin();
            changes.answer(std::move(*words));
        }
        audit_command(changes, ctx, event);
    } catch (const std::exception& bug) {
        // A broken invariant of ours must not take the daemon down, nor be delivered for ever.
        spdlog::error("an event could not be decided: {}", bug.what());
        changes = journal_.begin();
        changes.audit({.kind = "event.failed", .by = event.from.who, .details = {{"error", bug.what()}}});
        changes.answer(say(private_language(ctx, event.from), delivery_phrases::nothing_changed));
    }
    open_form(changes, reply, private_language(ctx, event.from));
    journal_.commit(
        std::move(changes),
        {.seen_keys = std::move(event.keys), .addresses = std::move(event.learned), .unpark = unpark},
        [reply = std::move(reply)](const change_set& durable) {
            if (reply.done) reply.done(receipt_of(durable));
        }
    );
}

// What was decided holds whether or not the form appears.
void engine::open_form(change_set& changes, const reply_path& reply, language l)
{
    if (!changes.form_to_open() || !reply.open_form) return;
    try {
        reply.open_form(*changes.form_to_open());
    } catch (const std::exception& bug) {
        spdlog::error("the form {} could not be opened: {}", changes.form_to_open()->callback, bug.what());
        changes.answer(say(l, phrases::form_not_opened));
    }
}

void engine::park(inbound event, reply_path reply, std::vector<membership_query> queries)
{
    ++counters_.parked;
    parked_event row{.id = ++last_parked_, .event = std::move(event), .at = journal_.now()};
    auto keys = row.event.keys;
    auto learned = std::exchange(row.event.learned, {});
    parked_event copy = row;
    journal_.commit(
        journal_.begin(),
        {.seen_keys = std::move(keys), .addresses = std::move(learned), .park = std::move(copy)},
        [this,
         row = std::move(row),
         queries = std::move(queries),
         reply = std::move(reply)](const change_set&) mutable {
            if (reply.done) reply.done({});
            with_.tasks.spawn("parked event", decide_parked(row, queries, std::move(reply.later)));
        }
    );
}

asio::awaitable<void> engine::decide_parked(
    parked_event row, std::vector<membership_query> queries, std::function<void(const notice&)> later
)
{
    auto held = snapshot_;
    context ctx = held->make_context();
    co_await look_up(ctx, queries);
    // The policy may have been reloaded meanwhile: decide by the one in force, with what was looked up. What
    // that one would ask besides is absent, hence denied.
    const auto now = snapshot_;
    context current = now->make_context();
    current.memberships = std::move(ctx.memberships);
    const actor from = row.event.from;
    const channel_ref where = row.event.at.channel;
    reply_path reply;
    reply.done = [this, from, where, later = std::move(later)](const receipt& r) {
        if (!r.answer) return;
        if (later)
            later(*r.answer);
        else
            tell(from.who, where, *r.answer);
    };
    row.event.may_open_form = false;  // its trigger is long used up
    row.event.keys.clear();           // stored when it was parked
    decide_now(std::move(row.event), std::move(reply), std::move(current), row.id);
}

asio::awaitable<void> engine::look_up(context& ctx, const std::vector<membership_query>& queries)
{
    for (const membership_query& q : queries) {
        std::optional<std::set<std::string>> found;
        for (const auto& p : platforms_) {
            if (p->connection() != q.connection) continue;
            found = co_await members_by(*p, q);
            break;
        }
        if (!found) ++counters_.unanswered_look_ups;
        ctx.memberships[q] = std::move(found);
    }
}

asio::awaitable<void> engine::run_platform(platform* p)
{
    boost::system::error_code why;
    for (bool has_ended = false; !has_ended;) {
        try {
            why = co_await p->run(*this);
            has_ended = true;
        } catch (const std::exception& bug) {
            if (is_cancellation(bug)) throw;
            spdlog::error("{} {}: {}; starting it again", p->kind(), p->connection(), bug.what());
        }
        if (!has_ended) co_await with_.time.sleep_for(pause_after_bug);
    }
    if (!why || !accepting_) co_return;
    refused_[p] = p->trouble().empty() ? why.message() : p->trouble();
    if (on_refused_) on_refused_(*p);
}

asio::awaitable<void> engine::read_reactions(platform* p)
{
    while (!p->usable()) co_await with_.time.sleep_for(200ms);
    std::vector<std::string> copies;
    for (const auto& [id, d] : state().drafts()) {
        if (!d.is_pending()) continue;
        for (const preview_copy& c : d.previews) copies.push_back(c.delivery_id);
    }
    for (const std::string& id : copies) {
        try {
            co_await read_reactions_on(p, id);
        } catch (const std::exception& bug) {
            if (is_cancellation(bug)) throw;
            spdlog::error("the reactions on {} could not be taken in: {}", id, bug.what());
        }
    }
}

asio::awaitable<void> engine::read_reactions_on(platform* p, std::string preview_id)
{
    const delivery* shown = state().find_delivery(preview_id);
    if (shown == nullptr || shown->platform_id.empty() || route(*shown) != p) co_return;
    const std::string draft_id = shown->draft_id;
    const channel_ref where = shown->channel;
    const std::string message_id = shown->platform_id;
    const draft* about = state().find_draft(draft_id);
    if (about == nullptr) co_return;
    const std::vector<reaction_mark> known = about->reactions;
    const auto found = co_await p->reactions(where, message_id);
    if (!found) co_return;
    auto held = snapshot_;
    context ctx = held->make_context();
    co_await look_up(ctx, memberships_for(state(), ctx, draft_id));
    // As in decide_parked(): by the policy in force now, with what was looked up. What people did meanwhile
    // was decided as it came, and is newer than the list.
    held = snapshot_;
    context current = held->make_context();
    current.memberships = std::move(ctx.memberships);
    change_set changes = journal_.begin();
    decide_found_reactions(changes, current, preview_id, {*found, known});
    if (changes.changes_anything()) co_await journal_.commit(std::move(changes));
}

// A preview can be seen, and reacted to, before its id has come back to us; until then such a reaction
// belongs to nothing that the rules know.
void engine::mind_early_reaction(const inbound& event)
{
    const auto* given = std::get_if<reaction>(&event.what);
    if (given == nullptr || state().find_message(event.at.channel, given->message_id) != nullptr) return;
    early_reactions_.push_back(message_key(event.at.channel, given->message_id));
    if (early_reactions_.size() > most_early_reactions) early_reactions_.pop_front();
}

bool engine::may_have_early_reactions(const delivery& preview) const
{
    // Sent by the process before this one: what it heard of reactions is gone.
    if (preview.sending_at && *preview.sending_at < started_) return true;
    const auto key = message_key(preview.channel, preview.platform_id);
    return std::find(early_reactions_.begin(), early_reactions_.end(), key) != early_reactions_.end();
}

asio::awaitable<void> engine::mind_time()
{
    for (;;) {
        co_await with_.time.sleep_for(deadline_ ? 100ms : 1000ms);
        std::optional<change_set> changes;
        try {
            if (const auto due = deadline_; !due || *due > journal_.now()) continue;
            changes = pass_time();
        } catch (const std::exception& bug) {
            spdlog::error("the passing of time could not be decided: {}", bug.what());
        }
        if (!changes) {
            co_await with_.time.sleep_for(pause_after_bug);
            continue;
        }
        const time_point passed = changes->now();
        co_await journal_.commit(std::move(*changes));
        deadline_ = next_deadline(state(), snapshot_->make_context(), journal_.now());
        // What is due and stays so (a rule threw) is tried again later, not ten times a second.
        if (deadline_ && *deadline_ <= passed) co_await with_.time.sleep_for(pause_after_bug);
    }
}

change_set engine::pass_time()
{
    auto held = snapshot_;
    const context ctx = held->make_context();
    try {
        change_set changes = journal_.begin();
        decide_time(changes, ctx);
        return changes;
    } catch (const std::exception& bug) {
        spdlog::error("the passing of time could not be decided: {}", bug.what());
    }
    // One draft at a time: the one that cannot expire must not keep the others alive.
    change_set all = journal_.begin();
    for (const auto& [id, row] : state().drafts()) {
        if (!row.is_pending() || row.current().expires_at > journal_.now()) continue;
        change_set with_it = all;
        try {
            if (expire_if_due(with_it, ctx, id)) all = std::move(with_it);
        } catch (const std::exception& bug) {
            spdlog::error("draft {} could not expire: {}", id, bug.what());
        }
    }
    return all;
}

asio::awaitable<void> engine::forget_seen()
{
    for (;;) {
        co_await with_.time.sleep_for(1h);
        const time_point oldest = journal_.now() - store::keep_seen;
        std::erase_if(seen_, [oldest](const auto& entry) { return entry.second < oldest; });
        with_.disk.forget_seen(oldest);
    }
}

asio::awaitable<engine::settled> engine::settle(std::string delivery_id, bool arrived)
{
    auto held = snapshot_;
    change_set changes = journal_.begin();
    const actor by{
        .who = {.platform = std::string(operator_platform), .id = "cli"},
        .display = "incidentd delivery",
        .locale = {}
    };
    settle_delivery(changes, held->make_context(), delivery_id, arrived, by);
    settled out;
    const delivery* row = changes.find_delivery(delivery_id);
    out.done = row != nullptr && changes.deliveries().contains(delivery_id);
    if (const auto& words = changes.private_answer()) out.answer = words->text;
    co_await journal_.commit(std::move(changes));
    co_return out;
}

void engine::note(std::string kind, boost::json::object details)
{
    change_set changes = journal_.begin();
    changes.audit(
        {.kind = std::move(kind), .incident_id = {}, .draft_id = {}, .by = {}, .details = std::move(details)}
    );
    journal_.commit(std::move(changes), {}, {});
}

void engine::tell_ops(std::string text)
{
    auto held = snapshot_;
    change_set changes = journal_.begin();
    bot::tell_ops(changes, held->make_context(), std::move(text));
    if (changes.changes_anything()) journal_.commit(std::move(changes), {}, {});
}

asio::awaitable<void> engine::drain(std::chrono::milliseconds patience, std::chrono::milliseconds goodbye)
{
    accepting_ = false;
    outbox_.stop_taking();
    const auto limit = with_.time.now() + patience;
    while ((journal_.pending() > 0 || outbox_.under_way() > 0 || records_.under_way() > 0) &&
           with_.time.now() < limit) {
        if (journal_.broken()) break;
        co_await with_.time.sleep_for(20ms);
    }
    task_group closing(with_.executor);
    for (const auto& p : platforms_) closing.spawn("stop " + std::string(p->connection()), p->stop());
    co_await within(with_.time, goodbye, closing.join());
    closing.cancel();
    co_await closing.join();
}

platform* engine::by_connection(std::string_view kind, std::string_view connection) const
{
    for (const auto& p : platforms_) {
        if (p->kind() == kind && p->connection() == connection) return p.get();
    }
    return nullptr;
}

platform* engine::route(const delivery& row) const
{
    if (!row.channel.empty()) return by_connection(row.channel.platform, row.channel.connection);
    return by_connection("webhook", "");
}

}  // namespace bot
