// What the daemon needs to live in the sandbox: its configuration, its tokens, a documents tree to begin
// with.
#pragma once

#include "bot/error.hpp"
#include "bot/language.hpp"

#include <cstdint>
#include <string>

namespace adapters::sandbox {

struct sandbox_setting {
    std::uint16_t slack_port = 0;
    std::string state_dir;  // full paths
    std::string documents_dir;
    bot::language language = bot::language::pt_br;
    std::uint16_t daemon_port = 0;  // of the daemon's own HTTP listener; 0: a free one
    std::uint16_t teams_port =
        0;                     // 0: there is no [[teams]]; else previews are mirrored between the platforms
    bool has_webhook = false;  // a public destination in English, its address in status_webhook_file
};

inline constexpr const char* status_webhook_file = "status-en-webhook";  // below state_dir

// TOML for the in-process Slack, with the people and channels of sample_workspace.hpp, and rules that show
// what the product can: counts, roles together, hours, emergencies, reminders, a message policy. The tokens
// are in files below `state_dir`, where prepare_state() puts them.
std::string sandbox_config_text(const sandbox_setting& where);

// Makes the folder (0700) and the files of tokens and the Teams password in it (0600).
bot::result<void> prepare_state(
    const std::string& state_dir,
    const std::string& app_token = "xapp-sandbox",
    const std::string& bot_token = "xoxb-sandbox"
);

// A file of mode 0600 below the folder that prepare_state() made.
bot::result<void> write_secret(
    const std::string& state_dir, const std::string& name, const std::string& secret
);

// Makes the tree and puts the shipped runbook into it; a tree that has runbooks already stays as it is.
bot::result<void> prepare_documents(
    const std::string& documents_dir, bot::language language = bot::language::pt_br
);

}  // namespace adapters::sandbox
