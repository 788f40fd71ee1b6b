#include "bot/config/sections.hpp"
#include "bot/config/url_rule.hpp"
#include "runbooks/suggest.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace bot {

namespace {

std::string lower(std::string text)
{
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

// Handles compare without case and with or without the @.
std::string handle_key(std::string_view handle)
{
    if (handle.starts_with('@')) handle.remove_prefix(1);
    return lower(std::string(handle));
}

void check_twice(config_under_way& all, const toml_value& root, const char* section, const char* key)
{
    const toml_value* list = root.find(section);
    if (list == nullptr) return;
    std::map<std::string, std::size_t> first;
    for (const toml_value& each : list->items) {
        const toml_value* at = each.find(key);
        if (at == nullptr || at->kind != toml_kind::text || at->text.empty()) continue;
        const auto [before, is_new] = first.emplace(handle_key(at->text), at->line);
        if (is_new) continue;
        all.faults.add(
            *at,
            fmt::format(
                "[[{}]] {} \"{}\" is already taken in line {}", section, key, at->text, before->second
            )
        );
    }
}

void check_reference(config_under_way& all, const config_reference& each)
{
    const settings& core = all.made.core;
    std::vector<std::string> names;
    std::string_view section = "destination";
    bool found = false;
    const auto offer = [&](const std::string& name) {
        names.push_back(name);
        if (name == each.name) found = true;
    };
    switch (each.kind) {
        case config_reference::to::destination:
        case config_reference::to::channel_destination:
            for (const destination& d : core.destinations) offer(d.name);
            break;
        case config_reference::to::slack:
            section = "slack";
            for (const slack_settings& s : all.made.slack) offer(s.name);
            break;
        case config_reference::to::teams:
            section = "teams";
            for (const teams_settings& t : all.made.teams) offer(t.name);
            break;
        case config_reference::to::person:
            section = "person";
            for (const person& p : core.people) {
                names.push_back(p.handle);
                if (handle_key(p.handle) == handle_key(each.name)) found = true;
            }
            break;
    }
    if (!found) {
        all.faults.add(
            *each.at,
            fmt::format(
                "{} names \"{}\", but there is no such [[{}]]{}",
                each.key,
                each.name,
                section,
                runbooks::did_you_mean(each.name, std::span<const std::string>(names))
            )
        );
        return;
    }
    if (each.kind != config_reference::to::channel_destination) return;
    if (core.find_destination(each.name)->webhook) {
        all.faults.add(
            *each.at, fmt::format("{} \"{}\" is a webhook: nobody can approve there", each.key, each.name)
        );
    }
}

// Memberships are asked by a connection's name alone.
void check_connections(config_under_way& all, const toml_value& root)
{
    const toml_value* list = root.find("teams");
    for (std::size_t i = 0; i < all.made.teams.size(); ++i) {
        for (const slack_settings& s : all.made.slack) {
            if (s.name.empty() || s.name != all.made.teams[i].name) continue;
            all.faults.add(
                list->items[i],
                fmt::format("[[teams]] name \"{}\" is already the name of a [[slack]]", s.name)
            );
        }
    }
}

// Requests without authentication may come from this machine only.
void check_open_doors(config_under_way& all, const toml_value& root)
{
    const toml_value* list = root.find("teams");
    for (std::size_t i = 0; i < all.made.teams.size(); ++i) {
        const teams_settings& bot = all.made.teams[i];
        if (bot.auth != "none") continue;
        const toml_value& at = list->items[i];
        const std::string& listen = all.made.core.listen;
        if (!is_loopback_name(std::string_view(listen).substr(0, listen.rfind(':')))) {
            all.faults.add(
                at, "[[teams]] auth may be \"none\" only while [http] listen is a loopback address"
            );
        }
        for (const std::string& host : bot.service_hosts) {
            if (is_loopback_name(host)) continue;
            all.faults.add(
                at, "[[teams]] auth may be \"none\" only while every one of service_hosts is a loopback host"
            );
            break;
        }
    }
}

}  // namespace

void check_references(config_under_way& all, const toml_value& root)
{
    for (const config_reference& each : all.references) check_reference(all, each);
    for (const char* section : {"slack", "teams", "destination"}) check_twice(all, root, section, "name");
    for (const char* key : {"handle", "slack", "teams"}) check_twice(all, root, "person", key);
    check_twice(all, root, "teams", "app_id");
    check_connections(all, root);
    check_open_doors(all, root);
}

}  // namespace bot
