// The workspace that the sandbox starts with: the people and channels of the guided tour.
#pragma once

#include "adapters/sandbox/slack_workspace.hpp"

namespace adapters::sandbox {

// Ana Souza @ana.suporte U0ANA (commander), Renata Martins @renata.quality U0RENATA (approval lead), Igor
// @igor.audit U0IGOR (deputy), João @joao.ops U0JOAO (scribe), a stranger @visitante U0STRANGER;
// #support-billing C0BILLING, #status C0STATUS and #ops C0OPS with the bot in them, #status-en C0STATUSEN
// (for a webhook) and #geral C0GERAL without it; the group S0APPROVERS.
void fill_sample(slack_workspace& w);

}  // namespace adapters::sandbox
