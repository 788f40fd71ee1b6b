#include "bot/config/sections.hpp"

#include "runbooks/language_tag.hpp"

#include <fmt/format.h>

#include <array>

namespace bot {

namespace {

constexpr std::array<std::string_view, 3> webhook_kinds{
    "slack_incoming", "teams_workflow", "teams_connector"
};

std::string lower(std::string text)
{
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

bool looks_like_slack_channel(std::string_view id)
{
    return id.size() > 1 && std::string_view("CGD").find(id.front()) != std::string_view::npos &&
           id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

void read_slack_place(
    config_under_way& all, const toml_value& table, const std::string& title, destination& to
)
{
    section_reader in(table, title + " slack", all.faults);
    to.channel.platform = to.dialect = "slack";
    in.require_text("workspace", to.channel.connection);
    in.require_text("channel", to.channel.id);
    if (const toml_value* at = table.find("workspace"); at != nullptr && !to.channel.connection.empty()) {
        all.references.push_back(
            {config_reference::to::slack, to.channel.connection, at, in.title() + " workspace"}
        );
    }
    if (const toml_value* at = table.find("channel");
        at != nullptr && !to.channel.id.empty() && !looks_like_slack_channel(to.channel.id)) {
        in.fault(*at, "channel", "must be the channel's id, such as C0123456, not its name");
    }
    in.finish();
}

void read_teams_place(
    config_under_way& all, const toml_value& table, const std::string& title, destination& to
)
{
    section_reader in(table, title + " teams", all.faults);
    to.channel.platform = to.dialect = "teams";
    in.require_text("bot", to.channel.connection);
    in.require_text("conversation", to.channel.id);
    if (const toml_value* at = table.find("bot"); at != nullptr && !to.channel.connection.empty()) {
        all.references.push_back({config_reference::to::teams, to.channel.connection, at, in.title() + " bot"}
        );
    }
    if (const toml_value* at = table.find("conversation");
        at != nullptr && to.channel.id.find(";messageid=") != std::string::npos) {
        in.fault(*at, "conversation", "must be the channel's id without \";messageid=\" and what follows");
    }
    in.finish();
}

void read_webhook(config_under_way& all, const toml_value& table, const std::string& title, destination& to)
{
    section_reader in(table, title + " webhook", all.faults);
    webhook_settings hook;
    in.require("kind", toml_kind::text);
    in.read_choice("kind", hook.kind, webhook_kinds);
    in.require_secret("url", hook.url);
    in.finish();
    to.dialect = hook.kind == "slack_incoming" ? "slack" : "teams";
    to.is_card = hook.kind == "teams_workflow";
    to.webhook = std::move(hook);
}

}  // namespace

void read_destination(config_under_way& all, const toml_value& section)
{
    section_reader in(section, "[[destination]]", all.faults);
    destination to;
    in.require_text("name", to.name);
    const std::string title = to.name.empty() ? in.title() : fmt::format("[[destination]] {}", to.name);
    if (const toml_value* at = in.find("language", toml_kind::text)) {
        in.read("language", to.language);
        if (const auto tag = runbooks::language_tag(to.language))
            to.language = *tag;
        else
            in.fault(*at, "language", "must be a language's tag, such as \"pt-BR\" or \"en\"");
    }
    int places = 0;
    if (const toml_value* table = in.find("slack", toml_kind::table)) {
        ++places;
        read_slack_place(all, *table, title, to);
    }
    if (const toml_value* table = in.find("teams", toml_kind::table)) {
        ++places;
        read_teams_place(all, *table, title, to);
    }
    if (const toml_value* table = in.find("webhook", toml_kind::table)) {
        ++places;
        read_webhook(all, *table, title, to);
    }
    if (places != 1) in.fault("needs exactly one of slack, teams and webhook");
    in.read("public", to.is_public);
    int approvals = 0;
    in.read("approvals", approvals, 1, 20);
    if (approvals > 0) to.approvals = approvals;
    to.approvers = read_approvers(all, in, "approvers");
    in.finish();
    all.made.core.destinations.push_back(std::move(to));
}

void read_person(config_under_way& all, const toml_value& section)
{
    section_reader in(section, "[[person]]", all.faults);
    person who;
    in.require_text("handle", who.handle);
    if (!who.handle.empty() &&
        (who.handle.front() != '@' || who.handle.size() < 2 || who.handle.find(' ') != std::string::npos)) {
        in.fault(*section.find("handle"), "handle", "must begin with @ and hold no spaces");
    }
    in.read("name", who.name);
    in.read("email", who.email);
    for (const char* platform : {"slack", "teams"}) {
        std::string id;
        in.read(platform, id);
        // Directory ids are the same in any case; activities have them in lower case.
        if (platform == std::string_view("teams")) id = lower(std::move(id));
        if (!id.empty()) who.accounts[platform] = id;
    }
    in.read("roles", who.roles);
    in.finish();
    all.made.core.people.push_back(std::move(who));
}

}  // namespace bot
