#include "bot/world.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <tuple>

namespace bot {
namespace {

template <class Row>
const Row* find_in(const std::map<std::string, Row, std::less<>>& rows, std::string_view id)
{
    const auto it = rows.find(id);
    return it == rows.end() ? nullptr : &it->second;
}

// "D9" before "D10": numbers without leading zeros compare by length first.
bool older_draft(std::string_view a, std::string_view b) noexcept
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::string message_key(const channel_ref& channel, std::string_view platform_id)
{
    std::string key = channel.key();
    key += '/';
    key += platform_id;
    return key;
}

// The changed row, made from the stored one at the first call.
template <class Row>
Row& edit_in(std::map<std::string, Row, std::less<>>& changed, const Row* stored, std::string_view id)
{
    const auto it = changed.find(id);
    if (it != changed.end()) return it->second;
    if (stored == nullptr) throw std::logic_error("no row " + std::string(id) + " to edit");
    return changed.emplace(std::string(id), *stored).first->second;
}

bool is_older(const incident* a, const incident* b)
{
    return std::tie(a->opened_at, a->id) < std::tie(b->opened_at, b->id);
}

}  // namespace

const incident* world::find_incident(std::string_view id) const
{
    return find_in(incidents_, id);
}

const draft* world::find_draft(std::string_view id) const
{
    return find_in(drafts_, id);
}

const delivery* world::find_delivery(std::string_view id) const
{
    return find_in(deliveries_, id);
}

const delivery* world::find_message(const channel_ref& channel, std::string_view platform_id) const
{
    const auto it = deliveries_by_message_.find(message_key(channel, platform_id));
    return it == deliveries_by_message_.end() ? nullptr : find_delivery(it->second);
}

const delivery* world::newest_update(
    std::string_view target, const std::function<bool(const delivery&)>& is_meant
) const
{
    const auto it = updates_by_target_.find(target);
    if (it == updates_by_target_.end()) return nullptr;
    for (auto number = it->second.rbegin(); number != it->second.rend(); ++number) {
        const delivery* row = find_delivery("d" + std::to_string(*number));
        if (row != nullptr && is_meant(*row)) return row;
    }
    return nullptr;
}

std::vector<const draft*> world::drafts_of(std::string_view incident_id) const
{
    std::vector<const draft*> found;
    const auto it = drafts_by_incident_.find(incident_id);
    if (it == drafts_by_incident_.end()) return found;
    found.reserve(it->second.size());
    for (const std::string& id : it->second) found.push_back(find_draft(id));
    return found;
}

const world::channel_incidents& world::incidents_in(const channel_ref& channel) const
{
    static const channel_incidents none;
    const auto it = incidents_by_channel_.find(channel);
    return it == incidents_by_channel_.end() ? none : it->second;
}

void world::put(incident row)
{
    const auto list_of = [this](const incident& one) -> auto& {
        channel_incidents& all = incidents_by_channel_[one.channel];
        return one.is_live() ? all.live : all.over;
    };
    std::string id = row.id;
    if (const incident* before = find_incident(id)) {
        auto& list = list_of(*before);
        list.erase(std::lower_bound(list.begin(), list.end(), before, is_older));
    }
    const incident& kept = incidents_.insert_or_assign(std::move(id), std::move(row)).first->second;
    auto& list = list_of(kept);
    list.insert(std::lower_bound(list.begin(), list.end(), &kept, is_older), &kept);
}

void world::put(draft row)
{
    std::string id = row.id;
    std::vector<std::string>& siblings = drafts_by_incident_[row.incident_id];
    const auto place = std::lower_bound(siblings.begin(), siblings.end(), id, older_draft);
    if (place == siblings.end() || *place != id) siblings.insert(place, id);
    drafts_.insert_or_assign(std::move(id), std::move(row));
}

void world::put(delivery row)
{
    // An edit or update carries the id of a message that another delivery made; reactions belong to that one.
    const bool is_edit = row.kind == delivery_kind::edit || row.kind == delivery_kind::update;
    if (!row.platform_id.empty() && !is_edit) {
        deliveries_by_message_.insert_or_assign(message_key(row.channel, row.platform_id), row.id);
    }
    if (row.kind == delivery_kind::update) updates_by_target_[row.target].insert(row.number);
    std::string id = row.id;
    deliveries_.insert_or_assign(std::move(id), std::move(row));
}

void world::set(counters numbers, chain_head chain)
{
    numbers_ = numbers;
    chain_ = std::move(chain);
}

change_set::change_set(const world& before, time_point now)
    : before_(&before), now_(now), numbers_(before.numbers()), chain_(before.chain())
{
}

const incident* change_set::find_incident(std::string_view id) const
{
    const incident* changed = find_in(incidents_, id);
    return changed != nullptr ? changed : before_->find_incident(id);
}

const draft* change_set::find_draft(std::string_view id) const
{
    const draft* changed = find_in(drafts_, id);
    return changed != nullptr ? changed : before_->find_draft(id);
}

const delivery* change_set::find_delivery(std::string_view id) const
{
    const delivery* changed = find_in(deliveries_, id);
    return changed != nullptr ? changed : before_->find_delivery(id);
}

std::vector<const draft*> change_set::drafts_of(std::string_view incident_id) const
{
    std::vector<const draft*> found = before_->drafts_of(incident_id);
    for (const draft*& row : found) row = find_draft(row->id);
    for (const auto& [id, row] : drafts_) {
        if (row.incident_id == incident_id && before_->find_draft(id) == nullptr) found.push_back(&row);
    }
    std::sort(found.begin(), found.end(), [](const draft* a, const draft* b) {
        return older_draft(a->id, b->id);
    });
    return found;
}

std::vector<const incident*> change_set::all_incidents() const
{
    std::vector<const incident*> found;
    found.reserve(before_->incidents().size() + incidents_.size());
    for (const auto& [id, row] : before_->incidents()) {
        const incident* changed = find_in(incidents_, id);
        found.push_back(changed != nullptr ? changed : &row);
    }
    for (const auto& [id, row] : incidents_) {
        if (before_->find_incident(id) == nullptr) found.push_back(&row);
    }
    return found;
}

std::vector<const incident*> change_set::incidents_in(const channel_ref& channel, bool ended) const
{
    std::vector<const incident*> found;
    const auto& stored = before_->incidents_in(channel);
    found = stored.live;
    if (ended) {
        found.clear();
        std::merge(
            stored.live.begin(),
            stored.live.end(),
            stored.over.begin(),
            stored.over.end(),
            std::back_inserter(found),
            is_older
        );
    }
    for (const auto& [id, row] : incidents_) {
        std::erase(found, before_->find_incident(id));
        if (row.channel == channel && (ended || row.is_live()))
            found.insert(std::lower_bound(found.begin(), found.end(), &row, is_older), &row);
    }
    return found;
}

incident& change_set::edit_incident(std::string_view id)
{
    return edit_in(incidents_, before_->find_incident(id), id);
}

draft& change_set::edit_draft(std::string_view id)
{
    return edit_in(drafts_, before_->find_draft(id), id);
}

delivery& change_set::edit_delivery(std::string_view id)
{
    return edit_in(deliveries_, before_->find_delivery(id), id);
}

incident& change_set::add_incident(incident row)
{
    if (find_incident(row.id) != nullptr) throw std::logic_error("incident " + row.id + " exists already");
    std::string id = row.id;
    return incidents_.emplace(std::move(id), std::move(row)).first->second;
}

std::int64_t change_set::next_incident_number()
{
    return ++numbers_.incident;
}

void change_set::note_incident_number(std::int64_t given)
{
    numbers_.incident = std::max(numbers_.incident, given);
}

draft& change_set::add_draft(draft row)
{
    row.id = "D" + std::to_string(++numbers_.draft);
    std::string id = row.id;
    return drafts_.emplace(std::move(id), std::move(row)).first->second;
}

delivery& change_set::enqueue(delivery row)
{
    row.number = ++numbers_.delivery;
    row.id = "d" + std::to_string(row.number);
    row.state = delivery_state::queued;
    row.created_at = now_;
    std::string id = row.id;
    return deliveries_.emplace(std::move(id), std::move(row)).first->second;
}

void change_set::audit(audit_entry entry)
{
    audit_.push_back(append(chain_, entry, now_));
}

void change_set::apply_to(world& after) const
{
    for (const auto& [id, row] : incidents_) after.put(row);
    for (const auto& [id, row] : drafts_) after.put(row);
    for (const auto& [id, row] : deliveries_) after.put(row);
    after.set(numbers_, chain_);
}

}  // namespace bot
