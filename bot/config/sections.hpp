// The sections of the configuration file, one function each; what they name of each other is checked at the
// end.
#pragma once

#include "bot/config/config_file.hpp"
#include "bot/config/section_reader.hpp"

#include <string>
#include <vector>

namespace bot {

// A name in one place that must exist in another.
struct config_reference {
    enum class to { destination, channel_destination, slack, teams, person };
    to kind;
    std::string name;
    const toml_value* at;
    std::string key;  // "[ops] destination"
};

// What reading has made so far.
struct config_under_way {
    loaded_config made;
    fault_list faults;
    std::vector<config_reference> references;
};

void read_daemon(config_under_way& all, const toml_value& section);
void read_store(config_under_way& all, const toml_value& section);
void read_runbooks(config_under_way& all, const toml_value& section);
void read_defaults(config_under_way& all, const toml_value& section);
void read_documents(config_under_way& all, const toml_value& section);
void read_tls(config_under_way& all, const toml_value& section);
void read_http(config_under_way& all, const toml_value& section);
void read_ops(config_under_way& all, const toml_value& section);
void read_approval(config_under_way& all, const toml_value& section);
void read_policy(config_under_way& all, const toml_value& section);
void read_destination(config_under_way& all, const toml_value& section);
void read_person(config_under_way& all, const toml_value& section);
void read_slack(config_under_way& all, const toml_value& section);
void read_teams(config_under_way& all, const toml_value& section);

// "role:…", "person:@…", "slack_group:…", "teams_team:…" and "channel".
std::vector<std::string> read_approvers(config_under_way& all, section_reader& in, std::string_view key);

// [[approval.requires]], [[approval.window]], [approval.break_glass], [approval.nudge] and the holidays.
void read_approval_rows(config_under_way& all, section_reader& in);
// The keys severities, stages and destinations of a row.
void read_scope(config_under_way& all, section_reader& in, draft_scope& about);

// What concerns several sections: names that must exist, names used twice, authentication and listeners.
void check_references(config_under_way& all, const toml_value& root);

}  // namespace bot
