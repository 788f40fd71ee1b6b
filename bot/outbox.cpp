#include "bot/outbox.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace bot {

namespace asio = boost::asio;

namespace {

// Counts an attempt for as long as the coroutine's frame lives, cancellation included.
class counted {
public:
    explicit counted(std::size_t& n) : n_(n) { ++n_; }
    ~counted() { --n_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

private:
    std::size_t& n_;
};

// A platform's bug must not end the lane: the outcome of what it was doing is unknown. Cancellation unwinds.
asio::awaitable<delivery_outcome> deliver_by(platform& via, delivery what, std::optional<delivery> target)
{
    try {
        co_return co_await via.deliver(std::move(what), std::move(target));
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) throw;
        spdlog::error("{}: a delivery threw: {}", via.kind(), e.what());
    } catch (const std::exception& e) {
        spdlog::error("{}: a delivery threw: {}", via.kind(), e.what());
    }
    co_return delivery_outcome{.result = delivery_result::unknown, .error = "internal error, see the log"};
}

asio::awaitable<look_up_outcome> look_up_by(platform& via, delivery what, std::optional<delivery> target)
{
    try {
        co_return co_await via.look_up(std::move(what), std::move(target));
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) throw;
        spdlog::error("{}: a look-up threw: {}", via.kind(), e.what());
    } catch (const std::exception& e) {
        spdlog::error("{}: a look-up threw: {}", via.kind(), e.what());
    }
    co_return look_up_outcome{.error = "internal error, see the log"};
}

}  // namespace

outbox::outbox(journal& log, clock& time, task_group& tasks, router route, snapshot_source current)
    : journal_(log), clock_(time), tasks_(tasks), route_(std::move(route)), snapshot_(std::move(current))
{
    journal_.listen([this](const change_set& changes) {
        for (const auto& [id, row] : changes.deliveries()) {
            if (row.state == delivery_state::queued) add_waiting(row);
        }
        wake_lanes();
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
    wake_lanes();
}

void outbox::add_waiting(const delivery& row)
{
    lanes_[row.lane()].waiting.emplace(row.number, row.id);
}

// Only once all are added: a worker may start at once, and rows come sorted by id, where d10 is before d9.
void outbox::wake_lanes()
{
    if (!taking_) return;
    for (auto& [name, l] : lanes_) {
        if (l.running || l.waiting.empty()) continue;
        l.running = true;
        if (!tasks_.spawn("outbox " + name, work(name))) l.running = false;
    }
}

asio::awaitable<void> outbox::work(std::string name)
{
    lane& l = lanes_[name];  // std::map: the reference outlives insertions
    while (taking_ && !l.waiting.empty()) {
        const auto [number, id] = *l.waiting.begin();
        const delivery* row = journal_.state().find_delivery(id);
        if (row == nullptr || row->is_settled()) {
            l.waiting.erase(number);
            continue;
        }
        if (row->not_before && *row->not_before > journal_.now()) {
            const auto pause = *row->not_before - journal_.now();
            // In short steps, so that a stop or a settled row (a person answered) is noticed soon.
            co_await clock_.sleep_for(
                std::min<std::chrono::milliseconds>(pause, std::chrono::milliseconds(500))
            );
            continue;
        }
        co_await attempt(id);
    }
    l.running = false;
}

asio::awaitable<void> outbox::attempt(std::string id)
{
    counted busy(under_way_);
    const delivery* row = journal_.state().find_delivery(id);
    platform* via = route_(*row);
    if (row->state == delivery_state::sending && row->kind != delivery_kind::update) {
        co_await find_out(id, via);  // found like this at start: the process ended while it was going out
        co_return;
    }
    change_set mark = journal_.begin();
    delivery& marked = mark.edit_delivery(id);
    marked.state = delivery_state::sending;
    marked.sending_at = mark.now();
    ++marked.attempts;
    co_await journal_.commit(std::move(mark));

    const delivery now = *journal_.state().find_delivery(id);
    const std::optional<delivery> target = target_of(now);
    delivery_outcome outcome;
    if (via == nullptr) {
        outcome = {
            .result = delivery_result::failed,
            .failure = failure_kind::mendable,
            .error = "no configured connection serves " + now.lane()
        };
    } else if (!now.target.empty() && (!target || target->state != delivery_state::sent)) {
        outcome = {
            .result = delivery_result::failed,
            .failure = failure_kind::permanent,
            .error = "the message that this belongs to was not posted"
        };
    } else if (is_overtaken(journal_.state(), now)) {
        outcome = {.result = delivery_result::sent, .platform_id = target->platform_id};
    } else {
        ++counters_.attempts;
        outcome = co_await deliver_by(*via, now, target);
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
    auto held = snapshot_();
    change_set changes = journal_.begin();
    decide_outcome(changes, held->make_context(), id, outcome);
    co_await journal_.commit(std::move(changes));
}

asio::awaitable<void> outbox::find_out(std::string id, platform* via)
{
    ++counters_.look_ups;
    const delivery now = *journal_.state().find_delivery(id);
    look_up_outcome outcome;
    if (via == nullptr) {
        outcome.error = "no configured connection serves " + now.lane();
    } else {
        outcome = co_await look_up_by(*via, now, target_of(now));
    }
    if (outcome.result == look_up_result::cannot_tell) ++counters_.in_doubt;
    spdlog::info(
        "delivery {}: looked up: {}",
        id,
        outcome.result == look_up_result::found    ? "it had arrived"
        : outcome.result == look_up_result::absent ? "it had not arrived"
                                                   : "in doubt"
    );
    auto held = snapshot_();
    change_set changes = journal_.begin();
    decide_look_up(changes, held->make_context(), id, outcome);
    co_await journal_.commit(std::move(changes));
}

std::optional<delivery> outbox::target_of(const delivery& row) const
{
    const delivery* found = row.target.empty() ? nullptr : journal_.state().find_delivery(row.target);
    return found == nullptr ? std::nullopt : std::optional<delivery>(*found);
}

}  // namespace bot
