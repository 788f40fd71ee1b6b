// What the guided tour says, in each language.
#pragma once

#include "bot/language.hpp"

namespace adapters::sandbox::walk_phrases {

using bot::phrase;

inline constexpr phrase waits_for_link{
    "Um Slack de demonstração atende em {0}. O incidentd está se conectando por Socket Mode…",
    "A demonstration Slack is up at {0}. incidentd is connecting through Socket Mode…"
};
inline constexpr phrase connected{
    "Conectado: {0} conexão(ões) aberta(s), lado a lado.", "Connected: {0} link(s) open, side by side."
};
inline constexpr phrase types{"{0} digita em {1}:", "{0} types in {1}:"};
inline constexpr phrase typed_command{
    R"(/incident open "12% dos pagamentos com cartão são recusados desde 14:05" severity=S2 )"
    R"(mitigation_actions="Desviando o tráfego para o gateway reserva: @joao.ops" next_update="em 30 min" )"
    R"(status_page=https://status.example.com/)",
    R"(/incident open "12% of card payments are declined since 14:05" severity=S2 )"
    R"(mitigation_actions="Moving traffic to the standby gateway: @joao.ops" next_update="in 30 min" )"
    R"(status_page=https://status.example.com/)"
};
inline constexpr phrase acknowledged{
    "O incidentd confirmou o comando ao Slack em {0} ms. Esperando a prévia…",
    "incidentd acknowledged the command to Slack in {0} ms. Waiting for the preview…"
};
inline constexpr phrase preview_is_there{
    "A prévia chegou, e nada foi publicado ainda. O canal agora:",
    "The preview is there, and nothing has been published yet. The channel now:"
};
inline constexpr phrase presses{
    "{0} (Approval Lead) confere o texto e clica em [ {1} ].",
    "{0} (Approval Lead) reads the text and presses [ {1} ]."
};
inline constexpr phrase waits_for_post{
    "O clique foi confirmado em {0} ms. Esperando a publicação…",
    "The click was acknowledged in {0} ms. Waiting for the final post…"
};
inline constexpr phrase posted{
    "A mensagem aprovada foi publicada uma vez, e a prévia mostra a decisão. O canal agora:",
    "The approved message was posted once, and the preview shows the decision. The channel now:"
};
inline constexpr phrase record_is_at{"O registro da aprovação está em {0}", "The approval record is in {0}"};
inline constexpr phrase all_done{
    "Fim do passeio: do comando à publicação em {0} s, pausas de leitura incluídas.",
    "End of the tour: from the command to the post in {0} s, pauses for reading included."
};

inline constexpr phrase no_link{
    "O incidentd não se conectou em {0} s. Veja o log dele acima.",
    "incidentd did not connect within {0} s. See its log above."
};
inline constexpr phrase command_failed{
    "O Slack respondeu a {0}: {1}. O incidentd não confirmou o comando.",
    "Slack answered {0}: {1}. incidentd did not acknowledge the command."
};
inline constexpr phrase click_failed{
    "O Slack respondeu a {0}: {1}. O incidentd não confirmou o clique.",
    "Slack answered {0}: {1}. incidentd did not acknowledge the click."
};
inline constexpr phrase no_preview{
    "Nenhuma prévia com botão de aprovação apareceu em {0} s. O canal está assim:",
    "No preview with an approval button appeared within {0} s. This is the channel:"
};
inline constexpr phrase no_post{
    "A publicação não apareceu em {0} s. O canal está assim:",
    "The final post did not appear within {0} s. This is the channel:"
};
inline constexpr phrase posted_twice{
    "A mensagem foi publicada {0} vezes, o que nunca deveria acontecer. O canal está assim:",
    "The message was posted {0} times, which should never happen. This is the channel:"
};
inline constexpr phrase preview_not_decided{
    "A prévia não foi atualizada com a decisão em {0} s. O canal está assim:",
    "The preview was not updated with the decision within {0} s. This is the channel:"
};
inline constexpr phrase no_record{
    "Nenhum registro de aprovação apareceu em {0} em {1} s.",
    "No approval record appeared in {0} within {1} s."
};
inline constexpr phrase posted_too_early{
    "Algo foi publicado antes da aprovação, o que nunca deveria acontecer. O canal está assim:",
    "Something was posted before it was approved, which should never happen. This is the channel:"
};

}  // namespace adapters::sandbox::walk_phrases
