// The Teams app package of a configured bot: manifest, icons and the other language's texts. teams.md 7.
#pragma once

#include "adapters/manifest/command_words.hpp"
#include "adapters/manifest/zip.hpp"
#include "bot/config/teams_settings.hpp"
#include "bot/language.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace adapters::manifest {

struct package_facts {
    bot::language language =
        bot::language::pt_br;                     // of the manifest itself; the other one is a file beside it
    std::string version;                          // of the program
    std::string website = "https://example.com";  // of those who run the bot; Teams wants one
    std::string developer = "incidentd";          // who they are, at most 32 characters
};

// What is wrong with the bot's app_id or the facts, for people; empty when a package can be made.
std::string package_fault(const bot::teams_settings& of, const package_facts& facts);

boost::json::object teams_manifest(
    const bot::teams_settings& of, const std::vector<command_words>& commands, const package_facts& facts
);
boost::json::object teams_localization(const std::vector<command_words>& commands, bot::language to);

// The files of the package, manifest.json first.
std::vector<zip_entry> teams_package(
    const bot::teams_settings& of, const std::vector<command_words>& commands, const package_facts& facts
);

}  // namespace adapters::manifest
