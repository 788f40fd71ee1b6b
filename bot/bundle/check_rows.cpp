// Rows, records and chain of a bundle against each other: each text under its hash, each vote and delivery in
// the chain, nothing in the chain that the rows leave out.
#include "bot/bundle/check.hpp"
#include "bot/bundle/read_json.hpp"
#include "bot/content_hash.hpp"
#include "bot/record.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace bot::bundle {
namespace {

// A link's body, as far as it is needed here.
struct event {
    std::string kind;
    std::string incident_id;
    std::string draft_id;
    account by;
    json::object details;
};

std::string text_in(const json::object& o, std::string_view name)
{
    const json::value* v = o.if_contains(name);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::int64_t number_in(const json::object& o, std::string_view name)
{
    const json::value* v = o.if_contains(name);
    return v != nullptr && v->is_int64() ? v->get_int64() : -1;
}

account account_in(const json::value* v)
{
    const auto* o = v == nullptr ? nullptr : v->if_object();
    return o == nullptr ? account{} : account{text_in(*o, "platform"), text_in(*o, "id")};
}

event event_of(const link& l)
{
    event e;
    const auto parsed = parse_bounded(l.body);
    const auto* o = parsed ? parsed->if_object() : nullptr;
    if (o == nullptr) return e;
    e.kind = text_in(*o, "kind");
    e.incident_id = text_in(*o, "incident_id");
    e.draft_id = text_in(*o, "draft_id");
    e.by = account_in(o->if_contains("by"));
    if (const auto* d = o->if_contains("details"); d != nullptr && d->is_object())
        e.details = d->get_object();
    return e;
}

class comparing {
public:
    comparing(const contents& of, std::vector<std::string>& faults, std::vector<std::string>& notes)
        : of_(of), faults_(faults), notes_(notes)
    {
        for (const link& l : of.chain) {
            event e = event_of(l);
            if (e.incident_id != of.about.id) continue;
            if (!e.draft_id.empty()) by_draft_[e.draft_id].push_back(events_.size());
            if (const auto id = text_in(e.details, "delivery"); !id.empty())
                by_delivery_[id].push_back(events_.size());
            events_.push_back(std::move(e));
        }
        for (const delivery& d : of.deliveries) deliveries_.emplace(d.id, &d);
    }

    void run()
    {
        if (events_.empty()) fail("the chain has no event of this incident");
        for (const delivery& d : of_.deliveries)
            if (d.incident_id != of_.about.id) fail(d.id + ": a delivery of another incident");
        std::set<std::string> drafts;
        for (const draft& d : of_.drafts) {
            if (!drafts.insert(d.id).second) fail(d.id + ": is there twice");
            one_draft(d);
        }
        for (const auto& [id, at] : by_draft_)
            if (!drafts.contains(id)) fail(id + ": the chain tells of it, but it is not in the bundle");
        for (const auto& [id, at] : by_delivery_)
            if (!deliveries_.contains(id)) fail(id + ": the chain tells of it, but it is not in the bundle");
        std::set<std::string> recorded;
        for (const record_file& r : of_.records) {
            if (!recorded.insert(r.draft_id).second) fail(r.draft_id + ": has two records");
            one_record(r);
        }
    }

private:
    void fail(std::string why)
    {
        constexpr std::size_t most = 50;
        if (faults_.size() < most) faults_.push_back(std::move(why));
    }

    template <class Suits>
    const event* find(
        const std::map<std::string, std::vector<std::size_t>>& in, const std::string& id, Suits suits
    ) const
    {
        const auto known = in.find(id);
        if (known == in.end()) return nullptr;
        for (const std::size_t i : known->second)
            if (suits(events_[i])) return &events_[i];
        return nullptr;
    }

    void one_draft(const draft& d)
    {
        if (d.incident_id != of_.about.id) fail(d.id + ": a draft of another incident");
        for (const revision& r : d.revisions) {
            const std::string name = d.id + "." + std::to_string(r.number);
            if (content_hash(r.texts) != r.content_sha256) fail(name + ": its texts do not have its hash");
            const bool told = find(by_draft_, d.id, [&](const event& e) {
                                  return number_in(e.details, "revision") == r.number &&
                                         text_in(e.details, "content_sha256") == r.content_sha256;
                              }) != nullptr;
            if (!told) fail(name + ": the chain knows no such revision with this hash");
        }
        for (const vote& v : d.votes) {
            const bool cast = find(by_draft_, d.id, [&](const event& e) {
                                  return e.by == v.by && e.kind != "vote.refused" &&
                                         e.kind != "vote.taken_back" &&
                                         number_in(e.details, "revision") == v.revision;
                              }) != nullptr;
            if (!cast)
                fail(d.revision_name() + ": the chain knows no vote of " + v.by.platform + ":" + v.by.id);
        }
        if (!d.post_ids.empty()) approval(d);
        for (const std::string& id : d.post_ids) one_post(d, id);
    }

    void approval(const draft& d)
    {
        const revision& r = d.current();
        const event* approved = find(by_draft_, d.id, [&](const event& e) {
            return e.kind == "draft.approved" && number_in(e.details, "revision") == r.number &&
                   text_in(e.details, "content_sha256") == r.content_sha256;
        });
        if (approved == nullptr) return fail(d.revision_name() + ": posted, but the chain knows no approval");
        const json::value* list = approved->details.if_contains("approvers");
        if (list == nullptr || !list->is_array()) return fail(d.revision_name() + ": approved by nobody");
        std::set<account> people;
        for (const json::value& each : list->get_array()) people.insert(account_in(&each));
        for (const account& who : people) {
            const bool voted = std::any_of(d.votes.begin(), d.votes.end(), [&](const vote& v) {
                return v.by == who && v.kind == vote_kind::approve && v.revision == r.number;
            });
            if (!voted) fail(d.revision_name() + ": approved by " + who.id + ", whose vote is not there");
        }
        const auto needed = d.emergency ? 1 : number_in(approved->details, "required");
        if (static_cast<std::int64_t>(people.size()) < needed)
            fail(d.revision_name() + ": approved by fewer people than were required");
    }

    void one_post(const draft& d, const std::string& id)
    {
        const auto known = deliveries_.find(id);
        if (known == deliveries_.end())
            return fail(id + ": a post of " + d.id + " that is not in the bundle");
        const delivery& post = *known->second;
        const revision& r = d.current();
        const bool approved = std::any_of(r.texts.begin(), r.texts.end(), [&](const rendered_text& t) {
            return t.destination == post.destination && t.text == post.final_text;
        });
        if (!approved || post.content_sha256 != r.content_sha256 || post.draft_id != d.id)
            fail(id + ": what was posted is not what was approved as " + d.revision_name());
        if (post.state != delivery_state::sent) return;
        const bool told = find(by_delivery_, id, [&](const event& e) {
                              return (e.kind == "delivery.sent" || e.kind == "delivery.confirmed") &&
                                     (post.platform_id.empty() || text_in(e.details, "platform_id").empty() ||
                                      text_in(e.details, "platform_id") == post.platform_id);
                          }) != nullptr;
        if (!told) fail(id + ": sent, but the chain does not say so");
    }

    void one_record(const record_file& r)
    {
        const auto of = std::find_if(of_.drafts.begin(), of_.drafts.end(), [&](const draft& d) {
            return d.id == r.draft_id;
        });
        if (of == of_.drafts.end() || of->record_path != r.path)
            return fail(r.path + ": the record of no draft in the bundle");
        if (r.text.find(of->current().content_sha256) == std::string::npos)
            fail(r.path + ": does not hold the hash of " + of->revision_name());
        if (sha256_hex(r.text) != of->record_sha256)
            notes_.push_back(r.path + ": was edited after incidentd wrote it");
        const auto head = head_in_record(r.text);
        if (!head) {
            notes_.push_back(r.path + ": holds no hash of the chain");
        } else if (!of_.chain.empty() && head->number >= of_.chain.front().number) {
            const auto at = static_cast<std::size_t>(head->number - of_.chain.front().number);
            if (at >= of_.chain.size() || of_.chain[at].hash != head->hash)
                fail(r.path + ": holds another hash of event " + std::to_string(head->number));
        }
    }

    const contents& of_;
    std::vector<std::string>& faults_;
    std::vector<std::string>& notes_;
    std::vector<event> events_;
    std::map<std::string, std::vector<std::size_t>> by_draft_;
    std::map<std::string, std::vector<std::size_t>> by_delivery_;
    std::map<std::string, const delivery*> deliveries_;
};

}  // namespace

void check_rows(const contents& of, std::vector<std::string>& faults, std::vector<std::string>& notes)
{
    comparing(of, faults, notes).run();
}

}  // namespace bot::bundle
