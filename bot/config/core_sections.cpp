#include "bot/config/sections.hpp"
#include "bot/config/url_rule.hpp"
#include "bot/format_time.hpp"
#include "bot/language.hpp"

#include <fmt/format.h>

#include <charconv>

namespace bot {

namespace {

bool is_absolute(std::string_view path)
{
    return path.starts_with('/');
}

// Stays below the tree that it is relative to.
bool is_inside(std::string_view path)
{
    if (path.empty() || is_absolute(path)) return false;
    while (!path.empty()) {
        const auto slash = path.find('/');
        if (path.substr(0, slash) == "..") return false;
        if (slash == path.npos) break;
        path.remove_prefix(slash + 1);
    }
    return true;
}

void read_absolute(section_reader& in, std::string_view key, std::string& into)
{
    in.read(key, into);
    const toml_value* found = in.table().find(key);
    if (found != nullptr && found->kind == toml_kind::text && !found->text.empty() &&
        !is_absolute(found->text)) {
        in.fault(*found, key, "must be a full path that begins with /");
    }
}

// "127.0.0.1:3978", "[::1]:3978", "localhost:0".
bool is_listen_address(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == text.npos || colon == 0) return false;
    const std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    unsigned port = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (ec != std::errc{} || end != digits.data() + digits.size() || port > 65535) return false;
    if (host.find(':') != host.npos) return host.starts_with('[') && host.ends_with(']');
    return host.find_first_of("/ []") == host.npos;
}

}  // namespace

void read_daemon(config_under_way& all, const toml_value& section)
{
    settings& to = all.made.core;
    section_reader in(section, "[daemon]", all.faults);
    in.require("documents", toml_kind::text);
    read_absolute(in, "documents", to.documents.root);
    in.read("locale", to.locale);
    if (parse_language(to.locale, language::en) != parse_language(to.locale, language::pt_br)) {
        in.fault(*in.find("locale"), "locale", "must be \"pt-BR\" or \"en\"");
    }
    in.read("timezone", to.timezone);
    if (const toml_value* zone = in.find("timezone"); zone != nullptr && !zone_exists(to.timezone)) {
        in.fault(
            *zone, "timezone", "is not in this system's time zone database (example: America/Sao_Paulo)"
        );
    }
    in.read("incident_prefix", to.incident_prefix);
    if (to.incident_prefix.find_first_not_of(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
        ) != std::string::npos) {
        in.fault(*in.find("incident_prefix"), "incident_prefix", "may hold letters, digits, - _ and . only");
    }
    if (const toml_value* level = in.find("default_severity", toml_kind::text)) {
        if (const auto parsed = parse_severity(level->text)) {
            to.default_severity = *parsed;
        } else {
            in.fault(*level, "default_severity", "must be S1, S2, S3 or S4");
        }
    }
    in.finish();
}

void read_store(config_under_way& all, const toml_value& section)
{
    section_reader in(section, "[store]", all.faults);
    if (const toml_value* url = in.find("url", toml_kind::text)) {
        if (url->text.starts_with("sqlite:/") && url->text.size() > 8) {
            all.made.core.store_url = url->text;
        } else if (url->text.starts_with("postgres")) {
            in.fault(*url, "url", "must be sqlite:/full/path for now; PostgreSQL is not supported yet");
        } else {
            in.fault(*url, "url", "must be sqlite:/full/path/to/file.db");
        }
    }
    in.finish();
}

void read_runbooks(config_under_way& all, const toml_value& section)
{
    section_reader in(section, "[runbooks]", all.faults);
    in.read("paths", all.made.core.runbook_paths);
    if (const toml_value* paths = in.find("paths"); paths != nullptr && paths->kind == toml_kind::array) {
        if (paths->items.empty()) in.fault(*paths, "paths", "must not be empty");
        for (const toml_value& each : paths->items) {
            if (each.kind == toml_kind::text && !each.text.empty() && !is_inside(each.text)) {
                in.fault(each, "paths", "must stay below daemon.documents");
            }
        }
    }
    in.finish();
}

void read_defaults(config_under_way& all, const toml_value& section)
{
    section_reader in(section, "[defaults]", all.faults);
    if (const toml_value* list = in.find("destinations", toml_kind::array)) {
        for (const toml_value* each : texts_of(*list, "destinations", in)) {
            all.made.core.default_destinations.push_back(each->text);
            all.references.push_back(
                {config_reference::to::destination, each->text, each, "[defaults] destinations"}
            );
        }
    }
    in.finish();
}

void read_documents(config_under_way& all, const toml_value& section)
{
    section_reader in(section, "[documents]", all.faults);
    const auto read_folder = [&](std::string_view key, std::string& folder) {
        in.read(key, folder);
        while (folder.ends_with('/') && folder.size() > 1) folder.pop_back();
        if (const toml_value* at = in.find(key); at != nullptr && !is_inside(folder)) {
            in.fault(*at, key, "must stay below daemon.documents");
        }
    };
    read_folder("approvals", all.made.core.documents.approvals);
    read_folder("release_approvals", all.made.core.documents.release_approvals);
    in.finish();
}

void read_tls(config_under_way& all, const toml_value& section)
{
    section_reader in(section, "[tls]", all.faults);
    read_absolute(in, "ca_file", all.made.core.ca_file);
    in.finish();
}

void read_http(config_under_way& all, const toml_value& section)
{
    settings& to = all.made.core;
    section_reader in(section, "[http]", all.faults);
    in.read("listen", to.listen);
    if (const toml_value* at = in.find("listen"); at != nullptr && !is_listen_address(to.listen)) {
        in.fault(*at, "listen", "must be an address and a port, such as 127.0.0.1:3978");
    }
    read_absolute(in, "tls_certificate", to.tls_certificate);
    in.read("tls_key", to.tls_key);
    if (to.tls_certificate.empty() != to.tls_key.empty()) {
        in.fault("needs both tls_certificate and tls_key, or none of them");
    }
    in.finish();
}

void read_ops(config_under_way& all, const toml_value& section)
{
    section_reader in(section, "[ops]", all.faults);
    in.read("destination", all.made.core.ops_destination);
    if (const toml_value* at = in.find("destination"); at != nullptr && at->kind == toml_kind::text) {
        all.references.push_back({config_reference::to::destination, at->text, at, "[ops] destination"});
    }
    in.finish();
}

}  // namespace bot
