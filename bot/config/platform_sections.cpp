#include "bot/config/sections.hpp"

namespace bot {

namespace {

void check_command_words(section_reader& in, const std::vector<std::string>& words)
{
    const toml_value* list = in.table().find("commands");
    if (list == nullptr || list->kind != toml_kind::array) return;
    if (list->items.empty()) in.fault(*list, "commands", "must not be empty");
    for (const std::string& word : words) {
        if (word.size() < 2 || word.front() != '/' || word.find(' ') != std::string::npos) {
            in.fault(*list, "commands", "must begin with / and hold no spaces");
            return;
        }
    }
}

}  // namespace

void read_slack(config_under_way& all, const toml_value& section)
{
    slack_settings to;
    section_reader in(section, "[[slack]]", all.faults);
    in.require_text("name", to.name);
    in.require_secret("app_token", to.app_token);
    in.require_secret("bot_token", to.bot_token);
    in.read_url("api_url", to.api_url);
    if (!to.api_url.ends_with('/')) to.api_url += '/';
    in.read("connections", to.connections, 1, 10);
    in.read("commands", to.commands);
    check_command_words(in, to.commands);
    in.read("liveness", to.liveness);
    in.read("pacing", to.pacing);
    in.finish();
    all.made.slack.push_back(std::move(to));
}

}  // namespace bot
