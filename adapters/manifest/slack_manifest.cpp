#include "adapters/manifest/slack_manifest.hpp"

#include "adapters/manifest/indented.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>

namespace adapters::manifest {

namespace json = boost::json;

namespace {

// Each is there for calls that the daemon makes (deploy/slack-manifest.yaml says which).
constexpr std::array<std::string_view, 13> scopes{
    "commands",
    "chat:write",
    "app_mentions:read",
    "reactions:read",
    "channels:history",
    "groups:history",
    "mpim:history",
    "channels:read",
    "groups:read",
    "mpim:read",
    "channels:join",
    "usergroups:read",
    "users:read"
};

constexpr std::array<std::string_view, 5> in_hint{"open", "update", "resolve", "status", "help"};

constexpr bot::phrase command_description{
    "Redigir, revisar, aprovar e publicar mensagens de incidente",
    "Draft, preview, approve and post incident messages"
};
constexpr bot::phrase app_description{
    "Mensagens de incidente dos seus runbooks, aprovadas antes de sair",
    "Incident messages from your runbooks, approved before they are posted"
};

bot::language language_of(std::string_view slash, bot::language fallback)
{
    if (slash == "/incident") return bot::language::en;
    if (slash == "/incidente") return bot::language::pt_br;
    return fallback;
}

std::string hint_in(const std::vector<command_words>& commands, bot::language l)
{
    std::string hint;
    for (const std::string_view word : in_hint) {
        const auto found = std::find_if(commands.begin(), commands.end(), [&](const command_words& c) {
            return c.word == word;
        });
        if (found == commands.end()) continue;
        if (!hint.empty()) hint += " | ";
        hint += l == bot::language::en ? found->word_en : found->word_pt;
    }
    return hint;
}

}  // namespace

std::string slack_manifest(
    const std::vector<std::string>& slash_commands,
    const std::vector<command_words>& commands,
    bot::language fallback
)
{
    json::array slashes;
    for (const std::string& slash : slash_commands) {
        const bot::language l = language_of(slash, fallback);
        slashes.push_back(json::object{
            {"command", slash},
            {"description", command_description.in(l)},
            {"usage_hint", hint_in(commands, l)},
            {"should_escape", true},
        });
    }
    const json::object whole{
        {"_metadata", json::object{{"major_version", 1}}},
        {"display_information",
         json::object{
             {"name", "Incident"},
             {"description", app_description.in(fallback)},
             {"background_color", "#1d3557"},
         }},
        {"features",
         json::object{
             {"app_home",
              json::object{
                  {"home_tab_enabled", false},
                  {"messages_tab_enabled", true},
                  {"messages_tab_read_only_enabled", false},
              }},
             {"bot_user", json::object{{"display_name", "incident"}, {"always_online", true}}},
             {"slash_commands", std::move(slashes)},
         }},
        {"oauth_config",
         json::object{{"scopes", json::object{{"bot", json::array(scopes.begin(), scopes.end())}}}}},
        {"settings",
         json::object{
             {"event_subscriptions",
              json::object{{"bot_events", json::array{"app_mention", "reaction_added", "reaction_removed"}}}},
             {"interactivity", json::object{{"is_enabled", true}}},
             {"org_deploy_enabled", false},
             {"socket_mode_enabled", true},
             {"token_rotation_enabled", false},
         }},
    };
    return indented(whole) + "\n";
}

}  // namespace adapters::manifest
