// What is said about incidents, drafts and previews, in each language.
#pragma once

#include "bot/language.hpp"

namespace bot::phrases {

// Incident states and drafts' states, as words inside a sentence.
inline constexpr phrase state_open{"aberto", "open"};
inline constexpr phrase state_mitigating{"em mitigação", "mitigating"};
inline constexpr phrase state_monitoring{"em monitoramento", "monitoring"};
inline constexpr phrase state_resolved{"resolvido", "resolved"};
inline constexpr phrase state_closed{"fechado", "closed"};
inline constexpr phrase state_cancelled{"cancelado", "cancelled"};

// Lifecycle.
inline constexpr phrase opened{"{0} aberto: {1}. No comando: {2}.", "{0} opened: {1}. In command: {2}."};
inline constexpr phrase id_used{
    "O id {0} já foi usado. Escolha outro, ou deixe sem id= que eu numero.",
    "The id {0} is already used. Choose another, or leave id= out and I number it."
};
inline constexpr phrase id_malformed{
    "“{0}” não serve como id: até 64 letras sem acento, dígitos, ponto e hífen, com ao menos um dígito.",
    "“{0}” cannot be an id: up to 64 plain letters, digits, dots and hyphens, with at least one digit."
};
inline constexpr phrase no_summary{
    "Diga em poucas palavras o que está acontecendo: open RESUMO",
    "Say in a few words what is happening: open SUMMARY"
};
inline constexpr phrase no_channel_to_open_in{
    "De um chat pessoal não sei em que canal abrir. Digite no canal do incidente.",
    "From a personal chat I cannot tell which channel to open it in. Type it in the incident's channel."
};
inline constexpr phrase no_such_incident{"Não conheço o incidente {0}.", "I do not know the incident {0}."};
inline constexpr phrase severity_changed{
    "{0}: severidade {1} → {2}, por {3}.", "{0}: severity {1} → {2}, by {3}."
};
inline constexpr phrase severity_changed_because{
    "{0}: severidade {1} → {2}, por {3}: {4}", "{0}: severity {1} → {2}, by {3}: {4}"
};
inline constexpr phrase severity_same{"{0} já está em {1}.", "{0} is already {1}."};
inline constexpr phrase role_assigned{"{0}: {1} agora é {2} (por {3}).", "{0}: {1} is now {2} (by {3})."};
inline constexpr phrase role_same{"{0}: {1} já é {2}.", "{0}: {1} is already {2}."};
inline constexpr phrase variables_set{"{0}: guardei {1}.", "{0}: stored {1}."};
inline constexpr phrase variables_same{"{0}: nada mudou.", "{0}: nothing changed."};
inline constexpr phrase variables_set_entry{"variáveis: {0}", "variables: {0}"};
inline constexpr phrase state_changed{"{0} agora está {1} (por {2}).", "{0} is now {1} (by {2})."};
inline constexpr phrase state_same{"{0} já está {1}.", "{0} is already {1}."};
inline constexpr phrase reopened{"{0} foi reaberto por {1}.", "{0} was reopened by {1}."};
inline constexpr phrase already_open{
    "{0} não precisa ser reaberto: está {1}.", "{0} need not be reopened: it is {1}."
};
inline constexpr phrase needs_reopening{
    "{0} está {1}. Para continuar: reabrir {0}", "{0} is {1}. To go on: reopen {0}"
};
inline constexpr phrase state_not_by_hand{
    "Com “estado” só dá para ir a mitigando ou monitorando. Para os outros: resolver, reabrir, fechar, "
    "cancelar.",
    "“state” goes to mitigating or monitoring only. For the others: resolve, reopen, close, cancel."
};
inline constexpr phrase noted{"Anotado em {0}.", "Noted in {0}."};
inline constexpr phrase note_empty{"A nota está vazia: note TEXTO", "The note is empty: note TEXT"};
inline constexpr phrase note_too_long{
    "A nota tem {0} caracteres; cabem {1}.", "The note has {0} characters; {1} fit."
};
inline constexpr phrase timeline_full{
    "A linha do tempo de {0} está cheia ({1} registros).", "The timeline of {0} is full ({1} entries)."
};

// Variables.
inline constexpr phrase filled_by_itself{
    "A variável {0} é preenchida sozinha e não pode ser trocada. Nada foi guardado.",
    "The variable {0} fills itself in and cannot be replaced. Nothing was stored."
};
inline constexpr phrase only_in_a_draft{
    "A variável {0} é calculada; só dá para trocá-la numa mensagem (update … {0}=…). Nada foi guardado.",
    "The variable {0} is worked out; it can only be replaced in one message (update … {0}=…). Nothing was "
    "stored."
};
inline constexpr phrase severity_is_changed_otherwise{
    "A severidade é do incidente: mude-a com severity S2. Nada foi guardado.",
    "The severity belongs to the incident: change it with severity S2. Nothing was stored."
};
inline constexpr phrase commander_is_changed_otherwise{
    "Quem comanda é do incidente: mude com assign \"Support Commander\" @pessoa. Nada foi guardado.",
    "The commander belongs to the incident: change it with assign \"Support Commander\" @person. Nothing was "
    "stored."
};
inline constexpr phrase value_too_long{
    "O valor de {0} tem {1} caracteres; o limite é {2}. Nada foi guardado.",
    "The value of {0} has {1} characters; the limit is {2}. Nothing was stored."
};
inline constexpr phrase too_many_variables{
    "Seriam {0} variáveis; o limite é {1} por incidente. Nada foi guardado.",
    "That would be {0} variables; the limit is {1} an incident. Nothing was stored."
};

// Drafting.
inline constexpr phrase unknown_stage{
    "Não conheço a etapa “{0}”. Existem: {1}.", "I do not know the stage “{0}”. There are: {1}."
};
inline constexpr phrase unknown_stage_near{
    "Não conheço a etapa “{0}”. Seria {2}? Existem: {1}.",
    "I do not know the stage “{0}”. Did you mean {2}? There are: {1}."
};
inline constexpr phrase no_text_for{
    "A etapa {0} não tem texto para {1}. Falta no runbook: {2}. Nada foi criado.",
    "The stage {0} has no text for {1}. Missing in the runbook: {2}. Nothing was drafted."
};
inline constexpr phrase unknown_destination{
    "A etapa {0} vai para {1}, que não está na configuração. Nada foi criado.",
    "The stage {0} goes to {1}, which is not configured. Nothing was drafted."
};
inline constexpr phrase no_channel_for_preview{
    "{0} não tem canal onde mostrar a prévia.", "{0} has no channel to show the preview in."
};
inline constexpr phrase preview_shown{"Prévia {0} ({1}) em {2}.", "Preview {0} ({1}) in {2}."};
inline constexpr phrase preview_here{"no canal", "the channel"};
inline constexpr phrase no_such_draft{"Não conheço o rascunho {0}.", "I do not know the draft {0}."};
inline constexpr phrase withdrawn_answer{"{0} retirado.", "{0} withdrawn."};
inline constexpr phrase withdrawn_reply{"↩️ {0} retirado por {1}.", "↩️ {0} withdrawn by {1}."};
inline constexpr phrase withdrawn_reply_because{"↩️ {0} retirado por {1}: {2}", "↩️ {0} withdrawn by {1}: {2}"};
inline constexpr phrase incident_ended{"{0} está {1}", "{0} is {1}"};
inline constexpr phrase text_too_long{
    "o texto para {0} tem {1} caracteres e cabem {2}", "the text for {0} has {1} characters and {2} fit"
};
inline constexpr phrase text_empty{"o texto para {0} está vazio", "the text for {0} is empty"};
inline constexpr phrase bad_link{
    "{0} está dentro de um link e precisa ser um endereço http(s)",
    "{0} stands inside a link and must be an http(s) address"
};
inline constexpr phrase edit_title{"Editar {0}", "Edit {0}"};
inline constexpr phrase edit_submit{"Nova prévia", "New preview"};
inline constexpr phrase form_close{"Cancelar", "Cancel"};
inline constexpr phrase hint_required{"Obrigatória para aprovar.", "Required for approval."};
inline constexpr phrase hint_automatic{"Vazia: {0} (automático).", "Empty: {0} (automatic)."};

// Previews.
inline constexpr phrase preview_title{"{0} · {1} · {2} — {3}", "{0} · {1} · {2} — {3}"};
inline constexpr phrase waiting{"⏳ Aguardando aprovação: {0} de {1}", "⏳ Waiting for approval: {0} of {1}"};
inline constexpr phrase waiting_with{
    "⏳ Aguardando aprovação: {0} de {1} ({2})", "⏳ Waiting for approval: {0} of {1} ({2})"
};
inline constexpr phrase is_posting{"✅ Aprovado por {0}; publicando", "✅ Approved by {0}; being posted"};
inline constexpr phrase is_posted{"✅ Publicado; aprovado por {0}", "✅ Posted; approved by {0}"};
inline constexpr phrase is_failed{
    "⚠️ Aprovado por {0}, mas nem tudo foi publicado", "⚠️ Approved by {0}, but not everything was posted"
};
inline constexpr phrase is_in_doubt{
    "❓ Aprovado por {0}; não se sabe se tudo chegou",
    "❓ Approved by {0}; whether all of it arrived is unknown"
};
inline constexpr phrase is_rejected{"❌ Rejeitado por {0}", "❌ Rejected by {0}"};
inline constexpr phrase is_rejected_because{"❌ Rejeitado por {0}: {1}", "❌ Rejected by {0}: {1}"};
inline constexpr phrase is_expired{"⌛ Expirado sem aprovação", "⌛ Expired without approval"};
inline constexpr phrase is_superseded{"↪️ Substituído", "↪️ Superseded"};
inline constexpr phrase is_superseded_by{"↪️ Substituído por {0}", "↪️ Superseded by {0}"};
inline constexpr phrase is_withdrawn{"↩️ Retirado por {0}", "↩️ Withdrawn by {0}"};
inline constexpr phrase is_withdrawn_because{"↩️ Retirado por {0}: {1}", "↩️ Withdrawn by {0}: {1}"};
inline constexpr phrase fact_stage{"Etapa: {0}", "Stage: {0}"};
inline constexpr phrase fact_asked{"Pedido por {0}", "Asked for by {0}"};
inline constexpr phrase fact_asked_edited{
    "Pedido por {0}, editado por {1}", "Asked for by {0}, edited by {1}"
};
inline constexpr phrase fact_approvers{
    "Aprovações necessárias: {0}. Quem pode: {1}", "Approvals needed: {0}. Who may: {1}"
};
inline constexpr phrase fact_expires{"Expira: {0}", "Expires: {0}"};
inline constexpr phrase fact_hash{"Hash: {0}", "Hash: {0}"};
inline constexpr phrase fact_notifies{"Vai notificar: {0}", "Will notify: {0}"};
inline constexpr phrase fact_public{"🌐 Destino público: {0}", "🌐 Public destination: {0}"};
inline constexpr phrase warn_unfilled{
    "⚠️ Falta preencher {0}: não pode ser aprovado assim. Use Editar.",
    "⚠️ Not filled in: {0}. It cannot be approved like this. Use Edit."
};
inline constexpr phrase warn_left_open{
    "⚠️ Opcional sem valor, sai como está: {0}", "⚠️ Optional without a value, goes out as it is: {0}"
};
inline constexpr phrase warn_problem{"⚠️ Não pode ser publicado: {0}.", "⚠️ It cannot be posted: {0}."};
inline constexpr phrase warn_changed{
    "✏️ Mudou no incidente depois desta prévia: {0}. O texto continua o mesmo; para atualizar, peça de novo.",
    "✏️ Changed on the incident after this preview: {0}. The text stays; ask again to bring it up to date."
};
inline constexpr phrase warn_impossible{
    "⚠️ Não há como aprovar: precisa de {0} e só {1} pessoa(s) pode(m) votar, porque quem pediu ou editou não "
    "aprova. Ajuste os aprovadores na configuração.",
    "⚠️ It cannot be approved: it needs {0} and only {1} may vote, since whoever asked or edited may not. "
    "Adjust the approvers in the configuration."
};
inline constexpr phrase warn_severities{
    "⚠️ Esta etapa é prevista para {0}; o incidente está em {1}.",
    "⚠️ This stage is meant for {0}; the incident is {1}."
};
inline constexpr phrase warn_in_thread{
    "📄 O texto para {0} não cabe aqui e está na conversa desta prévia.",
    "📄 The text for {0} does not fit here and is in this preview's thread."
};
inline constexpr phrase thread_part{"{0} · {1} ({2}/{3})", "{0} · {1} ({2}/{3})"};
inline constexpr phrase warn_parts_under_way{
    "⏳ Parte do texto ainda está a caminho da conversa; o botão Aprovar vem depois dela.",
    "⏳ Part of the text is still on its way to the thread; the Approve button comes after it."
};
inline constexpr phrase warn_part_in_doubt{
    "❓ Não dá para saber se {0} chegou à conversa ({1}). Confira lá e responda à pergunta; até então {2} "
    "não pode ser "
    "aprovado aqui.",
    "❓ There is no telling whether {0} arrived in the thread ({1}). Look there and answer the question; "
    "until then "
    "{2} cannot be approved here."
};
inline constexpr phrase part_failed{
    "⚠️ Faltou {0}: {1}. Até chegar, {2} não pode ser aprovado aqui. Resolva a causa e use Enviar de novo.",
    "⚠️ Missing is {0}: {1}. Until it is there, {2} cannot be approved here. Mend the cause and use Send "
    "again."
};
inline constexpr phrase part_failed_for_good{
    "⚠️ Faltou {0}: {1}. {2} não pode ser aprovado aqui. Encurte o texto com Editar ou peça a prévia em outro "
    "canal.",
    "⚠️ Missing is {0}: {1}. {2} cannot be approved here. Shorten the text with Edit, or ask for the preview "
    "in "
    "another channel."
};
inline constexpr phrase the_part{
    "a parte {0} de {1} da prévia de {2}", "part {0} of {1} of the preview of {2}"
};
inline constexpr phrase button_approve{"Aprovar", "Approve"};
inline constexpr phrase button_edit{"Editar", "Edit"};
inline constexpr phrase button_reject{"Rejeitar", "Reject"};
inline constexpr phrase button_resend{"Enviar de novo", "Send again"};
inline constexpr phrase button_resend_to{"Enviar de novo: {0}", "Send again: {0}"};
inline constexpr phrase post_queued{"na fila", "queued"};
inline constexpr phrase post_retrying{"tentando de novo ({0})", "trying again ({0})"};
inline constexpr phrase post_sending{"enviando", "sending"};
inline constexpr phrase post_sent{"publicado", "posted"};
inline constexpr phrase post_accepted{
    "aceito pelo webhook, que não confirma a publicação",
    "accepted by the webhook, which does not confirm posting"
};
inline constexpr phrase post_failed{"falhou: {0}", "failed: {0}"};
inline constexpr phrase post_in_doubt{"em dúvida: {0}", "in doubt: {0}"};

inline constexpr phrase incident_too_large{
    "Nada mudou: {0} já guarda mais de {1} MiB de texto. Feche o incidente e abra outro para continuar.",
    "Nothing changed: {0} already holds more than {1} MiB of text. Close the incident and open another one "
    "to go "
    "on."
};
inline constexpr phrase draft_too_large{
    "Nada mudou: as revisões de {0} já somam mais de {1} MiB. Peça um rascunho novo com update.",
    "Nothing changed: the revisions of {0} already make more than {1} MiB. Ask for a new draft with update."
};
inline constexpr phrase form_not_opened{
    "O formulário não pôde ser aberto (erro interno, veja o log do incidentd). Nada mais mudou; escreva o "
    "comando "
    "com os valores.",
    "The form could not be opened (internal error, see incidentd's log). Nothing else changed; type the "
    "command "
    "with its values."
};

}  // namespace bot::phrases
