#include "bot/bundle/collect.hpp"

#include "bot/bundle/read_json.hpp"
#include "bot/document_file.hpp"
#include "bot/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace bot::bundle {
namespace {

link link_of(const audit_event& e)
{
    return {.number = e.number, .previous = e.previous, .body = e.body, .hash = e.hash};
}

// Events that say what was in force: kept beside the segment when they are older than it.
std::string environment_kind(const audit_event& e)
{
    if (e.body.find(".loaded\"") == std::string::npos) return {};
    const auto parsed = parse_bounded(e.body);
    const auto* o = parsed ? parsed->if_object() : nullptr;
    const auto* kind = o == nullptr ? nullptr : o->if_contains("kind");
    if (kind == nullptr || !kind->is_string()) return {};
    const std::string name(kind->get_string());
    return name == "config.loaded" || name == "runbooks.loaded" ? name : std::string();
}

void add_people(contents& out, const settings& config)
{
    std::set<account> seen{out.about.opened_by};
    for (const auto& [role, who] : out.about.role_accounts) seen.insert(who);
    for (const draft& d : out.drafts) {
        seen.insert(d.requester);
        for (const revision& r : d.revisions) {
            seen.insert(r.author);
            seen.insert(r.authors.begin(), r.authors.end());
        }
        for (const vote& v : d.votes) seen.insert(v.by);
        if (d.emergency) {
            seen.insert(d.emergency->by);
            seen.insert(d.emergency->signed_by);
        }
    }
    for (const person& p : config.people) {
        identity who{.handle = p.handle, .name = p.name, .accounts = {}, .roles = p.roles};
        bool named = false;
        for (const auto& [platform, id] : p.accounts) {
            who.accounts.push_back({platform, id});
            named = named || seen.contains(who.accounts.back());
        }
        if (named) out.people.push_back(std::move(who));
    }
}

}  // namespace

boost::system::result<contents, fault> collect(
    store_reader& from, const settings& config, std::string_view incident_id, std::string_view generator
)
{
    const world in = from.load_world();
    const incident* about = in.find_incident(incident_id);
    if (about == nullptr) return fault{fmt::format("there is no incident {}", incident_id)};
    contents out;
    out.generator = generator;
    out.language = config.locale;
    out.about = *about;
    for (const draft* d : in.drafts_of(about->id)) out.drafts.push_back(*d);
    for (const auto& [id, d] : in.deliveries())
        if (d.incident_id == about->id) out.deliveries.push_back(d);
    std::sort(out.deliveries.begin(), out.deliveries.end(), [](const delivery& a, const delivery& b) {
        return a.number < b.number;
    });
    add_people(out, config);

    // The daemon may append meanwhile: rows and chain are those of one moment, the one of the world's head.
    std::int64_t first = 0;
    std::int64_t last = 0;
    from.each_audit_event(about->id, [&](const audit_event& e) {
        if (e.number > in.chain().number) return;
        if (first == 0) first = e.number;
        last = e.number;
    });
    if (first == 0) return fault{fmt::format("the audit chain has no event of {}", about->id)};

    for (const draft& d : out.drafts) {
        if (d.record_path.empty() || d.record_done == 0) continue;
        auto text = read_document(config.documents.root, d.record_path);
        if (!text) return fault{text.error().message};
        if (!*text) {
            out.lost_records.push_back(d.record_path);
            continue;
        }
        if (const auto head = head_in_record(**text); head && head->number <= in.chain().number)
            last = std::max(last, head->number);
        out.records.push_back({.draft_id = d.id, .path = d.record_path, .text = std::move(**text)});
    }

    std::map<std::string, link> before;
    from.each_audit_event({}, [&](const audit_event& e) {
        if (e.number > last) return;
        if (e.number >= first) {
            out.chain.push_back(link_of(e));
        } else if (const std::string kind = environment_kind(e); !kind.empty()) {
            before[kind] = link_of(e);
        }
    });
    for (auto& [kind, l] : before) out.before.push_back(std::move(l));
    return out;
}

}  // namespace bot::bundle
