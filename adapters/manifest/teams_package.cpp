#include "adapters/manifest/teams_package.hpp"

#include "adapters/manifest/icons.hpp"
#include "bot/config/url_rule.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace adapters::manifest {

namespace json = boost::json;

namespace {

// A menu has room for twelve; the rest is told by "help".
constexpr std::array<std::string_view, 12> in_menu{
    "open",
    "update",
    "resolve",
    "approve",
    "reject",
    "edit",
    "status",
    "set",
    "assign",
    "timeline",
    "list",
    "help"
};

constexpr bot::phrase short_name{"Incidente", "Incident"};
constexpr bot::phrase full_name{
    "Incidente: comunicação de incidentes com aprovação", "Incident: incident communication with approval"
};
constexpr bot::phrase short_description{
    "Mensagens de incidente dos seus runbooks, aprovadas antes de sair",
    "Incident messages from your runbooks, approved before they go out"
};
constexpr bot::phrase full_description{
    "Mencione o bot com um comando (por exemplo: abrir, atualizar, resolver). Ele mostra a mensagem como "
    "será "
    "publicada; quem pode aprovar aprova, edita ou rejeita no cartão, e só então ela é publicada.",
    "Mention the bot with a command (for example: open, update, resolve). It shows the message as it will be "
    "posted; those who may approve do so, edit or reject it on the card, and only then is it posted."
};

bool is_guid(std::string_view id)
{
    if (id.size() != 36) return false;
    for (std::size_t i = 0; i < id.size(); ++i) {
        const char c = id[i];
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (is_dash ? c != '-' : !is_hex) return false;
    }
    return true;
}

std::vector<const command_words*> menu_of(const std::vector<command_words>& commands)
{
    std::vector<const command_words*> menu;
    for (const std::string_view word : in_menu) {
        const auto found = std::find_if(commands.begin(), commands.end(), [&](const command_words& c) {
            return c.word == word;
        });
        if (found != commands.end()) menu.push_back(&*found);
    }
    return menu;
}

bool is_english(bot::language l)
{
    return l == bot::language::en;
}

// Two lists, since a place may have one only: where people mention the bot, and where they are alone with it.
constexpr std::array<std::string_view, 2> shared_scopes{"team", "groupChat"};

json::array commands_in(const std::vector<command_words>& commands, bot::language l)
{
    json::array list;
    for (const command_words* c : menu_of(commands)) {
        list.push_back(json::object{
            {"title", is_english(l) ? c->word_en : c->word_pt},
            {"description", is_english(l) ? c->help_en : c->help_pt},
        });
    }
    return list;
}

std::string_view language_tag(bot::language l)
{
    return is_english(l) ? "en" : "pt-br";
}

bot::language other(bot::language l)
{
    return is_english(l) ? bot::language::pt_br : bot::language::en;
}

std::string localization_file(bot::language l)
{
    return fmt::format("{}.json", language_tag(l));
}

}  // namespace

std::string package_fault(const bot::teams_settings& of, const package_facts& facts)
{
    if (!is_guid(of.app_id))
        return fmt::format(
            "[[teams]] {}: app_id \"{}\" is no GUID; a package needs the real one", of.name, of.app_id
        );
    if (!facts.website.starts_with("https://") || !bot::url_fault(facts.website).empty())
        return "--website must be a full https URL";
    if (facts.developer.empty() || facts.developer.size() > 32)
        return "--developer must have 1 to 32 characters";
    return {};
}

json::object teams_manifest(
    const bot::teams_settings& of, const std::vector<command_words>& commands, const package_facts& facts
)
{
    const bot::language l = facts.language;
    json::array lists;
    lists.push_back(json::object{
        {"scopes", json::array(shared_scopes.begin(), shared_scopes.end())},
        {"commands", commands_in(commands, l)}
    });
    lists.push_back(json::object{{"scopes", json::array{"personal"}}, {"commands", commands_in(commands, l)}}
    );
    json::object bot_of{
        {"botId", of.app_id},
        {"scopes", json::array{"team", "groupChat", "personal"}},
        {"isNotificationOnly", false},
        {"supportsFiles", false},
        {"commandLists", std::move(lists)},
    };
    // No permission beyond the bot's own: it hears what mentions it and reads the members of where it is.
    return {
        {"$schema", "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"},
        {"manifestVersion", "1.25"},
        {"version", facts.version},
        {"id", of.app_id},
        {"developer",
         json::object{
             {"name", facts.developer},
             {"websiteUrl", facts.website},
             {"privacyUrl", facts.website},
             {"termsOfUseUrl", facts.website},
         }},
        {"name", json::object{{"short", short_name.in(l)}, {"full", full_name.in(l)}}},
        {"description", json::object{{"short", short_description.in(l)}, {"full", full_description.in(l)}}},
        {"localizationInfo",
         json::object{
             {"defaultLanguageTag", language_tag(l)},
             {"additionalLanguages",
              json::array{
                  json::object{{"languageTag", language_tag(other(l))}, {"file", localization_file(other(l))}}
              }},
         }},
        {"icons", json::object{{"color", "color.png"}, {"outline", "outline.png"}}},
        {"accentColor", "#1D3557"},
        {"bots", json::array{std::move(bot_of)}},
        {"defaultInstallScope", "team"},
        {"defaultGroupCapability", json::object{{"team", "bot"}, {"groupchat", "bot"}}},
        {"supportsChannelFeatures", "tier1"},
        {"validDomains", json::array{}},
    };
}

json::object teams_localization(const std::vector<command_words>& commands, bot::language to)
{
    json::object texts{
        {"$schema",
         "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.Localization.schema.json"},
        {"name.short", short_name.in(to)},
        {"name.full", full_name.in(to)},
        {"description.short", short_description.in(to)},
        {"description.full", full_description.in(to)},
    };
    const auto menu = menu_of(commands);
    for (int list = 0; list < 2; ++list) {
        for (std::size_t i = 0; i < menu.size(); ++i) {
            const std::string at = fmt::format("bots[0].commandLists[{}].commands[{}].", list, i);
            texts[at + "title"] = is_english(to) ? menu[i]->word_en : menu[i]->word_pt;
            texts[at + "description"] = is_english(to) ? menu[i]->help_en : menu[i]->help_pt;
        }
    }
    return texts;
}

std::vector<zip_entry> teams_package(
    const bot::teams_settings& of, const std::vector<command_words>& commands, const package_facts& facts
)
{
    const bot::language second = other(facts.language);
    return {
        {"manifest.json", json::serialize(teams_manifest(of, commands, facts))},
        {"color.png", std::string(color_icon())},
        {"outline.png", std::string(outline_icon())},
        {localization_file(second), json::serialize(teams_localization(commands, second))},
    };
}

}  // namespace adapters::manifest
