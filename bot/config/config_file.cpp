#include "bot/config/config_file.hpp"

#include "bot/config/sections.hpp"
#include "bot/config/toml_tree.hpp"
#include "bot/content_hash.hpp"
#include "runbooks/suggest.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace bot {

namespace {

struct section_row {
    std::string_view name;
    bool repeated;  // [[name]]
    void (*read)(config_under_way&, const toml_value&);
};

constexpr std::array<section_row, 14> sections{{
    {"daemon", false, &read_daemon},
    {"store", false, &read_store},
    {"runbooks", false, &read_runbooks},
    {"defaults", false, &read_defaults},
    {"documents", false, &read_documents},
    {"tls", false, &read_tls},
    {"slack", true, &read_slack},
    {"teams", true, &read_teams},
    {"http", false, &read_http},
    {"approval", false, &read_approval},
    {"policy", false, &read_policy},
    {"destination", true, &read_destination},
    {"person", true, &read_person},
    {"ops", false, &read_ops},
}};

bool holds_a_token(std::string_view text)
{
    for (const std::string_view mark :
         {"xoxb-", "xoxp-", "xoxe-", "xoxe.", "xapp-", "hooks.slack.com/services/", "webhook.office.com/"}) {
        if (text.find(mark) != text.npos) return true;
    }
    return false;
}

// Secrets pasted anywhere, not only where one is expected.
bool find_tokens(const toml_value& value, fault_list& faults)
{
    bool found = false;
    if (value.kind == toml_kind::text && holds_a_token(value.text)) {
        faults.add(
            value,
            "holds what looks like a secret; write a reference instead (env:NAME, file:/path, "
            "credential:NAME or exec:COMMAND), and replace the secret: it is in a file now"
        );
        found = true;
    }
    for (const toml_value& each : value.items) found = find_tokens(each, faults) || found;
    for (const toml_member& each : value.members) found = find_tokens(each.value, faults) || found;
    return found;
}

void read_section(config_under_way& all, const toml_member& member, const section_row& row)
{
    if (!row.repeated) {
        if (member.value.kind == toml_kind::array) {
            all.faults.add(
                member.line,
                member.column,
                fmt::format("write [{0}], not [[{0}]]: there is one only", row.name)
            );
            return;
        }
        return row.read(all, member.value);
    }
    if (member.value.kind != toml_kind::array) {
        all.faults.add(
            member.line,
            member.column,
            fmt::format("write [[{0}]], not [{0}]: there may be several", row.name)
        );
        return;
    }
    for (const toml_value& each : member.value.items) row.read(all, each);
}

config_faults whole_file(const std::string& file, std::string message)
{
    return {config_fault{.file = file, .message = std::move(message)}};
}

}  // namespace

config_result parse_config(std::string_view text, const std::string& file)
{
    auto root = read_toml(text, file);
    if (!root) return root.error();
    config_under_way all{.made = {}, .faults = fault_list(file), .references = {}};
    all.made.core.file = file;
    all.made.sha256 = sha256_hex(text);

    // Nothing else is said about a file with secrets in it, so that no other fault can repeat one.
    if (find_tokens(*root, all.faults)) return all.faults.sorted();

    std::vector<std::string_view> names;
    for (const section_row& row : sections) names.push_back(row.name);
    for (const toml_member& member : root->members) {
        const auto row = std::find(names.begin(), names.end(), member.key);
        if (row == names.end()) {
            all.faults.add(
                member.line,
                member.column,
                fmt::format(
                    "there is no section \"{}\"{}",
                    member.key,
                    runbooks::did_you_mean(member.key, std::span<const std::string_view>(names))
                )
            );
        } else {
            read_section(all, member, sections[static_cast<std::size_t>(row - names.begin())]);
        }
    }
    if (root->find("daemon") == nullptr) {
        all.faults.add(1, 1, "the section [daemon] with its key \"documents\" is missing");
    }
    check_references(all, *root);
    if (!all.faults.empty()) return all.faults.sorted();
    return std::move(all.made);
}

config_result load_config(const std::string& path)
{
    struct stat what{};
    if (::stat(path.c_str(), &what) != 0) {
        return whole_file(path, "cannot be read: " + std::generic_category().message(errno));
    }
    if (!S_ISREG(what.st_mode)) return whole_file(path, "is not a regular file");
    if (what.st_size > static_cast<off_t>(config_limit)) return whole_file(path, "is larger than 1 MiB");
    std::ifstream in(path, std::ios::binary);
    std::string text(static_cast<std::size_t>(what.st_size), '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in) return whole_file(path, "cannot be read: " + std::generic_category().message(errno));
    return parse_config(text, path);
}

}  // namespace bot
