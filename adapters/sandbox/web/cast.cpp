#include "adapters/sandbox/web/cast.hpp"

namespace adapters::sandbox::web {

std::vector<cast_member> sample_cast()
{
    const auto aad = [](int n) { return "aaaaaaaa-0000-4000-8000-00000000000" + std::to_string(n); };
    return {
        {.handle = "@ana.suporte",
         .name = "Ana Souza",
         .roles = {"Support Commander"},
         .slack = "U0ANA",
         .teams = "29:1-ANA",
         .teams_aad = aad(1)},
        {.handle = "@renata.quality",
         .name = "Renata Martins",
         .roles = {"Approval Lead"},
         .slack = "U0RENATA",
         .teams = "29:1-RENATA",
         .teams_aad = aad(2)},
        {.handle = "@igor.audit",
         .name = "Igor Batista",
         .roles = {"Approval Lead"},
         .slack = "U0IGOR",
         .teams = "29:1-IGOR",
         .teams_aad = aad(3)},
        {.handle = "@joao.ops",
         .name = "João Lima",
         .roles = {"Incident Scribe"},
         .slack = "U0JOAO",
         .teams = "29:1-JOAO",
         .teams_aad = aad(4)},
        {.handle = "@visitante",
         .name = "Sam Visitor",
         .locale = "en-US",
         .stranger = true,
         .slack = "U0STRANGER",
         .teams = "29:1-STRANGER",
         .teams_aad = aad(5)},
    };
}

json::array to_json(const std::vector<cast_member>& cast, bool with_teams)
{
    json::array out;
    for (const cast_member& m : cast) {
        json::object o{
            {"handle", m.handle},
            {"name", m.name},
            {"roles", json::array(m.roles.begin(), m.roles.end())},
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
