#include "bot/bundle/contents.hpp"

#include "bot/bundle/page.hpp"
#include "bot/bundle/read_json.hpp"
#include "bot/content_hash.hpp"
#include "bot/json_rows.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <optional>

namespace bot::bundle {

namespace json = boost::json;

namespace {

constexpr std::string_view records_folder = "records/";
constexpr std::size_t longest_line = std::size_t{16} << 20;
constexpr std::int64_t largest_number = std::int64_t{1} << 53;

std::string record_name(const std::string& draft_id)
{
    return std::string(records_folder) + draft_id + ".md";
}

json::value parsed_row(const std::string& text)
{
    return json::parse(text);
}

json::array texts(const std::vector<std::string>& list)
{
    json::array out;
    for (const auto& each : list) out.emplace_back(each);
    return out;
}

json::object json_of(const identity& who)
{
    json::array accounts;
    for (const account& a : who.accounts)
        accounts.push_back(json::object{{"platform", a.platform}, {"id", a.id}});
    return {
        {"handle", who.handle},
        {"name", who.name},
        {"accounts", std::move(accounts)},
        {"roles", texts(who.roles)},
    };
}

std::string line_of(const link& l)
{
    return canonical_json(json::object{
               {"number", l.number}, {"previous", l.previous}, {"body", l.body}, {"hash", l.hash}
           }) +
           "\n";
}

std::string lines_of(const std::vector<link>& links)
{
    std::string out;
    for (const link& l : links) out += line_of(l);
    return out;
}

std::string data_of(const contents& of)
{
    json::array drafts;
    for (const draft& d : of.drafts) drafts.push_back(parsed_row(to_json_text(d)));
    json::array deliveries;
    for (const delivery& d : of.deliveries) deliveries.push_back(parsed_row(to_json_text(d)));
    json::array people;
    for (const identity& who : of.people) people.push_back(json_of(who));
    json::array records;
    for (const record_file& r : of.records)
        records.push_back(json::object{
            {"draft_id", r.draft_id},
            {"path", r.path},
            {"file", record_name(r.draft_id)},
            {"sha256", sha256_hex(r.text)}
        });
    return canonical_json(json::object{
               {"format", "incidentd-audit-bundle"},
               {"version", 1},
               {"generator", of.generator},
               {"language", of.language},
               {"incident", parsed_row(to_json_text(of.about))},
               {"drafts", std::move(drafts)},
               {"deliveries", std::move(deliveries)},
               {"people", std::move(people)},
               {"records", std::move(records)},
               {"lost_records", texts(of.lost_records)},
           }) +
           "\n";
}

}  // namespace

boost::system::result<std::vector<link>, fault> read_links(
    std::string_view text, std::string_view file, std::int64_t next
)
{
    std::vector<link> out;
    while (!text.empty()) {
        const auto bad = [&](std::string_view why) {
            return fault{fmt::format("{}: event {}: {}", file, next, why), next};
        };
        const auto end = text.find('\n');
        if (end == text.npos || end > longest_line) return bad("its line does not end");
        const auto parsed = parse_bounded(text.substr(0, end));
        if (!parsed) return bad("is no JSON");
        reading from(*parsed, "it");
        link l{
            .number = from.number("number"),
            .previous = from.text("previous"),
            .body = from.text("body"),
            .hash = from.text("hash")
        };
        if (!from.fault().empty()) return bad(from.fault());
        if (!is_canonical(*parsed, text.substr(0, end + 1)))
            return bad("is not written as incidentd writes it");
        next = l.number < 0 || l.number > largest_number ? next + 1 : l.number + 1;
        out.push_back(std::move(l));
        text.remove_prefix(end + 1);
    }
    return out;
}

std::vector<entry> to_entries(const contents& of)
{
    std::vector<entry> out;
    out.push_back({std::string(page_file), page_of(of)});
    out.push_back({std::string(data_file), data_of(of)});
    out.push_back({std::string(chain_file), lines_of(of.chain)});
    out.push_back({std::string(before_file), lines_of(of.before)});
    for (const record_file& r : of.records) out.push_back({record_name(r.draft_id), r.text});
    return out;
}

std::vector<std::string> file_names(const contents& of)
{
    std::vector<std::string> names;
    for (const auto name : {page_file, data_file, chain_file, before_file}) names.emplace_back(name);
    for (const record_file& r : of.records) names.push_back(record_name(r.draft_id));
    return names;
}

boost::system::result<contents, fault> from_entries(
    const std::vector<entry>& entries, std::int64_t first_event
)
{
    const auto find = [&](std::string_view name) -> const std::string* {
        const auto at =
            std::find_if(entries.begin(), entries.end(), [&](const entry& e) { return e.name == name; });
        return at == entries.end() ? nullptr : &at->content;
    };
    for (const auto name : {page_file, data_file, chain_file, before_file})
        if (find(name) == nullptr) return fault{fmt::format("{} is missing", name)};

    contents out;
    auto chain = read_links(*find(chain_file), chain_file, first_event);
    if (!chain) return chain.error();
    out.chain = std::move(*chain);
    auto before = read_links(*find(before_file), before_file, 1);
    if (!before) return before.error();
    out.before = std::move(*before);

    const auto parsed = parse_bounded(*find(data_file));
    if (!parsed) return fault{fmt::format("{}: is no JSON", data_file)};
    if (!is_canonical(*parsed, *find(data_file)))
        return fault{fmt::format("{}: is not written as incidentd writes it", data_file)};
    reading from(*parsed, std::string(data_file));
    if (from.text("format") != "incidentd-audit-bundle" || from.number("version") != 1)
        return fault{fmt::format("{}: made by a version of incidentd that this one does not know", data_file)
        };
    out.generator = from.text("generator");
    out.language = from.text("language");
    out.lost_records = from.texts("lost_records");
    try {
        out.about = incident_from_json(json::serialize(from.value("incident")));
        for (const json::value& each : from.list("drafts"))
            out.drafts.push_back(draft_from_json(json::serialize(each)));
        for (const json::value& each : from.list("deliveries"))
            out.deliveries.push_back(delivery_from_json(json::serialize(each)));
    } catch (const std::exception& broken) {
        return fault{fmt::format("{}: {}", data_file, broken.what())};
    }
    for (const json::value& each : from.list("people")) {
        reading person(each, fmt::format("{}: people", data_file));
        identity who{
            .handle = person.text("handle"),
            .name = person.text("name"),
            .accounts = {},
            .roles = person.texts("roles")
        };
        for (const json::value& a : person.list("accounts")) {
            reading one(a, fmt::format("{}: accounts", data_file));
            who.accounts.push_back({one.text("platform"), one.text("id")});
            if (!one.fault().empty()) return fault{one.fault()};
        }
        if (!person.fault().empty()) return fault{person.fault()};
        out.people.push_back(std::move(who));
    }
    for (const json::value& each : from.list("records")) {
        reading record(each, fmt::format("{}: records", data_file));
        record_file r{.draft_id = record.text("draft_id"), .path = record.text("path"), .text = {}};
        const std::string file = record.text("file");
        if (!record.fault().empty()) return fault{record.fault()};
        const std::string* text = file == record_name(r.draft_id) ? find(file) : nullptr;
        if (text == nullptr)
            return fault{fmt::format("{}: the record {} is not in the bundle", data_file, file)};
        if (record.text("sha256") != sha256_hex(*text))
            return fault{fmt::format("{}: is not the record that {} speaks of", file, data_file)};
        r.text = *text;
        out.records.push_back(std::move(r));
    }
    if (!from.fault().empty()) return fault{from.fault()};
    return out;
}

}  // namespace bot::bundle
