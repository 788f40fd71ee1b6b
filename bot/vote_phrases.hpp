// What is said about votes, decisions and deliveries, in each language.
#pragma once

#include "bot/language.hpp"

namespace bot::vote_phrases {

inline constexpr phrase no_such_draft{"Não conheço o rascunho {0}.", "I do not know the draft {0}."};
inline constexpr phrase older_revision{
    "Este botão ou reação é da {0}; a revisão atual é a {1}. Vote na prévia mais recente.",
    "This button or reaction belongs to {0}; the current revision is {1}. Vote on the latest preview."
};
inline constexpr phrase already_decided{
    "Nada mudou: {0} já foi decidido ({1}).", "Nothing changed: {0} is already decided ({1})."
};
inline constexpr phrase has_expired{
    "Nada mudou: {0} expirou antes de ter as aprovações. Para publicar, peça de novo.",
    "Nothing changed: {0} expired before it had its approvals. To have it posted, ask again."
};
inline constexpr phrase has_a_newer_one{
    "Nada mudou: {0} foi substituído por {1}: veja a prévia dele.",
    "Nothing changed: {0} was superseded by {1}: see its preview."
};
inline constexpr phrase has_moved{
    "Nada mudou: {0} foi substituído, porque um destino mudou na configuração. Para publicar, peça de novo.",
    "Nothing changed: {0} was superseded, since a destination changed in the configuration. To have it "
    "posted, ask "
    "again."
};
inline constexpr phrase decided_by{"{0} por {1}", "{0} by {1}"};
inline constexpr phrase already_voted{
    "Sua aprovação de {0} já está contada ({1} de {2}).",
    "Your approval of {0} is already counted ({1} of {2})."
};
inline constexpr phrase unfilled{
    "{0} não pode ser aprovado: falta preencher {1}. Use Editar.",
    "{0} cannot be approved: {1} is not filled in. Use Edit."
};
inline constexpr phrase has_problems{"{0} não pode ser aprovado: {1}", "{0} cannot be approved: {1}"};
inline constexpr phrase not_readable{
    "{0} ainda não pode ser aprovado: falta parte do texto na conversa da prévia. Leia-a quando chegar e "
    "vote de novo, "
    "ou peça outra prévia com Editar.",
    "{0} cannot be approved yet: part of its text is missing in the preview's thread. Read it once it is "
    "there, then "
    "vote again, or have a new preview made with Edit."
};
inline constexpr phrase destination_gone{
    "{0} não pode ser aprovado: o destino {1} não está mais configurado.",
    "{0} cannot be approved: the destination {1} is no longer configured."
};
inline constexpr phrase too_fresh{
    "A revisão {0} acabou de aparecer. Confira o texto e repita com o nome dela: aprovar {0}",
    "Revision {0} has only just appeared. Check its text and name it: approve {0}"
};
inline constexpr phrase own_text{
    "Você pediu ou editou {0}, então outra pessoa precisa aprovar: {1}.",
    "You asked for or edited {0}, so somebody else has to approve it: {1}."
};
inline constexpr phrase not_linked{
    "O pedido e o voto vêm de plataformas diferentes, e nem todas as pessoas envolvidas em {0} estão na "
    "configuração ([[person]]). Pode votar na plataforma de origem: {1}.",
    "The request and the vote come from different platforms, and not everybody involved in {0} is in the "
    "configuration ([[person]]). On the original platform may vote: {1}."
};
inline constexpr phrase not_approver{
    "Você não está entre quem pode decidir {0}. Pode: {1}.",
    "You are not among those who may decide {0}. They are: {1}."
};
inline constexpr phrase vote_counted{
    "Aprovação de {0} contada: {1} de {2}.", "Approval of {0} counted: {1} of {2}."
};
inline constexpr phrase vote_counted_missing{
    "Aprovação de {0} contada: {1} de {2}. Ainda falta: {3}.",
    "Approval of {0} counted: {1} of {2}. Still needed: {3}."
};
inline constexpr phrase already_voted_missing{
    "Sua aprovação de {0} já está contada ({1} de {2}). Ainda falta: {3}.",
    "Your approval of {0} is already counted ({1} of {2}). Still needed: {3}."
};
inline constexpr phrase so_many_of{"{0} de {1}", "{0} of {1}"};
inline constexpr phrase has_findings{
    "{0} não pode ser aprovado pela política de mensagens: {1}. Use Editar.",
    "{0} cannot be approved, by the message policy: {1}. Use Edit."
};
inline constexpr phrase vote_taken_back{
    "Sua aprovação de {0} foi retirada.", "Your approval of {0} is taken back."
};
inline constexpr phrase approved_answer{
    "{0} aprovado; a publicação está a caminho.", "{0} approved; it is being posted."
};
inline constexpr phrase rejected_answer{"{0} rejeitado.", "{0} rejected."};

inline constexpr phrase approved_reply{"✅ {0} aprovado por {1}.", "✅ {0} approved by {1}."};
inline constexpr phrase rejected_reply{"❌ {0} rejeitado por {1}.", "❌ {0} rejected by {1}."};
inline constexpr phrase rejected_reply_reason{"❌ {0} rejeitado por {1}: {2}", "❌ {0} rejected by {1}: {2}"};
inline constexpr phrase expired_reply{
    "⌛ {0} expirou sem as aprovações necessárias. Peça de novo para publicar.",
    "⌛ {0} expired without the approvals it needs. Ask again to have it posted."
};
inline constexpr phrase moved_reply{
    "↪️ {0} foi substituído: o destino {1} mudou na configuração. Peça de novo para publicar.",
    "↪️ {0} is superseded: the destination {1} changed in the configuration. Ask again to have it posted."
};
inline constexpr phrase failed_reply{
    "⚠️ {0} não foi publicado em {1}: {2}", "⚠️ {0} was not posted to {1}: {2}"
};
inline constexpr phrase preview_failed{
    "⚠️ A prévia de {0} não pôde ser mostrada em {1}: {2}",
    "⚠️ The preview of {0} could not be shown in {1}: {2}"
};

inline constexpr phrase in_doubt_question{
    "❓ Não dá para saber se {0} chegou a {1} ({2}). Confira lá e responda: a primeira resposta vale.",
    "❓ There is no telling whether {0} arrived at {1} ({2}). Look there and answer: the first answer holds."
};
inline constexpr phrase the_post{"a publicação de {0}", "the post of {0}"};
inline constexpr phrase the_edit{
    "a correção {0} da mensagem publicada", "the edit {0} of the posted message"
};
inline constexpr phrase the_preview{"a prévia de {0}", "the preview of {0}"};
inline constexpr phrase the_message{"a mensagem {0}", "the message {0}"};
inline constexpr phrase no_reason{"sem resposta", "no answer"};
inline constexpr phrase arrived_button{"Chegou", "It arrived"};
inline constexpr phrase resend_button{"Enviar de novo", "Send again"};
inline constexpr phrase resend_confirm{
    "Enviar de novo? Se a primeira chegou, a mensagem aparecerá duas vezes.",
    "Send again? If the first one did arrive, the message will be there twice."
};
inline constexpr phrase no_such_delivery{"Não conheço a entrega {0}.", "I do not know the delivery {0}."};
inline constexpr phrase nothing_to_settle{
    "Nada mudou: a entrega {0} já está resolvida.", "Nothing changed: the delivery {0} is already settled."
};
inline constexpr phrase did_not_arrive{
    "A entrega {0} com certeza não chegou; só dá para enviar de novo.",
    "The delivery {0} certainly did not arrive; it can only be sent again."
};
inline constexpr phrase cannot_resend{
    "A entrega {0} não pode ser enviada de novo: {1}", "The delivery {0} cannot be sent again: {1}"
};
inline constexpr phrase may_not_settle{
    "Só quem pode aprovar, comanda o incidente ou pediu a mensagem pode responder. Pode: {0}.",
    "Only approvers, the commander or whoever asked for it may answer. They are: {0}."
};
inline constexpr phrase settled_arrived{
    "✅ {0} confirmou que {1} chegou a {2}.", "✅ {0} confirmed that {1} arrived at {2}."
};
inline constexpr phrase settled_resend{
    "🔁 {0} mandou enviar {1} de novo a {2}.", "🔁 {0} had {1} sent to {2} again."
};

inline constexpr phrase may_not_edit{
    "{0} pode ser editado por quem o escreveu ({1}), por quem comanda o incidente ({2}) e por quem pode "
    "aprovar ({3}).",
    "{0} may be edited by those who wrote it ({1}), by the incident's commander ({2}) and by those who may "
    "approve "
    "({3})."
};
inline constexpr phrase may_not_withdraw{
    "{0} pode ser retirado por quem o escreveu ({1}) e por quem comanda o incidente ({2}). Quem pode aprovar "
    "({3}) usa "
    "/incident rejeitar {0}.",
    "{0} may be withdrawn by those who wrote it ({1}) and by the incident's commander ({2}). Those who may "
    "approve "
    "({3}) use /incident reject {0}."
};
inline constexpr phrase nothing_to_edit{
    "{0} não tem o que editar: o runbook não define mais a etapa, ou ela não tem variáveis.",
    "{0} has nothing to edit: the runbook no longer defines its stage, or the stage has no variables."
};
inline constexpr phrase open_form_here{"Abra o formulário de {0} por aqui:", "Open the form for {0} here:"};
inline constexpr phrase open_form_button{"Abrir formulário", "Open form"};
inline constexpr phrase reject_how{
    "Para rejeitar {0}, escreva: reject {0} MOTIVO", "To reject {0}, type: reject {0} REASON"
};
inline constexpr phrase reject_title{"Rejeitar {0}", "Reject {0}"};
inline constexpr phrase reject_submit{"Rejeitar", "Reject"};
inline constexpr phrase form_close{"Cancelar", "Cancel"};
inline constexpr phrase reject_reason{"Motivo", "Reason"};
inline constexpr phrase edited{"Nova revisão: {0}.", "New revision: {0}."};
inline constexpr phrase required_field{"Obrigatório.", "Required."};
inline constexpr phrase too_long{"No máximo {0} caracteres.", "At most {0} characters."};
inline constexpr phrase too_many{"No máximo {0} variáveis.", "At most {0} variables."};
inline constexpr phrase unknown_action{"Este botão não vale mais.", "This button no longer does anything."};
inline constexpr phrase lost_context{
    "Não sei a que rascunho este formulário pertence. Abra-o de novo.",
    "I cannot tell which draft this form belongs to. Open it again."
};

inline constexpr phrase nobody{
    "ninguém (não há aprovadores na configuração)", "nobody (no approvers are configured)"
};
inline constexpr phrase group_rule{"grupo {0}", "group {0}"};
inline constexpr phrase channel_rule{"quem está no canal da prévia", "members of the preview's channel"};
inline constexpr phrase and_also{"; e também ", "; and also "};

inline constexpr phrase state_pending{"pendente", "pending"};
inline constexpr phrase state_approved{"aprovado", "approved"};
inline constexpr phrase state_posted{"publicado", "posted"};
inline constexpr phrase state_rejected{"rejeitado", "rejected"};
inline constexpr phrase state_withdrawn{"retirado", "withdrawn"};

}  // namespace bot::vote_phrases
