#include "adapters/daemon/restart_needed.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace adapters::daemon {

namespace {

using keys = std::map<std::string, std::string, std::less<>>;
using sections = std::map<std::string, keys, std::less<>>;

// What platforms hold from their making on, and what is opened once.
bool is_read_once(std::string_view title)
{
    return title == "[store]" || title == "[tls]" || title == "[http]" || title.starts_with("[[slack]]") ||
           title.starts_with("[[teams]]");
}

// The lines of bot::show(): a title, then "key = value" each. A list's tables are told apart by their names.
sections sections_of(const std::string& shown)
{
    sections out;
    std::string title;
    for (std::size_t at = 0; at < shown.size();) {
        const auto end = std::min(shown.find('\n', at), shown.size());
        const std::string_view line = std::string_view(shown).substr(at, end - at);
        at = end + 1;
        if (line.starts_with('[')) {
            title = line;
            continue;
        }
        const auto equals = line.find(" = ");
        if (equals == std::string_view::npos) continue;
        const std::string_view key = line.substr(0, equals);
        const std::string_view value = line.substr(equals + 3);
        if (title.starts_with("[[") && key == "name")
            title = fmt::format("{} {}", title, value.substr(1, value.size() - 2));
        else if (is_read_once(title))
            out[title].emplace(key, value);
    }
    return out;
}

std::vector<std::string> differing(const keys& a, const keys& b)
{
    std::set<std::string> all;
    for (const auto& [key, value] : a) all.insert(key);
    for (const auto& [key, value] : b) all.insert(key);
    std::vector<std::string> out;
    for (const std::string& key : all) {
        const auto before = a.find(key);
        const auto after = b.find(key);
        if (before == a.end() || after == b.end() || before->second != after->second) out.push_back(key);
    }
    return out;
}

// A listener with a certificate takes up another one; whether it has one at all is settled at the start.
void leave_out_certificate(keys& http, bool has_one)
{
    http.erase("tls_key");
    http["tls_certificate"] = has_one ? "one" : "none";
}

}  // namespace

std::vector<std::string> restart_needed(const bot::loaded_config& in_force, const bot::loaded_config& fresh)
{
    sections before = sections_of(bot::show(in_force));
    sections after = sections_of(bot::show(fresh));
    leave_out_certificate(before["[http]"], !in_force.core.tls_certificate.empty());
    leave_out_certificate(after["[http]"], !fresh.core.tls_certificate.empty());
    std::vector<std::string> out;
    if (in_force.core.locale != fresh.core.locale)
        out.emplace_back("[daemon] locale, for what platforms say");
    std::set<std::string> titles{"[http]", "[store]", "[tls]"};
    for (const auto* all : {&before, &after})
        for (const auto& [title, held] : *all) titles.insert(title);
    for (const std::string& title : titles) {
        const bool is_listed = title.starts_with("[[");
        if (is_listed && !before.contains(title)) {
            out.push_back(title + " (new)");
        } else if (is_listed && !after.contains(title)) {
            out.push_back(title + " (gone)");
        } else if (const auto changed = differing(before[title], after[title]); !changed.empty()) {
            out.push_back(fmt::format("{}{} {}", title, is_listed ? ":" : "", fmt::join(changed, ", ")));
        }
    }
    return out;
}

}  // namespace adapters::daemon
