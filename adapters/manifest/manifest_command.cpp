#include "adapters/manifest/manifest_command.hpp"

#include "adapters/manifest/slack_manifest.hpp"
#include "adapters/manifest/teams_package.hpp"
#include "bot/config/config_file.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

namespace adapters::manifest {

namespace {

struct options {
    std::string out;
    std::string of;  // which [[slack]] or [[teams]], by name
    std::string website = package_facts{}.website;
    std::string developer = package_facts{}.developer;
    std::string version;
    std::vector<command_words> commands;
};

// The named section, or the only one; null and a word why otherwise.
template <class Section>
const Section* chosen(
    const std::vector<Section>& all, const std::string& name, std::string_view kind, std::ostream& err
)
{
    for (const Section& each : all) {
        if (each.name == name || (name.empty() && all.size() == 1)) return &each;
    }
    if (all.empty())
        err << fmt::format("incidentd manifest: the configuration has no [[{}]] section\n", kind);
    else if (name.empty())
        err << fmt::format(
            "incidentd manifest: there are several [[{}]] sections: name one with --of\n", kind
        );
    else
        err << fmt::format("incidentd manifest: there is no [[{}]] named {}\n", kind, name);
    return nullptr;
}

int write_file(
    const std::string& directory, const std::string& name, const std::string& content, std::ostream& err
)
{
    std::error_code ec;
    std::filesystem::create_directories(directory, ec);
    const auto path = std::filesystem::path(directory) / name;
    std::ofstream file(path, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (ec || !file) {
        err << fmt::format("incidentd manifest: {} cannot be written\n", path.string());
        return 1;
    }
    err << fmt::format("{}\n", path.string());
    return 0;
}

std::optional<bot::loaded_config> read(const bot::cli::invocation& call)
{
    auto config = bot::load_config(call.config_path);
    if (config) return std::move(*config);
    for (const bot::config_fault& f : config.error()) call.err << bot::to_string(f) << '\n';
    return std::nullopt;
}

int make_slack(const bot::cli::invocation& call, const options& how)
{
    // Before anything is configured the app has to be made: then the defaults are what it needs.
    std::vector<std::string> slashes = bot::slack_settings{}.commands;
    bot::language language = bot::language::pt_br;
    std::error_code ec;
    if (std::filesystem::exists(call.config_path, ec)) {
        const auto config = read(call);
        if (!config) return 1;
        language = bot::parse_language(config->core.locale, language);
        if (!config->slack.empty() || !how.of.empty()) {
            const auto* of = chosen(config->slack, how.of, "slack", call.err);
            if (of == nullptr) return 1;
            slashes = of->commands;
        }
    }
    const std::string text = slack_manifest(slashes, how.commands, language);
    if (!how.out.empty()) return write_file(how.out, "slack-manifest.json", text, call.err);
    call.out << text;
    return 0;
}

int make_teams(const bot::cli::invocation& call, const options& how)
{
    const auto config = read(call);
    if (!config) return 1;
    const auto* of = chosen(config->teams, how.of, "teams", call.err);
    if (of == nullptr) return 1;
    const package_facts facts{
        .language = bot::parse_language(config->core.locale, bot::language::pt_br),
        .version = how.version,
        .website = how.website,
        .developer = how.developer
    };
    if (const auto fault = package_fault(*of, facts); !fault.empty()) {
        call.err << "incidentd manifest: " << fault << '\n';
        return 1;
    }
    if (facts.website == package_facts{}.website)
        call.err << "note: the app's website is https://example.com; --website names your own\n";
    const auto archive = zipped(teams_package(*of, how.commands, facts));
    if (!archive) {
        call.err << "incidentd manifest: the archive cannot be made: " << archive.error().message() << '\n';
        return 1;
    }
    return write_file(how.out.empty() ? "." : how.out, of->name + "-teams-app.zip", *archive, call.err);
}

}  // namespace

void add_manifest_command(
    CLI::App& to, bot::cli::invocation& call, std::vector<command_words> commands, std::string version
)
{
    const auto how = std::make_shared<options>();
    how->commands = std::move(commands);
    how->version = std::move(version);
    CLI::App* manifest = to.add_subcommand("manifest", "What is uploaded to install the Slack or Teams app");
    manifest->require_subcommand(1);
    manifest->fallthrough();
    const auto add = [&](const char* name, const char* what, auto run) {
        CLI::App* one = manifest->add_subcommand(name, what);
        one->fallthrough();
        one->add_option("--out", how->out, "the folder to write into");
        one->add_option("--of", how->of, "which section, by its name, when there are several");
        one->callback([how, &call, run] { call.chosen = [how, &call, run] { return run(call, *how); }; });
        return one;
    };
    add("slack",
        "the app's manifest as JSON: to standard output, or slack-manifest.json below --out",
        &make_slack);
    CLI::App* teams = add(
        "teams", "the app package NAME-teams-app.zip, below --out or in the working directory", &make_teams
    );
    teams->add_option("--website", how->website, "page of those who run the bot, shown by Teams")
        ->capture_default_str();
    teams->add_option("--developer", how->developer, "who they are")->capture_default_str();
}

}  // namespace adapters::manifest
