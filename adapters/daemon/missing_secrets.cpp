#include "adapters/daemon/missing_secrets.hpp"

#include <fmt/format.h>

namespace adapters::daemon {

missing_secrets look_for_secrets(const bot::loaded_config& config, const bot::secret_sources& from)
{
    missing_secrets out;
    const auto look = [&](std::string_view kind, const std::string& name, const bot::secret_ref& ref) {
        if (ref.empty() || ref.text.starts_with("exec:")) return;
        auto got = bot::resolve(ref, from);
        if (got) return;
        out.faults.push_back(fmt::format("{} {}: {}", kind, name, got.error().message));
        out.platforms.insert(name);
    };
    for (const bot::slack_settings& s : config.slack) {
        look("slack", s.name, s.app_token);
        look("slack", s.name, s.bot_token);
    }
    for (const bot::teams_settings& t : config.teams) look("teams", t.name, t.app_password);
    out.leaves_nothing = out.platforms.size() == config.slack.size() + config.teams.size();
    return out;
}

}  // namespace adapters::daemon
