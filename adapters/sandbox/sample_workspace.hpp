// The workspace that the sandbox starts with: the people and channels of the guided tour.
#pragma once

#include "adapters/sandbox/slack_workspace.hpp"

namespace adapters::sandbox {

// Ana Souza @ana.suporte U0ANA (commander), Renata Martins @renata.quality U0RENATA (approval lead), Igor
// @igor.audit U0IGOR (deputy), João @joao.ops U0JOAO (scribe), a stranger @visitante U0STRANGER;
// #support-billing C0BILLING and #status C0STATUS with the bot in both, #geral C0GERAL without it; the group
// S0APPROVERS.
void fill_sample(slack_workspace& w);

}  // namespace adapters::sandbox
