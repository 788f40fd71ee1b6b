#include "adapters/sandbox/teams_sample.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {

void fill_sample(teams_workspace& w)
{
    int last = 0;
    const auto someone =
        [&](std::string id, std::string handle, std::string name, std::string locale = "pt-BR") {
            teams_person p;
            p.id = "29:1-" + std::move(id);
            p.aad = fmt::format("aaaaaaaa-0000-4000-8000-{:012}", ++last);
            p.email = handle + "@example.org";
            p.handle = std::move(handle);
            p.name = std::move(name);
            p.locale = std::move(locale);
            w.add(std::move(p));
        };
    someone("ANA", "ana.suporte", "Ana Souza");
    someone("RENATA", "renata.quality", "Renata Martins");
    someone("IGOR", "igor.audit", "Igor Batista");
    someone("JOAO", "joao.ops", "João Lima");
    someone("STRANGER", "visitante", "Sam Visitor", "en-US");
    const std::set<std::string> people{"29:1-ANA", "29:1-RENATA", "29:1-IGOR", "29:1-JOAO", "29:1-STRANGER"};
    teams_team support;
    support.id = "19:OPERACOES@thread.tacv2";
    support.name = "Operações";
    support.aad_group = "cccccccc-0000-4000-8000-000000000003";
    support.members = people;
    support.bot_in = true;
    w.add(std::move(support));
    w.add_channel("19:OPERACOES@thread.tacv2", "19:BILLING@thread.tacv2", "support-billing");
    w.add_channel("19:OPERACOES@thread.tacv2", "19:STATUS@thread.tacv2", "status");
    teams_team sales;
    sales.id = "19:VENDAS@thread.tacv2";
    sales.name = "Vendas";
    sales.aad_group = "cccccccc-0000-4000-8000-000000000004";
    sales.members = {"29:1-ANA", "29:1-STRANGER"};
    w.add(std::move(sales));
    w.add_chat("19:PLANTAO@thread.v2", "Plantão", {"29:1-ANA", "29:1-RENATA", "29:1-IGOR"}, true);
}

}  // namespace adapters::sandbox
