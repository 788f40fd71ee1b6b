#include "bot/bundle/pack.hpp"

#include "bot/bundle/read_json.hpp"
#include "bot/content_hash.hpp"

#include <fmt/format.h>

namespace bot::bundle {

namespace json = boost::json;

namespace {

constexpr std::string_view format = "incidentd-audit-bundle";
constexpr std::string_view algorithm = "Ed25519";

}  // namespace

std::string to_text(const manifest& m)
{
    json::array files;
    for (const auto& f : m.files)
        files.push_back(json::object{{"name", f.name}, {"sha256", f.sha256}, {"size", f.size}});
    return canonical_json(json::object{
               {"format", format},
               {"version", 1},
               {"incident", m.incident},
               {"chain", json::object{{"first", m.first}, {"last", m.last}, {"head", m.head}}},
               {"files", std::move(files)},
           }) +
           "\n";
}

boost::system::result<manifest, fault> manifest_from(std::string_view text)
{
    const std::string file(manifest_file);
    const auto parsed = parse_bounded(text);
    if (!parsed) return fault{file + ": is no JSON"};
    if (!is_canonical(*parsed, text)) return fault{file + ": is not written as incidentd writes it"};
    reading from(*parsed, file);
    if (from.text("format") != format || from.number("version") != 1)
        return fault{file + ": made by a version of incidentd that this one does not know"};
    manifest m;
    m.incident = from.text("incident");
    reading chain(from.value("chain"), file + ": chain");
    m.first = chain.number("first");
    m.last = chain.number("last");
    m.head = chain.text("head");
    if (!chain.fault().empty()) return fault{chain.fault()};
    for (const json::value& each : from.list("files")) {
        reading one(each, file + ": files");
        m.files.push_back({one.text("name"), one.text("sha256"), one.number("size")});
        if (!one.fault().empty()) return fault{one.fault()};
    }
    if (!from.fault().empty()) return fault{from.fault()};
    return m;
}

std::string to_text(const signature& s)
{
    return canonical_json(
               json::object{{"algorithm", algorithm}, {"public_key", s.public_key}, {"signature", s.value}}
           ) +
           "\n";
}

boost::system::result<signature, fault> signature_from(std::string_view text)
{
    const std::string file(signature_file);
    const auto parsed = parse_bounded(text);
    if (!parsed) return fault{file + ": is no JSON"};
    if (!is_canonical(*parsed, text)) return fault{file + ": is not written as incidentd writes it"};
    reading from(*parsed, file);
    signature s{.public_key = from.text("public_key"), .value = from.text("signature")};
    const bool known = from.text("algorithm") == algorithm;
    if (!from.fault().empty()) return fault{from.fault()};
    if (!known) return fault{file + ": not an Ed25519 signature"};
    return s;
}

std::string pack(const contents& of, const signing_key* key)
{
    std::vector<entry> files = to_entries(of);
    manifest m;
    m.incident = of.about.id;
    if (!of.chain.empty()) {
        m.first = of.chain.front().number;
        m.last = of.chain.back().number;
        m.head = of.chain.back().hash;
    }
    for (const entry& e : files)
        m.files.push_back({e.name, sha256_hex(e.content), static_cast<std::int64_t>(e.content.size())});
    const std::string text = to_text(m);

    std::vector<entry> all;
    all.push_back({std::string(manifest_file), text});
    all.push_back({std::string(manifest_hash_file), sha256_hex(text) + "\n"});
    if (key != nullptr)
        all.push_back({std::string(signature_file), to_text(signature{key->public_key(), key->sign(text)})});
    for (entry& e : files) all.push_back(std::move(e));
    return write_tar(all);
}

}  // namespace bot::bundle
