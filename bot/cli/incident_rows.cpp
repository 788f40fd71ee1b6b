#include "bot/cli/incident_rows.hpp"

#include "bot/cli/output.hpp"
#include "bot/format_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace bot::cli {

namespace json = boost::json;

namespace {

constexpr phrase draft_asked_for{"{0} de {1} pedido", "{0} of {1} asked for"};
constexpr phrase draft_decided{"{0} de {1}: {2}", "{0} of {1} is {2}"};
constexpr phrase correction_asked_for{
    "{0}, correção de {1} ({2}), pedida", "{0}, a correction of {1} ({2}), asked for"
};
constexpr phrase retraction_asked_for{
    "{0}, retratação de {1} ({2}), pedida", "{0}, a retraction of {1} ({2}), asked for"
};
constexpr phrase correction_of{"correção de {0}", "correction of {0}"};
constexpr phrase retraction_of{"retratação de {0}", "retraction of {0}"};
constexpr phrase not_posted{"{0} para {1}: {2}", "{0} to {1}: {2}"};
constexpr phrase not_edited{"{0} em {1}: {2}", "{0} at {1}: {2}"};
constexpr phrase posted_to{"{0} publicado em {1}", "{0} posted to {1}"};
constexpr phrase posted_anew{
    "{0} publicada em {1}, como mensagem nova", "{0} posted to {1}, as a new message"
};
constexpr phrase corrected_at{"{0} corrigido em {1}", "{0} corrected at {1}"};
constexpr phrase retracted_at{"{0} retratado em {1}", "{0} retracted at {1}"};

json::value time_or_null(const std::optional<time_point>& at)
{
    if (!at) return nullptr;
    return json::string(format_rfc3339(*at));
}

json::array texts(const std::vector<std::string>& all)
{
    json::array out;
    for (const std::string& each : all) out.emplace_back(each);
    return out;
}

json::object account_row(const account& who)
{
    return {{"platform", who.platform}, {"id", who.id}};
}

json::object draft_row(const world& in, const draft& d)
{
    json::array rendered;
    for (const rendered_text& each : d.current().texts) {
        rendered.push_back(json::object{{"destination", each.destination}, {"text", each.text}});
    }
    json::array votes;
    for (const vote& each : d.votes) {
        votes.push_back(json::object{
            {"by", each.by_name},
            {"account", account_row(each.by)},
            {"as", each.as_role},
            {"kind", each.kind == vote_kind::approve ? "approve" : "reject"},
            {"reason", or_null(each.reason)},
            {"at", format_rfc3339(each.at)},
        });
    }
    json::array posts;
    for (const std::string& id : d.post_ids) {
        if (const delivery* post = in.find_delivery(id)) posts.push_back(listed(*post));
    }
    return {
        {"id", d.id},
        {"revision", d.current().number},
        {"stage", d.stage},
        {"purpose", name_of(d.purpose)},
        {"corrects", or_null(d.corrects)},
        {"state", name_of(d.state)},
        {"requested_by", d.requester_name},
        {"made_at", format_rfc3339(d.current().made_at)},
        {"decided_at", time_or_null(d.decided_at)},
        {"decided_by", or_null(d.decided_by)},
        {"reason", or_null(d.decision_reason)},
        {"required", d.required},
        {"content_sha256", d.current().content_sha256},
        {"texts", std::move(rendered)},
        {"votes", std::move(votes)},
        {"record", or_null(d.record_path)},
        {"posts", std::move(posts)},
    };
}

// "post", "correction", "retraction": what a reader saw happen, and what programs tell moments apart by.
std::string_view kind_of(const draft& d)
{
    switch (d.purpose) {
        case draft_purpose::correction:
            return "correction";
        case draft_purpose::retraction:
            return "retraction";
        case draft_purpose::message:
            break;
    }
    return "post";
}

std::string asked_for(const draft& d, language words)
{
    switch (d.purpose) {
        case draft_purpose::correction:
            return say(words, correction_asked_for, d.id, d.corrects, d.stage);
        case draft_purpose::retraction:
            return say(words, retraction_asked_for, d.id, d.corrects, d.stage);
        case draft_purpose::message:
            break;
    }
    return say(words, draft_asked_for, d.id, d.stage);
}

std::string what_became_of(const draft& d, const delivery& post, language words)
{
    const bool is_message = d.purpose == draft_purpose::message;
    const bool is_retraction = d.purpose == draft_purpose::retraction;
    const bool edits = post.kind == delivery_kind::edit;
    if (post.state == delivery_state::sent && edits)
        return say(words, is_retraction ? retracted_at : corrected_at, d.stage, post.destination);
    const std::string what =
        is_message ? d.stage : say(words, is_retraction ? retraction_of : correction_of, d.stage);
    if (post.state == delivery_state::sent)
        return say(words, is_message ? posted_to : posted_anew, what, post.destination);
    return say(words, edits ? not_edited : not_posted, what, post.destination, name_of(post.state));
}

// As the configuration calls the person, else as the incident's own rows do, else the platform's id.
std::string name_in(const world& in, const incident& row, const directory& people, const account& who)
{
    if (who.empty()) return "incidentd";
    if (people.find(who) != nullptr) return people.label(who);
    if (who == row.opened_by && !row.opened_by_name.empty()) return row.opened_by_name;
    for (const draft* d : in.drafts_of(row.id)) {
        if (who == d->requester && !d->requester_name.empty()) return d->requester_name;
        for (const vote& v : d->votes) {
            if (who == v.by && !v.by_name.empty()) return v.by_name;
        }
    }
    return who.id;
}

}  // namespace

json::object listed(const incident& row)
{
    json::object values;
    for (const auto& [name, value] : row.values) values[name] = value;
    return {
        {"id", row.id},
        {"severity", name_of(row.level)},
        {"state", name_of(row.state)},
        {"summary", row.summary},
        {"channel", or_null(row.channel.empty() ? std::string() : row.channel.key())},
        {"opened_at", format_rfc3339(row.opened_at)},
        {"resolved_at", time_or_null(row.resolved_at)},
        {"variables", std::move(values)},
    };
}

json::object whole(const world& in, const incident& row)
{
    json::object out = listed(row);
    json::object roles;
    for (const auto& [role, who] : row.roles) roles[role] = who;
    out["channel_name"] = or_null(row.channel_name);
    out["opened_by"] = row.opened_by_name;
    out["closed_at"] = time_or_null(row.closed_at);
    out["roles"] = std::move(roles);
    out["posted_stages"] = texts(row.posted_stages);
    json::array drafts;
    for (const draft* each : in.drafts_of(row.id)) drafts.push_back(draft_row(in, *each));
    out["drafts"] = std::move(drafts);
    return out;
}

json::object listed(const delivery& row)
{
    return {
        {"id", row.id},
        {"draft_id", or_null(row.draft_id)},
        {"incident_id", or_null(row.incident_id)},
        {"destination", row.destination},
        {"kind", name_of(row.kind)},
        {"state", name_of(row.state)},
        {"attempts", row.attempts},
        {"platform_id", or_null(row.platform_id)},
        {"error", or_null(row.error)},
    };
}

std::vector<const incident*> newest_first(const world& in)
{
    std::vector<const incident*> all;
    for (const auto& [id, row] : in.incidents()) all.push_back(&row);
    std::sort(all.begin(), all.end(), [](const incident* x, const incident* y) {
        return std::tie(y->opened_at, y->id) < std::tie(x->opened_at, x->id);
    });
    return all;
}

std::vector<const delivery*> oldest_first(const world& in)
{
    std::vector<const delivery*> all;
    for (const auto& [id, row] : in.deliveries()) all.push_back(&row);
    std::sort(all.begin(), all.end(), [](const delivery* a, const delivery* b) {
        return a->number < b->number;
    });
    return all;
}

std::vector<moment> timeline_of(const world& in, const incident& row, const directory& people, language words)
{
    std::multimap<time_point, moment> all;  // keeps the order of what happened at the same time
    const auto add = [&](moment m) { all.emplace(m.at, std::move(m)); };
    for (const timeline_entry& each : row.timeline) {
        add({each.at, "entry", name_in(in, row, people, each.by), each.text, {}});
    }
    for (const draft* d : in.drafts_of(row.id)) {
        add({d->revisions.front().made_at, "draft", d->requester_name, asked_for(*d, words), d->id});
        if (d->decided_at) {
            std::string text = say(words, draft_decided, d->revision_name(), d->stage, name_of(d->state));
            if (!d->decision_reason.empty()) text += ": " + d->decision_reason;
            add({*d->decided_at, "decision", d->decided_by, std::move(text), d->id});
        }
        for (const std::string& id : d->post_ids) {
            const delivery* post = in.find_delivery(id);
            if (post == nullptr || !post->settled_at) continue;
            add(
                {*post->settled_at,
                 std::string(kind_of(*d)),
                 "incidentd",
                 what_became_of(*d, *post, words),
                 d->id}
            );
        }
    }
    std::vector<moment> sorted;
    for (auto& [at, each] : all) sorted.push_back(std::move(each));
    return sorted;
}

json::array listed(const std::vector<moment>& all)
{
    json::array out;
    for (const moment& each : all) {
        out.push_back(json::object{
            {"at", format_rfc3339(each.at)},
            {"kind", each.kind},
            {"by", or_null(each.by)},
            {"text", each.text},
            {"draft_id", or_null(each.draft_id)},
        });
    }
    return out;
}

}  // namespace bot::cli
