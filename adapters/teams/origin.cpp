#include "adapters/teams/origin.hpp"

#include "adapters/http/headers.hpp"
#include "adapters/teams/service_url.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace adapters::teams {
namespace {

std::vector<bot::address> forget_place(const activity& a, const settings& config, conversation_store& book)
{
    const bool is_whole_team = a.event_type != "channelDeleted" && !a.where.team_id.empty();
    auto rows = is_whole_team ? book.unlearn_team(a.where.team_id) : std::vector<bot::address>();
    auto one = book.unlearn(a.where.id);
    rows.insert(rows.end(), std::make_move_iterator(one.begin()), std::make_move_iterator(one.end()));
    spdlog::info("teams {}: the bot is no longer in {}", config.name, a.where.id);
    return rows;
}

}  // namespace

rejection judge_origin(const activity& a, const settings& config, const verified_token* proven)
{
    if (proven != nullptr) {
        const rejection why = judge_activity(*proven, a.channel_id, a.service_url);
        if (why != rejection::none) return why;
        // In Direct Line or Web Chat the client says itself who it is.
        if (a.channel_id != "msteams") return rejection::channel;
    }
    if (!checked_service_url(a.service_url, config.service_hosts)) return rejection::host;
    if (!same_bot(a.recipient, config.app_id)) return rejection::recipient;
    const auto is_ours = [&](const std::string& tenant) {
        return std::any_of(config.tenants.begin(), config.tenants.end(), [&](const std::string& each) {
            return http::same_text(each, tenant);
        });
    };
    const auto& named = a.where.tenants;
    const bool is_welcome = !named.empty() && std::all_of(named.begin(), named.end(), is_ours);
    // Without configured tenants (auth = "none" alone allows it) everybody is welcome.
    return is_welcome || config.tenants.empty() ? rejection::none : rejection::tenant;
}

std::vector<bot::address> learn_from(const activity& a, const settings& config, conversation_store& book)
{
    const bool is_removed =
        std::any_of(a.members_removed.begin(), a.members_removed.end(), [&](const std::string& each) {
            return same_bot(each, config.app_id);
        });
    const bool is_gone = is_removed || (a.type == "installationUpdate" && a.action == "remove") ||
                         a.event_type == "channelDeleted" || a.event_type == "teamDeleted" ||
                         a.event_type == "teamHardDeleted";
    if (is_gone) return forget_place(a, config, book);
    std::vector<bot::address> rows;
    if (!a.where.id.empty()) {
        rows = book.learn(conversation_reference{
            .id = a.where.id,
            .kind = a.where.kind,
            .service_url = *checked_service_url(a.service_url, config.service_hosts),
            .tenant_id = a.where.tenants.empty() ? std::string() : a.where.tenants.front(),
            .name = a.where.name,
            .team_id = a.where.team_id,
            .team_aad_id = a.where.team_aad_id,
            .person = a.where.kind == "personal" ? a.from.aad : std::string(),
            .bot_id = a.recipient
        });
    }
    if (!a.from.aad.empty()) {
        auto more = book.learn(known_person{.aad = a.from.aad, .mri = a.from.id, .name = a.from.name});
        rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    return rows;
}

}  // namespace adapters::teams
