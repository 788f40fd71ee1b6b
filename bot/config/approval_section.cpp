#include "bot/config/sections.hpp"
#include "runbooks/suggest.hpp"

#include <fmt/format.h>

#include <array>

namespace bot {

namespace {

constexpr int most_approvals = 20;

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

// "S7", "sev5", "0": meant as a severity, and none. A stage has no such name.
bool looks_like_severity(std::string_view key)
{
    std::string word = lower(key);
    if (word.starts_with("sev"))
        word.erase(0, 3);
    else if (word.starts_with('s'))
        word.erase(0, 1);
    return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

void read_required(approval_settings& to, section_reader& in)
{
    const toml_value* table = in.find("required", toml_kind::table);
    if (table == nullptr) return;
    for (const toml_member& each : table->members) {
        const std::string key = fmt::format("required.{}", each.key);
        if (each.value.kind != toml_kind::integer || each.value.integer < 1 ||
            each.value.integer > most_approvals) {
            in.fault(each.value, key, fmt::format("must be a number from 1 to {}", most_approvals));
            continue;
        }
        const int count = static_cast<int>(each.value.integer);
        if (each.key == "default") {
            to.required_default = count;
        } else if (const auto level = parse_severity(each.key)) {
            to.required[std::string(name_of(*level))] = count;
        } else if (looks_like_severity(each.key)) {
            in.fault(each.value, key, "is no severity: they are S1, S2, S3 and S4");
        } else {
            to.required[lower(each.key)] = count;  // a stage
        }
    }
}

}  // namespace

std::vector<std::string> read_approvers(config_under_way& all, section_reader& in, std::string_view key)
{
    static constexpr std::array<std::string_view, 5> words{
        "role", "person", "slack_group", "teams_team", "channel"
    };
    std::vector<std::string> rules;
    const toml_value* list = in.find(key, toml_kind::array);
    if (list == nullptr) return rules;
    for (const toml_value* each : texts_of(*list, key, in)) {
        const std::string& rule = each->text;
        const auto colon = rule.find(':');
        const std::string_view word = std::string_view(rule).substr(0, colon);
        const std::string_view rest =
            colon == rule.npos ? std::string_view{} : std::string_view(rule).substr(colon + 1);
        if (std::find(words.begin(), words.end(), word) == words.end()) {
            in.fault(
                *each,
                key,
                fmt::format(
                    "does not know \"{}\"; a rule is role:NAME, person:@handle, slack_group:ID, "
                    "teams_team:ID "
                    "or channel{}",
                    rule,
                    runbooks::did_you_mean(word, words)
                )
            );
        } else if ((word == "channel") != (colon == rule.npos)) {
            in.fault(
                *each, key, word == "channel" ? "\"channel\" stands alone" : "names nobody after the colon"
            );
        } else if (word != "channel" && rest.find_first_not_of(' ') == rest.npos) {
            in.fault(*each, key, fmt::format("\"{}\" names nobody after the colon", rule));
        } else {
            rules.push_back(rule);
            if (word == "person") {
                all.references.push_back(
                    {config_reference::to::person,
                     std::string(rest),
                     each,
                     fmt::format("{} {}", in.title(), key)}
                );
            }
        }
    }
    return rules;
}

void read_approval(config_under_way& all, const toml_value& section)
{
    approval_settings& to = all.made.core.approval;
    section_reader in(section, "[approval]", all.faults);
    read_required(to, in);
    if (section.find("approvers") != nullptr) to.approvers = read_approvers(all, in, "approvers");
    in.read("self_approval", to.self_approval);
    in.read("expires", to.expires);
    if (const toml_value* list = in.find("mirror", toml_kind::array)) {
        for (const toml_value* each : texts_of(*list, "mirror", in)) {
            to.mirror.push_back(each->text);
            all.references.push_back(
                {config_reference::to::channel_destination, each->text, each, "[approval] mirror"}
            );
        }
    }
    read_approval_rows(all, in);
    in.finish();
}

}  // namespace bot
