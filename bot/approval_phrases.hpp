// What is said about windows, emergencies, reminders and the message policy, in each language.
#pragma once

#include "bot/language.hpp"

namespace bot::approval_phrases {

// Windows.
inline constexpr phrase fact_window{
    "🕑 Vale agora a janela “{0}”, até {1}", "🕑 The window “{0}” is in force, until {1}"
};
inline constexpr phrase fact_window_open{"🕑 Vale agora a janela “{0}”", "🕑 The window “{0}” is in force"};
inline constexpr phrase fact_window_ahead{
    "🕑 A partir de {1} vale a janela “{0}”: aprovações necessárias {2}, quem pode: {3}",
    "🕑 From {1} the window “{0}” is in force: approvals needed {2}, who may: {3}"
};
inline constexpr phrase fact_window_ends{
    "🕑 A partir de {0}: aprovações necessárias {1}, quem pode: {2}",
    "🕑 From {0}: approvals needed {1}, who may: {2}"
};
inline constexpr phrase fact_self_approval{
    "Quem pediu ou editou também pode aprovar agora", "Whoever asked or edited may approve too, for now"
};

// Break-glass.
inline constexpr phrase mark{
    "⚡ Publicado em emergência, antes da segunda aprovação",
    "⚡ Posted as an emergency, before its second approval"
};
inline constexpr phrase fact_break_glass{
    "⚡ Em emergência, publica sozinho quem for {0}: aprovar {1} emergencia=sim motivo=\"…\"",
    "⚡ In an emergency these may post alone: {0}: approve {1} emergency=yes reason=\"…\""
};
inline constexpr phrase fact_emergency{
    "⚡ Emergência: publicado por {0} ({1}) sem segunda aprovação. Motivo: {2}",
    "⚡ Emergency: posted by {0} ({1}) without a second approval. Reason: {2}"
};
inline constexpr phrase fact_unsigned{
    "⚠️ Falta a ratificação de uma segunda pessoa: ratificar {0}",
    "⚠️ A second person has yet to sign it off: signoff {0}"
};
inline constexpr phrase fact_signed{"✅ Ratificado por {0} em {1}", "✅ Signed off by {0} on {1}"};
inline constexpr phrase fact_signed_note{
    "✅ Ratificado por {0} em {1}: {2}", "✅ Signed off by {0} on {1}: {2}"
};
inline constexpr phrase no_break_glass{
    "{0}: publicar em emergência não está configurado ([approval.break_glass]). Pode aprovar: {1}.",
    "{0}: posting in an emergency is not configured ([approval.break_glass]). May approve: {1}."
};
inline constexpr phrase may_not_break_glass{
    "{0}: só pode publicar em emergência quem tem um destes papéis: {1}. Pode aprovar: {2}.",
    "{0}: only those with one of these roles may post in an emergency: {1}. May approve: {2}."
};
inline constexpr phrase emergency_needs_reason{
    "Diga o motivo: aprovar {0} emergencia=sim motivo=\"…\"",
    "Give the reason: approve {0} emergency=yes reason=\"…\""
};
inline constexpr phrase reason_too_long{
    "O motivo tem {0} caracteres; cabem {1}.", "The reason has {0} characters; {1} fit."
};
inline constexpr phrase mark_does_not_fit{
    "{0}: com a marca de emergência o texto para {1} não cabe mais ({2} de {3} unidades). Encurte-o com "
    "Editar.",
    "{0}: with the emergency mark the text for {1} no longer fits ({2} of {3} units). Shorten it with Edit."
};
inline constexpr phrase emergency_answer{
    "{0} publicado em emergência. Uma segunda pessoa precisa ratificar: signoff {1}",
    "{0} posted as an emergency. A second person has to sign it off: signoff {1}"
};
inline constexpr phrase emergency_reply{
    "⚡ {0} publicado em emergência por {1} ({2}): {3}\nUma segunda pessoa precisa ratificar: signoff {4}",
    "⚡ {0} posted as an emergency by {1} ({2}): {3}\nA second person has to sign it off: signoff {4}"
};
inline constexpr phrase emergency_ops{
    "⚡ Emergência em {0}: {1} ({2}) publicado por {3} ({4}) sem segunda aprovação. Motivo: {5}\nFalta "
    "ratificar: signoff {6}",
    "⚡ Emergency in {0}: {1} ({2}) posted by {3} ({4}) without a second approval. Reason: {5}\nYet to be "
    "signed "
    "off: signoff {6}"
};
inline constexpr phrase sign_off_button{"Ratificar", "Sign off"};
inline constexpr phrase sign_off_reminder{
    "⚡ {0} ({1}) foi publicado em emergência por {2} há {3} e ainda não foi ratificado. Motivo: {4}\nPode "
    "ratificar quem aprova ({5}), mas não {2} nem quem escreveu: signoff {6}",
    "⚡ {0} ({1}) was posted as an emergency by {2} {3} ago and is not signed off yet. Reason: "
    "{4}\nApprovers "
    "may sign it off ({5}), but neither {2} nor its authors: signoff {6}"
};
inline constexpr phrase signed_reply{"✅ {0} ratificado por {1}.", "✅ {0} signed off by {1}."};
inline constexpr phrase signed_reply_note{"✅ {0} ratificado por {1}: {2}", "✅ {0} signed off by {1}: {2}"};
inline constexpr phrase signed_answer{"{0} ratificado.", "{0} signed off."};
inline constexpr phrase nothing_to_sign_off{
    "Nada mudou: {0} não espera ratificação.", "Nothing changed: {0} awaits no sign-off."
};
inline constexpr phrase already_signed{
    "Nada mudou: {0} já foi ratificado por {1}.", "Nothing changed: {0} is already signed off by {1}."
};
inline constexpr phrase own_emergency{
    "Você escreveu ou publicou {0}, então outra pessoa precisa ratificar: {1}.",
    "You wrote or posted {0}, so somebody else has to sign it off: {1}."
};
inline constexpr phrase may_not_sign_off{
    "Você não está entre quem pode ratificar {0}. Pode: {1}.",
    "You are not among those who may sign off {0}. They are: {1}."
};
inline constexpr phrase sign_off_not_linked{
    "Você não está na configuração ([[person]]), ou quem escreveu {0} não está: não dá para saber que são "
    "pessoas diferentes. Pode: {1}.",
    "You are not in the configuration ([[person]]), or whoever wrote {0} is not: there is no telling that "
    "you "
    "are different people. May: {1}."
};

// Nudges.
inline constexpr phrase nudge{
    "⏰ {0} ainda espera aprovação ({1} de {2}) e expira em {3}. Pode aprovar: {4}",
    "⏰ {0} still waits for approval ({1} of {2}) and expires in {3}. May approve: {4}"
};
inline constexpr phrase nudge_blocked{
    "⏰ {0} não pode ser aprovado assim e expira em {1}. Use Editar.",
    "⏰ {0} cannot be approved as it is and expires in {1}. Use Edit."
};
inline constexpr phrase nudge_ops{
    "⏰ {0} ({1}, {2}) espera aprovação ({3} de {4}) e expira em {5}. Pode aprovar: {6}",
    "⏰ {0} ({1}, {2}) waits for approval ({3} of {4}) and expires in {5}. May approve: {6}"
};

// Diffs.
inline constexpr phrase diff_revision{"Mudou desde {0} → {1}", "Changed since {0} → {1}"};
inline constexpr phrase diff_posted{
    "Mudou desde a última publicação ({0}, {1}) → {2}", "Changed since the last post ({0}, {1}) → {2}"
};
inline constexpr phrase diff_standing{
    "Muda o que está lá agora ({0}, {1}) → {2}", "Changes what stands there now ({0}, {1}) → {2}"
};
inline constexpr phrase diff_standing_same{
    "Igual ao que já está lá ({0}, {1}) → {2}", "The same as what stands there already ({0}, {1}) → {2}"
};
inline constexpr phrase diff_more{
    "Há mais diferenças, que não cabem aqui:", "There are more differences, which do not fit here:"
};
inline constexpr phrase diff_same{"O texto é o mesmo de {0}", "The text is the same as {0}"};
inline constexpr phrase diff_spacing{
    "{0}: só espaços e quebras de linha", "{0}: only spaces and line breaks"
};
inline constexpr phrase diff_new{"{0}: quase todo o texto", "{0}: nearly all of the text"};

// Message policy.
inline constexpr phrase warn_error{"⛔ {0}", "⛔ {0}"};
inline constexpr phrase warn_warning{"⚠️ {0}", "⚠️ {0}"};
inline constexpr phrase at_destination{"{0}, linha {1}: {2}", "{0}, line {1}: {2}"};
inline constexpr phrase credential{
    "parece conter uma credencial ({0}). Tire-a do texto e troque-a: ela já foi digitada num chat",
    "looks like a credential ({0}). Take it out, and replace the credential: it was typed into a chat"
};
inline constexpr phrase credential_mark{"credencial-removida", "credential-removed"};
inline constexpr phrase credential_removed{
    "havia aqui uma credencial ({0}), que foi tirada antes de ser guardada. Ponha o texto certo com Editar e "
    "revogue "
    "a credencial: ela já foi digitada num chat",
    "there was a credential ({0}) here; it was taken out before it was stored. Put the right text with Edit, "
    "and "
    "revoke the credential: it was typed into a chat"
};
inline constexpr phrase credential_in_value{"no valor de {0}: {1}", "in the value of {0}: {1}"};
inline constexpr phrase credentials_removed{
    "🔑 Tirei do que você enviou o que parece ser uma credencial; não foi guardada nem mostrada, e uma marca "
    "ficou no "
    "lugar:{0}\nRevogue-a e gere outra: ela já passou por um chat. Se a sua mensagem aparece no canal, "
    "apague-a.",
    "🔑 What looks like a credential was taken out of what you sent; it was neither stored nor shown, and a "
    "mark is in "
    "its place:{0}\nRevoke it and make a new one: it went through a chat. If your message is in the channel, "
    "delete "
    "it."
};
inline constexpr phrase credential_guessed{
    "Se for inofensiva, quem cuida do incidentd pode liberá-la em [policy] allowed.",
    "If it is harmless, the operators of incidentd can let it through with [policy] allowed."
};
inline constexpr phrase entropy{
    "“{0}” parece uma chave ou senha. Tire-a, ou ponha-a em [policy] allowed se for inofensiva",
    "“{0}” looks like a key or password. Take it out, or put it into [policy] allowed if it is harmless"
};
inline constexpr phrase internal_host{
    "“{0}” é um nome interno. Diga o nome público do serviço",
    "“{0}” is an internal name. Use the service's public name"
};
inline constexpr phrase ip_address{
    "“{0}” é um endereço IP. Diga o nome do serviço", "“{0}” is an IP address. Name the service instead"
};
inline constexpr phrase e_mail{
    "“{0}” é um endereço de e-mail. Indique um canal público de atendimento",
    "“{0}” is an e-mail address. Point to a public support channel"
};
inline constexpr phrase acronym{
    "a sigla “{0}” não é explicada. Escreva-a por extenso uma vez, como “{0} (…)”, ou inclua-a em [policy] "
    "known_acronyms",
    "the acronym “{0}” is not explained. Spell it out once, as in “{0} (…)”, or add it to [policy] "
    "known_acronyms"
};
inline constexpr phrase too_long{
    "o texto tem {0} caracteres; combinamos até {1}. Encurte-o",
    "the text has {0} characters; up to {1} are agreed. Shorten it"
};
inline constexpr phrase pings_all{
    "{0} notifica um canal inteiro num destino público. Confira se o modelo precisa disso",
    "{0} notifies a whole channel at a public destination. Check that the template needs it"
};
inline constexpr phrase foreign_mention{
    "{0} notificaria alguém que o modelo não menciona. Avise quem cuida do incidentd: isto não deveria "
    "acontecer",
    "{0} would notify somebody whom the template does not mention. Tell the operators of incidentd: this "
    "should "
    "not happen"
};
inline constexpr phrase next_update_missing{
    "falta a hora da próxima atualização. Informe next_update=\"30 min\" ou next_update=\"14:30\"",
    "the time of the next update is missing. Give next_update=\"30 min\" or next_update=\"14:30\""
};
inline constexpr phrase next_update_not_in_text{
    "o texto não diz quando vem a próxima atualização: falta a variável next_update no modelo",
    "the text does not say when the next update comes: the template lacks the variable next_update"
};
inline constexpr phrase next_update_unclear{
    "não entendo quando é “{0}”. Escreva como 30 min, 14:30 ou 2026-11-23 14:30",
    "when is “{0}”? Write it like 30 min, 14:30 or 2026-11-23 14:30"
};
inline constexpr phrase next_update_past{
    "a próxima atualização ({0}) já passou. Informe uma hora à frente",
    "the next update ({0}) is in the past. Give a time ahead"
};
inline constexpr phrase rule_finding{"“{0}”: {1}", "“{0}”: {1}"};
inline constexpr phrase and_more_findings{"e mais {0}", "and {0} more"};

}  // namespace bot::approval_phrases
