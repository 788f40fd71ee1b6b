#include "bot/audit.hpp"

#include "bot/content_hash.hpp"
#include "runbooks/utf8.hpp"

#include <date/date.h>
#include <boost/json/parse.hpp>

namespace bot {

namespace json = boost::json;

namespace {

std::string at_text(time_point at)
{
    return date::format("%FT%TZ", at);
}

}  // namespace

audit_event append(chain_head& head, const audit_entry& entry, time_point at)
{
    audit_event event;
    event.number = head.number + 1;
    event.at = at;
    event.incident_id = entry.incident_id;
    event.previous = head.hash;
    // Valid whatever got into it: an event that cannot be parsed would look like one that was changed.
    event.body = runbooks::valid_utf8(canonical_json(json::object{
        {"number", event.number},
        {"at", at_text(at)},
        {"kind", entry.kind},
        {"incident_id", entry.incident_id},
        {"draft_id", entry.draft_id},
        {"by", json::object{{"platform", entry.by.platform}, {"id", entry.by.id}}},
        {"details", entry.details},
        {"previous", event.previous},
    }));
    event.hash = sha256_hex(event.previous + event.body);
    head.number = event.number;
    head.hash = event.hash;
    return event;
}

bool follows(chain_head& head, const audit_event& event)
{
    if (event.number != head.number + 1 || event.previous != head.hash) return false;
    if (sha256_hex(event.previous + event.body) != event.hash) return false;

    // The columns beside the body are not under the hash; they must say what the body says.
    boost::system::error_code ec;
    const json::value body = json::parse(event.body, ec);
    if (ec || !body.is_object()) return false;
    const auto says = [&](const char* name, const json::value& expected) {
        const json::value* member = body.get_object().if_contains(name);
        return member && *member == expected;
    };
    if (!says("number", event.number) || !says("previous", json::value(event.previous)) ||
        !says("incident_id", json::value(event.incident_id)) || !says("at", json::value(at_text(event.at))))
        return false;

    head.number = event.number;
    head.hash = event.hash;
    return true;
}

}  // namespace bot
