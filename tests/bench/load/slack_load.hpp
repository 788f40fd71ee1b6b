// An app beside the in-process Slack, loaded with slash commands at a fixed rate.
#pragma once

#include "tests/bench/load/latencies.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace bench {

struct slack_app {
    std::vector<std::string> words;  // "{api}" becomes the Web API's address, "{dir}" the directory
    std::vector<std::string> environment;
    std::string config;          // written to {dir}/app.toml with the same replacements, unless empty
    std::string runbook;         // written to {dir}/docs/runbooks/communication.md, unless empty
    std::string typed;           // the command; "{n}" becomes "bench-" and the event's number
    bool notifies_ready = true;  // tells systemd; else it is ready when its link is up
    bool shows_previews = true;  // posts a preview for each command
};

struct slack_result {
    bool is_ready = false;
    summary ack, preview;
    double ready_ms = 0;         // from fork to READY=1, or to the link's hello
    double idle_mib = 0;         // resident, one second after that
    double cpu_ms_an_event = 0;  // all that a command leads to: ack, answer, and preview where there is one
    std::string complaint;       // the app's last words when it did not get ready
};

slack_result load_slack(load_plan plan, const slack_app& app, const std::filesystem::path& directory);

// Each event opens an incident of its own in one of the channels, and its preview is shown there.
slack_app the_daemon(const std::string& binary);
// The same daemon doing as little as the script below: a question with a private answer, stored all the same.
slack_app the_daemon_asked(const std::string& binary);
// @slack/bolt doing the least: ack, then respond.
slack_app the_script(const std::string& node, const std::string& script);

}  // namespace bench
