#include "adapters/webhook/messenger_command.hpp"

#include "adapters/webhook/messenger.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <memory>

namespace adapters::webhook {

namespace {

std::string timeout_fault(std::string& given)
{
    constexpr double longest = 24 * 60 * 60;
    double seconds = 0;
    const auto [end, ec] = std::from_chars(given.data(), given.data() + given.size(), seconds);
    const bool is_number = ec == std::errc() && end == given.data() + given.size();
    if (is_number && seconds > 0 && seconds <= longest) return {};
    return fmt::format("{} is no number of seconds above 0 and up to {}", given, longest);
}

}  // namespace

void add_messenger_command(CLI::App& to, bot::cli::invocation& call, http::proxy_settings proxy)
{
    auto options = std::make_shared<messenger_options>();
    options->proxy = std::move(proxy);
    auto seconds = std::make_shared<double>(10.0);
    CLI::App* app = to.add_subcommand(
        "messenger", "Render one stage of a runbook; post it when a webhook is given. Needs no configuration"
    );
    app->add_option("--channel", options->channel, "slack or teams")->required();
    app->add_option("--language", options->language, "whose text to take where a stage has several");
    app->add_option("--stage", options->stage, "the runbook's stage, in any case")->required();
    app->add_option("--runbook", options->runbook, "the markdown file")->capture_default_str();
    app->add_option("--context", options->context, "a JSON file with an object of values");
    app->add_option("--var", options->vars, "KEY=VALUE, may be repeated; wins over the context")
        ->take_all()
        ->allow_extra_args(false);
    app->add_option("--webhook-url", options->webhook_url, "where to post; never shown");
    app->add_option(
        "--webhook-kind",
        options->webhook_kind,
        "slack_incoming, teams_workflow or teams_connector; else by host"
    );
    app->add_option("--timeout", *seconds, "seconds for one attempt, above 0, a day at most")
        ->capture_default_str()
        ->check(CLI::Validator(&timeout_fault, "SECONDS"));
    app->add_flag("--dry-run", options->dry_run, "print only, open no connection");
    app->add_flag("--verbose", options->verbose, "tell more on standard error");
    app->callback([options, seconds, &call] {
        options->timeout = std::chrono::milliseconds(std::lround(std::ceil(*seconds * 1000)));
        call.chosen = [options, &call] { return run_messenger(*options, call.out, call.err); };
    });
}

}  // namespace adapters::webhook
