// The stored state in memory: everything that rules may read, and the changes that they ask for.
#pragma once

#include "bot/audit.hpp"
#include "bot/delivery.hpp"
#include "bot/draft.hpp"
#include "bot/incident.hpp"
#include "bot/message.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct counters {
    std::int64_t incident = 0;  // last number assigned
    std::int64_t draft = 0;
    std::int64_t delivery = 0;
};

class world {
public:
    world() = default;
    world(world&&) = default;  // rows stay where they are: the indices point to them
    world& operator=(world&&) = default;
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    const incident* find_incident(std::string_view id) const;
    const draft* find_draft(std::string_view id) const;
    const delivery* find_delivery(std::string_view id) const;
    // The delivery whose message has this platform id in this channel: what a reaction was given to.
    const delivery* find_message(const channel_ref& channel, std::string_view platform_id) const;
    // The newest update of this delivery's message that `is_meant`; null when none is.
    const delivery* newest_update(
        std::string_view target, const std::function<bool(const delivery&)>& is_meant
    ) const;

    const std::map<std::string, incident, std::less<>>& incidents() const noexcept { return incidents_; }
    const std::map<std::string, draft, std::less<>>& drafts() const noexcept { return drafts_; }
    const std::map<std::string, delivery, std::less<>>& deliveries() const noexcept { return deliveries_; }
    std::vector<const draft*> drafts_of(std::string_view incident_id) const;  // oldest first
    // The channel's incidents, oldest first: those that are neither closed nor cancelled, and the others.
    struct channel_incidents {
        std::vector<const incident*> live;
        std::vector<const incident*> over;
    };
    const channel_incidents& incidents_in(const channel_ref& channel) const;
    const counters& numbers() const noexcept { return numbers_; }
    const chain_head& chain() const noexcept { return chain_; }

    void put(incident row);
    void put(draft row);
    void put(delivery row);
    void set(counters numbers, chain_head chain);

private:
    std::map<std::string, incident, std::less<>> incidents_;
    std::map<std::string, draft, std::less<>> drafts_;
    std::map<std::string, delivery, std::less<>> deliveries_;
    std::map<std::string, std::vector<std::string>, std::less<>> drafts_by_incident_;
    std::map<channel_ref, channel_incidents> incidents_by_channel_;
    std::map<std::string, std::string, std::less<>>
        deliveries_by_message_;  // channel key + "/" + platform id
    std::map<std::string, std::set<std::int64_t>, std::less<>> updates_by_target_;  // numbers
    counters numbers_;
    chain_head chain_;
};

// What one event makes of the world: whole rows to write, audit events, and answers to the person who acted.
// Reads see the changes made so far. Pure: nothing happens until the engine applies and stores it.
class change_set {
public:
    change_set(const world& before, time_point now);

    time_point now() const noexcept { return now_; }
    const world& before() const noexcept { return *before_; }

    const incident* find_incident(std::string_view id) const;
    const draft* find_draft(std::string_view id) const;
    const delivery* find_delivery(std::string_view id) const;
    std::vector<const draft*> drafts_of(std::string_view incident_id
    ) const;  // oldest first, changes included
    std::vector<const incident*> all_incidents() const;
    // Of one channel, oldest first; `ended` brings the closed and cancelled ones along.
    std::vector<const incident*> incidents_in(const channel_ref& channel, bool ended) const;

    // A copy to change; the same one each time. The row must exist.
    incident& edit_incident(std::string_view id);
    draft& edit_draft(std::string_view id);
    delivery& edit_delivery(std::string_view id);

    // New rows. Ids of drafts and deliveries are assigned here; the incident brings its own.
    incident& add_incident(incident row);
    std::int64_t next_incident_number();  // takes the next free one
    void note_incident_number(std::int64_t given
    );  // an explicit id with our prefix moves the counter past it
    draft& add_draft(draft row);
    delivery& enqueue(delivery row);  // queued now; returns the row with its id

    void audit(audit_entry entry);

    // The private answer to the person who acted, and the form to open for them. The last call wins.
    void answer(notice words) { answer_ = std::move(words); }
    void answer(std::string text) { answer_ = notice{.text = std::move(text), .buttons = {}}; }
    void open(form f) { form_ = std::move(f); }
    // Faults of a submitted form, by field name; the form stays open and nothing else changes.
    void field_error(std::string field, std::string message)
    {
        field_errors_[std::move(field)] = std::move(message);
    }

    const std::optional<notice>& private_answer() const noexcept { return answer_; }
    const std::optional<form>& form_to_open() const noexcept { return form_; }
    const std::map<std::string, std::string>& field_errors() const noexcept { return field_errors_; }
    const std::map<std::string, incident, std::less<>>& incidents() const noexcept { return incidents_; }
    const std::map<std::string, draft, std::less<>>& drafts() const noexcept { return drafts_; }
    const std::map<std::string, delivery, std::less<>>& deliveries() const noexcept { return deliveries_; }
    const std::vector<audit_event>& audit_events() const noexcept { return audit_; }
    const counters& numbers() const noexcept { return numbers_; }
    const chain_head& chain() const noexcept { return chain_; }
    bool changes_anything() const noexcept
    {
        return !incidents_.empty() || !drafts_.empty() || !deliveries_.empty() || !audit_.empty();
    }

    // Puts every changed row into the world that it was made from.
    void apply_to(world& after) const;

private:
    const world* before_;
    time_point now_;
    std::map<std::string, incident, std::less<>> incidents_;
    std::map<std::string, draft, std::less<>> drafts_;
    std::map<std::string, delivery, std::less<>> deliveries_;
    std::vector<audit_event> audit_;
    counters numbers_;
    chain_head chain_;
    std::optional<notice> answer_;
    std::optional<form> form_;
    std::map<std::string, std::string> field_errors_;
};

}  // namespace bot
