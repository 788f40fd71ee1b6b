// What the daemon needs to live in the sandbox: its configuration, its tokens, a documents tree to begin
// with.
#pragma once

#include "bot/error.hpp"
#include "bot/language.hpp"

#include <cstdint>
#include <string>

namespace adapters::sandbox {

// TOML for the in-process Slack on `port`, with the people and channels of sample_workspace.hpp. Both folders
// are full paths; the tokens are in files below `state_dir`, where prepare_state() puts them. The daemon's
// own HTTP listener takes `daemon_port`; 0: a free one. With a `teams_port` there is a [[teams]] on it, too,
// and previews are mirrored there.
std::string sandbox_config_text(
    std::uint16_t port,
    const std::string& state_dir,
    const std::string& documents_dir,
    bot::language language = bot::language::pt_br,
    std::uint16_t daemon_port = 0,
    std::uint16_t teams_port = 0
);

// Makes the folder (0700) and the files of tokens and the Teams password in it (0600).
bot::result<void> prepare_state(
    const std::string& state_dir,
    const std::string& app_token = "xapp-sandbox",
    const std::string& bot_token = "xoxb-sandbox"
);

// Makes the tree and puts the shipped runbook into it; a tree that has runbooks already stays as it is.
bot::result<void> prepare_documents(
    const std::string& documents_dir, bot::language language = bot::language::pt_br
);

}  // namespace adapters::sandbox
