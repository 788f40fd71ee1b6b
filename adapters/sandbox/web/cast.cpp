#include "adapters/sandbox/web/cast.hpp"

#include "runbooks/case.hpp"
#include "runbooks/library.hpp"

#include <algorithm>

namespace adapters::sandbox::web {

namespace {

std::string account_of(const bot::person& p, std::string_view platform)
{
    const auto it = p.accounts.find(platform);
    return it == p.accounts.end() ? std::string() : it->second;
}

// A cell of a role table names one person or several: "@ana.suporte, @joao.ops".
bool names(const std::string& cell, const std::string& handle)
{
    const auto text = runbooks::lower(cell);
    const auto word = runbooks::lower(handle);
    const auto goes_on = [](char c) {
        return c == '.' || c == '_' || c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    };
    for (auto at = text.find(word); !word.empty() && at != std::string::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool begins = at == 0 || !goes_on(text[at - 1]);
        if (begins && (end == text.size() || !goes_on(text[end]))) return true;
    }
    return false;
}

std::vector<cast_role> roles_of(const bot::person& p, const runbooks::library& books)
{
    std::vector<cast_role> out;
    const auto add = [&](const std::string& name, bool deputy) {
        const auto same = [&](const cast_role& r) {
            return runbooks::lower(r.name) == runbooks::lower(name);
        };
        if (std::none_of(out.begin(), out.end(), same)) out.push_back({name, deputy});
    };
    for (const runbooks::role_row& row : books.roles()) {
        if (names(row.holder, p.handle)) add(row.role, false);
        if (names(row.deputy, p.handle)) add(row.role, true);
    }
    for (const std::string& role : p.roles) add(role, false);
    return out;
}

}  // namespace

bool cast_member::has_role(std::string_view role) const
{
    return std::any_of(roles.begin(), roles.end(), [&](const cast_role& r) {
        return runbooks::lower(r.name) == runbooks::lower(role);
    });
}

std::vector<cast_member> cast_of(
    const bot::loaded_config& config,
    const runbooks::library& books,
    const std::function<std::string(const std::string& aad)>& teams_id
)
{
    std::vector<cast_member> out;
    for (const bot::person& p : config.core.people) {
        cast_member m;
        m.handle = p.handle;
        m.name = p.name.empty() ? p.handle : p.name;
        m.roles = roles_of(p, books);
        m.slack = account_of(p, "slack");
        m.teams_aad = account_of(p, "teams");
        if (!m.teams_aad.empty()) m.teams = teams_id(m.teams_aad);
        if (!m.slack.empty() || !m.teams.empty()) out.push_back(std::move(m));
    }
    out.push_back(
        {.handle = std::string("@") + stranger_handle,
         .name = stranger_name,
         .locale = "en-US",
         .stranger = true,
         .slack = stranger_slack,
         .teams = stranger_teams,
         .teams_aad = stranger_aad}
    );
    return out;
}

json::array to_json(const std::vector<cast_member>& cast, bool with_teams)
{
    json::array out;
    for (const cast_member& m : cast) {
        json::array roles;
        for (const cast_role& r : m.roles) roles.push_back({{"name", r.name}, {"deputy", r.deputy}});
        json::object o{
            {"handle", m.handle},
            {"name", m.name},
            {"roles", std::move(roles)},
            {"locale", m.locale},
            {"stranger", m.stranger},
        };
        o["slack"] = nullptr;
        o["teams"] = nullptr;
        if (!m.slack.empty()) o["slack"] = json::object{{"id", m.slack}};
        if (with_teams && !m.teams.empty()) o["teams"] = json::object{{"id", m.teams}, {"aad", m.teams_aad}};
        out.push_back(std::move(o));
    }
    return out;
}

}  // namespace adapters::sandbox::web
