#include "bot/config/config_file.hpp"
#include "bot/config/printer.hpp"
#include "bot/config/secret.hpp"

#include <fmt/format.h>

namespace bot {

namespace {

std::string text_of(const secret_ref& ref, exec_references how)
{
    return how == exec_references::whole ? ref.text : shown(ref);
}

void show_slack(printer& to, const slack_settings& s, exec_references how)
{
    to.section("[[slack]]");
    to.text("name", s.name);
    to.text("app_token", text_of(s.app_token, how));
    to.text("bot_token", text_of(s.bot_token, how));
    to.text("api_url", s.api_url);
    to.raw("connections", std::to_string(s.connections));
    to.raw("commands", list(s.commands));
    to.raw("liveness", duration(s.liveness));
    to.flag("pacing", s.pacing);
}

void show_teams(printer& to, const teams_settings& t, exec_references how)
{
    to.section("[[teams]]");
    to.text("name", t.name);
    to.text("app_id", t.app_id);
    to.text("app_type", t.app_type);
    to.text("tenant_id", t.tenant_id);
    to.text("app_password", text_of(t.app_password, how));
    to.text("auth", t.auth);
    to.text("cloud", t.cloud);
    to.text("openid_metadata_url", t.openid_metadata_url);
    to.text("issuer", t.issuer);
    to.text("token_url", t.token_url);
    to.text("scope", t.scope);
    to.text("service_url", t.service_url);
    to.raw("service_hosts", list(t.service_hosts));
    to.raw(
        "reactions",
        fmt::format("{{ approve = {}, reject = {} }}", list(t.approve_reactions), list(t.reject_reactions))
    );
    to.texts("tenants", t.tenants);
}

void show_destination(printer& to, const destination& d, exec_references how)
{
    to.section("[[destination]]");
    to.text("name", d.name);
    if (d.webhook) {
        to.raw(
            "webhook",
            fmt::format(
                "{{ kind = {}, url = {} }}",
                toml_string(d.webhook->kind),
                toml_string(text_of(d.webhook->url, how))
            )
        );
    } else if (d.channel.platform == "slack") {
        to.raw(
            "slack",
            fmt::format(
                "{{ workspace = {}, channel = {} }}",
                toml_string(d.channel.connection),
                toml_string(d.channel.id)
            )
        );
    } else {
        to.raw(
            "teams",
            fmt::format(
                "{{ bot = {}, conversation = {} }}",
                toml_string(d.channel.connection),
                toml_string(d.channel.id)
            )
        );
    }
    if (!d.language.empty()) to.text("language", d.language);
    to.flag("public", d.is_public);
    if (d.approvals) to.raw("approvals", std::to_string(*d.approvals));
    to.texts("approvers", d.approvers);
}

void show_person(printer& to, const person& p)
{
    to.section("[[person]]");
    to.text("handle", p.handle);
    to.text("name", p.name);
    to.text("email", p.email);
    for (const auto& [platform, id] : p.accounts) to.text(platform, id);
    to.texts("roles", p.roles);
}

}  // namespace

std::string show(const loaded_config& config, exec_references how)
{
    const settings& core = config.core;
    printer to;
    to.section("[daemon]");
    to.text("documents", core.documents.root);
    to.text("locale", core.locale);
    to.text("timezone", core.timezone);
    to.text("incident_prefix", core.incident_prefix);
    to.text("default_severity", name_of(core.default_severity));
    to.section("[store]");
    to.text("url", core.store_url);
    to.section("[runbooks]");
    to.raw("paths", list(core.runbook_paths));
    to.section("[documents]");
    to.text("approvals", core.documents.approvals);
    to.text("release_approvals", core.documents.release_approvals);
    to.section("[defaults]");
    to.texts("destinations", core.default_destinations);
    to.section("[tls]");
    to.text("ca_file", core.ca_file);
    for (const slack_settings& each : config.slack) show_slack(to, each, how);
    for (const teams_settings& each : config.teams) show_teams(to, each, how);
    to.section("[http]");
    to.text("listen", core.listen);
    to.text("tls_certificate", core.tls_certificate);
    to.text("tls_key", text_of(core.tls_key, how));
    show_approval(to, core.approval);
    show_policy(to, core.policy);
    for (const destination& each : core.destinations) show_destination(to, each, how);
    for (const person& each : core.people) show_person(to, each);
    to.section("[ops]");
    to.text("destination", core.ops_destination);
    return to.take();
}

}  // namespace bot
