// The words of approval records, in each language.
#pragma once

#include "bot/draft.hpp"
#include "bot/language.hpp"

namespace bot::record_phrases {

inline constexpr phrase title_approved{
    "# Aprovação — Incidente {0} · {1}", "# Approval — Incident {0} · {1}"
};
inline constexpr phrase title_rejected{
    "# Rejeição — Incidente {0} · {1}", "# Rejection — Incident {0} · {1}"
};
inline constexpr phrase date{"- **Data:** {0}", "- **Date:** {0}"};
inline constexpr phrase participants{"- **Participantes:**", "- **Participants:**"};
inline constexpr phrase scope{"- **Escopo:** {0}", "- **Scope:** {0}"};
inline constexpr phrase scope_text{
    "comunicação {0} do incidente {1} ({2}): {3}", "{0} message of incident {1} ({2}): {3}"
};
inline constexpr phrase scope_of_correction{
    "correção da comunicação {0} do incidente {1} ({2}): {3}",
    "correction of the {0} message of incident {1} ({2}): {3}"
};
inline constexpr phrase scope_of_retraction{
    "retirada da comunicação {0} do incidente {1} ({2}): {3}",
    "retraction of the {0} message of incident {1} ({2}): {3}"
};
constexpr const phrase& scope_for(draft_purpose purpose) noexcept
{
    return purpose == draft_purpose::correction   ? scope_of_correction
           : purpose == draft_purpose::retraction ? scope_of_retraction
                                                  : scope_text;
}
inline constexpr phrase decision_approved{
    "- **Decisão:** aprovado ({0} de {1} aprovações)", "- **Decision:** approved ({0} of {1} approvals)"
};
inline constexpr phrase decision_rejected{"- **Decisão:** rejeitado — {0}", "- **Decision:** rejected — {0}"};
inline constexpr phrase correction_of{
    "- **Correção de:** {0}, publicada em {1}", "- **Correction of:** {0}, posted on {1}"
};
inline constexpr phrase retraction_of{
    "- **Retirada de:** {0}, publicada em {1}", "- **Retraction of:** {0}, posted on {1}"
};
inline constexpr phrase corrected_record{
    "- **Registro da mensagem anterior:** `{0}`", "- **Record of the earlier message:** `{0}`"
};
inline constexpr phrase window{"- **Janela da política:** {0}", "- **Policy window:** {0}"};
inline constexpr phrase emergency{
    "- **Emergência:** publicado por {0} ({1}) sem esperar pelas demais aprovações — {2}",
    "- **Emergency:** posted by {0} ({1}) without waiting for the other approvals — {2}"
};
inline constexpr phrase release{"- **Release:** {0}", "- **Release:** {0}"};
inline constexpr phrase no_reason{"sem motivo informado", "no reason given"};
inline constexpr phrase requester_role{"solicitante", "requester"};
inline constexpr phrase editor_role{"edição", "editor"};
inline constexpr phrase messages_approved{"## Mensagens aprovadas", "## Approved messages"};
inline constexpr phrase messages_rejected{"## Mensagens rejeitadas", "## Rejected messages"};
inline constexpr phrase evidence{"## Evidências coletadas", "## Evidence collected"};
inline constexpr phrase hash_line{
    "- Revisão `{0}`, SHA-256 do conteúdo: `{1}`", "- Revision `{0}`, SHA-256 of the content: `{1}`"
};
inline constexpr phrase runbook_line{"- Runbook: `{0}`", "- Runbook: `{0}`"};
inline constexpr phrase corrected_hash{
    "- Texto anterior `{0}`, SHA-256 do conteúdo: `{1}`",
    "- Earlier text `{0}`, SHA-256 of the content: `{1}`"
};
inline constexpr phrase finding{"- Aviso da política (`{0}`): {1}", "- Policy warning (`{0}`): {1}"};
inline constexpr phrase chain_line{
    "- Trilha de auditoria até o evento {0}: `{1}`", "- Audit chain up to event {0}: `{1}`"
};
inline constexpr phrase deliveries{"## Entregas", "## Deliveries"};
inline constexpr phrase sent{"✅ publicado em {0}", "✅ posted on {0}"};
inline constexpr phrase accepted{
    "✅ aceito em {0} pelo webhook, que não confirma a publicação",
    "✅ accepted on {0} by the webhook, which does not confirm posting"
};
inline constexpr phrase edited{"✅ mensagem editada em {0}", "✅ message edited on {0}"};
inline constexpr phrase instead{
    ", como mensagem nova (edição recusada: {0})", ", as a new message (the edit was refused: {0})"
};
// The states begin as those of deliveries do, by which a provisional line is known.
inline constexpr phrase sign_off{"- **Referendo:**", "- **Sign-off:**"};
inline constexpr phrase not_signed_off{
    "⚠️ ainda falta o de uma segunda pessoa", "⚠️ a second person's is still missing"
};
inline constexpr phrase signed_off{"✅ {0}, em {1}", "✅ {0}, on {1}"};
inline constexpr phrase waiting{"⏳ a caminho", "⏳ on its way"};
inline constexpr phrase failed{"⚠️ não publicado: {0}", "⚠️ not posted: {0}"};
inline constexpr phrase in_doubt{"❓ em dúvida", "❓ in doubt"};
inline constexpr phrase tests{"## Resultado dos testes", "## Test results"};
inline constexpr phrase tests_header{
    "| Cenário | Canal | Resultado | Observações |", "| Scenario | Channel | Result | Remarks |"
};
inline constexpr phrase test_row{
    "| Pré-visualização {0} | {1} | {2} | {3} |", "| Preview {0} | {1} | {2} | {3} |"
};
inline constexpr phrase test_ok{"✅ texto final sem pendências", "✅ final text complete"};
inline constexpr phrase test_bad{"❌ com pendências", "❌ incomplete"};
inline constexpr phrase left_open{"em aberto: {0}", "left open: {0}"};
inline constexpr phrase checklist{"## Checklist de aprovação", "## Approval checklist"};
inline constexpr phrase check_id{
    "Mensagem contém o identificador do incidente", "The message carries the incident's id"
};
inline constexpr phrase check_filled{
    "Variáveis obrigatórias preenchidas", "Required variables are filled in"
};
inline constexpr phrase check_four_eyes{
    "Aprovada por quem não pediu nem editou o texto", "Approved by people who neither asked for nor edited it"
};
inline constexpr phrase check_count{
    "Aprovações exigidas pela política: {0} de {1}", "Approvals that the policy asks for: {0} of {1}"
};
// docs/compliance/approvals: a table and notes.
inline constexpr phrase release_title{"# Aprovação formal — {0}", "# Formal approval — {0}"};
inline constexpr phrase release_table{
    "| Responsável | Função | Escopo | Data/Horário (UTC) | Confirmação |",
    "| Responsible | Role | Scope | Date/Time (UTC) | Confirmation |"
};
inline constexpr phrase release_row{
    "| {0} | {1} | {2} | {3} | ✅ Aprovado ({4}) |", "| {0} | {1} | {2} | {3} | ✅ Approved ({4}) |"
};
inline constexpr phrase release_notes{"## Observações", "## Notes"};
inline constexpr phrase release_note{
    "- `{0}`: SHA-256 do conteúdo `{1}`, registro `{2}`",
    "- `{0}`: SHA-256 of the content `{1}`, record `{2}`"
};
inline constexpr phrase release_emergency{
    "; em emergência, à espera do referendo de uma segunda pessoa",
    "; in an emergency, waiting for a second person's sign-off"
};
inline constexpr phrase release_emergency_signed{
    "; em emergência, referendado depois", "; in an emergency, signed off afterwards"
};
inline constexpr phrase signatures{"## Assinaturas", "## Signatures"};
inline constexpr phrase signed_approve{"aprovou", "approved"};
inline constexpr phrase signed_reject{"rejeitou", "rejected"};

}  // namespace bot::record_phrases
