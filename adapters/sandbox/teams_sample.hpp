// The tenant that the sandbox starts with: the people of the guided tour, as they are in Teams.
#pragma once

#include "adapters/sandbox/teams_workspace.hpp"

namespace adapters::sandbox {

// Ana Souza 29:1-ANA, Renata Martins 29:1-RENATA, Igor Batista 29:1-IGOR, João Lima 29:1-JOAO and a stranger
// 29:1-STRANGER, with the handles of the Slack sample and aadObjectIds aaaaaaaa-0000-4000-8000-000000000001
// to …5; the team "Operações" 19:OPERACOES@thread.tacv2 with #support-billing 19:BILLING@thread.tacv2 and
// #status 19:STATUS@thread.tacv2, the group chat "Plantão" 19:PLANTAO@thread.v2, the bot in both; the team
// "Vendas" 19:VENDAS@thread.tacv2 without it.
void fill_sample(teams_workspace& w);

}  // namespace adapters::sandbox
