#include "bot/audit.hpp"

#include "bot/content_hash.hpp"
#include "bot/json_string.hpp"
#include "runbooks/utf8.hpp"

#include <fmt/chrono.h>
#include <boost/json/parse.hpp>

namespace bot {

namespace json = boost::json;

namespace {

// With its milliseconds, whole seconds too.
std::string at_text(time_point at)
{
    const auto whole = std::chrono::floor<std::chrono::seconds>(at);
    const std::tm civil = fmt::gmtime(std::chrono::system_clock::to_time_t(whole));
    return fmt::format("{:%FT%T}.{:03}Z", civil, (at - whole).count());
}

// One member of an object of texts; `before` is what stands before its name.
void add(std::string& out, std::string_view before, std::string_view text)
{
    out += before;
    append_json_string(out, text);
}

}  // namespace

audit_event append(chain_head& head, const audit_entry& entry, time_point at)
{
    audit_event event;
    event.number = head.number + 1;
    event.at = at;
    event.incident_id = entry.incident_id;
    event.previous = head.hash;
    // RFC 8785: the members by name, nothing between them.
    std::string body;
    add(body, R"({"at":)", at_text(at));
    add(body, R"(,"by":{"id":)", entry.by.id);
    add(body, R"(,"platform":)", entry.by.platform);
    body += R"(},"details":)";
    append_canonical_json(body, entry.details);
    add(body, R"(,"draft_id":)", entry.draft_id);
    add(body, R"(,"incident_id":)", entry.incident_id);
    add(body, R"(,"kind":)", entry.kind);
    body += fmt::format(R"(,"number":{})", event.number);
    add(body, R"(,"previous":)", event.previous);
    body += '}';
    // Valid whatever got into it: an event that cannot be parsed would look like one that was changed.
    event.body =
        runbooks::invalid_utf8_at(body) == std::string::npos ? std::move(body) : runbooks::valid_utf8(body);
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
