// The configuration file: read whole, checked whole, all faults told at once.
#pragma once

#include "bot/config/config_fault.hpp"
#include "bot/config/settings.hpp"
#include "bot/config/slack_settings.hpp"
#include "bot/config/teams_settings.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct loaded_config {
    settings core;
    std::string sha256;  // of the file's bytes
    std::vector<slack_settings> slack;
    std::vector<teams_settings> teams;
};

using config_result = boost::system::result<loaded_config, config_faults>;

constexpr std::size_t config_limit = 1024 * 1024;  // bytes

// Blocking. A file without any platform section is fine: commands that only read the store need none.
config_result load_config(const std::string& path);
// The same from text; `file` is what faults name.
config_result parse_config(std::string_view text, const std::string& file);

// How an exec: reference is written: as it is, or as people may see it, since arguments may be secrets.
enum class exec_references { whole, program_only };

// The configuration in force, defaults included, as TOML that parse_config takes; secrets as their
// references.
std::string show(const loaded_config& config, exec_references how = exec_references::whole);

}  // namespace bot
