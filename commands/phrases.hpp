// What commands say to people, in every language. "{0}" is the first argument.
#pragma once

#include "bot/language.hpp"

namespace commands {

// A struct of nothing but phrases, so that the test of the catalogue can look at each.
struct catalogue {
    // The grammar. Where a text has /incident, people read what calls the daemon on their platform.
    bot::phrase usage{"Uso: /incident {0}", "Usage: /incident {0}"};
    bot::phrase unclosed_quote{"Esta aspa não foi fechada: {0}", "This quote is not closed: {0}"};
    bot::phrase text_too_long{
        "O comando passa de {0} caracteres e não foi aceito. O limite é aqui: {1}",
        "The command is longer than {0} characters and was not accepted. The limit is here: {1}"
    };
    bot::phrase value_too_long{
        "O valor de “{0}” passa de {1} caracteres; nada foi guardado. Ele começa aqui: {2}",
        "The value of “{0}” is longer than {1} characters; nothing was stored. It begins here: {2}"
    };
    bot::phrase words_too_long{
        "Um trecho passa de {0} caracteres; nada foi guardado. Ele começa aqui: {1}",
        "One part is longer than {0} characters; nothing was stored. It begins here: {1}"
    };
    bot::phrase too_many_values{
        "São mais de {0} variáveis; nada foi guardado. A primeira a mais: {1}",
        "These are more than {0} variables; nothing was stored. The first one too many: {1}"
    };
    bot::phrase not_utf8{
        "O texto chegou corrompido. Envie de novo, por favor.",
        "The text arrived garbled. Please send it again."
    };
    bot::phrase word_not_understood{"Não entendi “{0}”.", "I do not understand “{0}”."};
    bot::phrase unknown_command{"Não conheço o comando “{0}”.", "I do not know the command “{0}”."};
    bot::phrase did_you_mean{"Você quis dizer “{0}”?", "Did you mean “{0}”?"};
    bot::phrase all_commands{"Comandos: {0}", "Commands: {0}"};
    bot::phrase stale_button{
        "Este botão não vale mais. Digite o comando de novo.",
        "This button is no longer valid. Type the command again."
    };

    // Which incident.
    bot::phrase no_incident_here{
        "Não há incidente aberto neste canal. Para abrir: /incident abrir RESUMO severity=S2",
        "There is no open incident in this channel. To open one: /incident open SUMMARY severity=S2"
    };
    bot::phrase open_elsewhere{
        "Abertos em outros canais: {0} (use o número no comando)",
        "Open in other channels: {0} (name one in the command)"
    };
    bot::phrase nothing_to_reopen{
        "Não há incidente resolvido ou encerrado neste canal. Diga qual: /incident reabrir ID",
        "There is no resolved or closed incident in this channel. Say which: /incident reopen ID"
    };
    bot::phrase unknown_incident{"Não conheço o incidente {0}.", "I do not know the incident {0}."};
    bot::phrase which_incident{
        "Há mais de um incidente neste canal. Qual deles?",
        "There is more than one incident in this channel. Which one?"
    };
    bot::phrase name_the_incident{
        "Repita o comando com o número de um destes: {0}", "Repeat the command with one of these: {0}"
    };
    bot::phrase incident_ended{
        "{0} já está {1}. Para voltar a ele: /incident reabrir {0}",
        "{0} is already {1}. To go back to it: /incident reopen {0}"
    };

    // Which draft.
    bot::phrase no_pending_draft{
        "Não há rascunho à espera neste canal.", "No draft is waiting in this channel."
    };
    bot::phrase unknown_draft{"Não conheço o rascunho {0}.", "I do not know the draft {0}."};
    bot::phrase which_draft{
        "Há mais de um rascunho à espera. Qual deles?", "More than one draft is waiting. Which one?"
    };
    bot::phrase waiting_drafts{"À espera: {0}", "Waiting: {0}"};
    bot::phrase old_revision{
        "{0} não é a revisão atual. A atual é {1}.", "{0} is not the current revision. That is {1}."
    };
    bot::phrase press_to_edit{"Para editar {0}, abra o formulário:", "To edit {0}, open the form:"};
    bot::phrase withdrawn{"{0} foi retirado.", "{0} was withdrawn."};

    bot::phrase emergency_is_yes{
        "“{0}” não vale: emergencia=sim publica sem esperar; sem isso é uma aprovação comum.",
        "“{0}” does not work: emergency=yes posts without waiting; leave it out to approve as usual."
    };
    bot::phrase reason_without_emergency{
        "Uma aprovação não leva motivo. Para publicar em emergência: emergencia=sim motivo=\"…\"",
        "An approval takes no reason. To post as an emergency: emergency=yes reason=\"…\""
    };
    bot::phrase nothing_to_sign_off{
        "Nenhuma publicação em emergência espera ratificação.", "No emergency post awaits a sign-off."
    };
    bot::phrase sign_off_which{
        "Mais de uma publicação em emergência espera ratificação. Qual delas?",
        "More than one emergency post awaits a sign-off. Which one?"
    };
    bot::phrase unsigned_line{
        "Publicado em emergência, falta ratificar: {0}", "Posted as an emergency, yet to be signed off: {0}"
    };

    // Stages and values.
    bot::phrase unknown_stage{"Não conheço a etapa “{0}”.", "I do not know the stage “{0}”."};
    bot::phrase all_stages{"Etapas: {0}", "Stages: {0}"};
    bot::phrase no_stages{
        "Nenhum runbook define etapas; não há o que mostrar.",
        "No runbook defines any stage; there is nothing to show."
    };
    bot::phrase no_next_stage{
        "Não há próxima etapa definida. Diga qual.", "No next stage is defined. Say which one."
    };
    bot::phrase preview_posted{
        "{0}: {1} ({2}) está no canal para aprovação.", "{0}: {1} ({2}) is in the channel for approval."
    };
    bot::phrase correction_posted{
        "{0}: a correção de {1} ({2}) está no canal para aprovação.",
        "{0}: the correction of {1} ({2}) is in the channel for approval."
    };
    bot::phrase retraction_posted{
        "{0}: a retirada de {1} ({2}) está no canal para aprovação.",
        "{0}: the retraction of {1} ({2}) is in the channel for approval."
    };
    bot::phrase unfilled_left{"Falta preencher: {0}", "Still to be filled: {0}"};
    bot::phrase reserved_variable{
        "“{0}” é preenchida pelo próprio sistema e não pode ser mudada.",
        "“{0}” is filled in by the daemon itself and cannot be changed."
    };
    bot::phrase draft_only_variable{
        "“{0}” só pode ser dada num rascunho: /incident atualizar {0}=…",
        "“{0}” can only be given in a draft: /incident update {0}=…"
    };
    bot::phrase bad_severity{
        "“{0}” não é uma severidade. Use S1, S2, S3 ou S4.", "“{0}” is no severity. Use S1, S2, S3 or S4."
    };
    bot::phrase empty_person{"Diga quem: @alguém.", "Say who: @somebody."};
    bot::phrase bad_incident_id{
        "“{0}” não serve como número de incidente.", "“{0}” cannot be an incident's id."
    };
    bot::phrase incident_too_full{
        "{0} ficaria com mais de {1} variáveis; nada foi guardado.",
        "{0} would have more than {1} variables; nothing was stored."
    };
    bot::phrase stored{"{0}: guardado {1}.", "{0}: stored {1}."};

    // Opening.
    bot::phrase opened{
        "{0} aberto ({1}). A prévia de {2} está no canal.",
        "{0} opened ({1}). The preview of {2} is in the channel."
    };
    bot::phrase opened_without_draft{
        "{0} aberto ({1}), mas sem rascunho: {2}", "{0} opened ({1}), but without a draft: {2}"
    };
    bot::phrase stage_missing{"nenhum runbook define a etapa {0}.", "no runbook defines the stage {0}."};
    bot::phrase also_open_here{
        "Atenção: neste canal também está aberto {0}; diga o número nos comandos.",
        "Note: {0} is open in this channel too; name the incident in commands."
    };

    // Forms.
    bot::phrase open_form{"Abrir formulário", "Open form"};
    bot::phrase more_is_needed{"Falta dizer o quê.", "Something is missing."};
    bot::phrase form_send{"Enviar", "Send"};
    bot::phrase form_cancel{"Cancelar", "Cancel"};
    bot::phrase field_required{"Preencha este campo.", "Fill in this field."};
    bot::phrase field_too_long{"Use no máximo {0} caracteres.", "Use at most {0} characters."};
    bot::phrase summary_field{"O que está acontecendo", "What is happening"};
    bot::phrase severity_field{"Severidade", "Severity"};
    bot::phrase severity_hint{"S1 (a mais grave) a S4", "S1 (the worst) to S4"};
    bot::phrase reason_field{"Motivo", "Reason"};
    bot::phrase role_field{"Papel", "Role"};
    bot::phrase person_field{"Pessoa", "Person"};
    bot::phrase person_hint{"@alguém", "@somebody"};
    bot::phrase state_field{"Estado", "State"};
    bot::phrase state_hint{"mitigando ou monitorando", "mitigating or monitoring"};
    bot::phrase note_field{"Anotação", "Note"};

    // Roles and states.
    bot::phrase unknown_role{"Não conheço o papel “{0}”.", "I do not know the role “{0}”."};
    bot::phrase all_roles{"Papéis: {0}", "Roles: {0}"};
    bot::phrase unknown_person{
        "Não encontrei “{0}”. Mencione a pessoa com @.", "I cannot find “{0}”. Mention the person with @."
    };
    bot::phrase misspelled_person{
        "Ninguém usa “{0}”. Você quis dizer “{1}”? Se for outra pessoa, mencione-a com @.",
        "Nobody goes by “{0}”. Did you mean “{1}”? If it is somebody else, mention the person with @."
    };
    bot::phrase taken_as_it_stands{
        "⚠️ Não conheço ninguém como {0}: o nome foi anotado assim e ninguém é avisado.",
        "⚠️ I know nobody by {0}: the name was noted as it stands, and nobody is notified."
    };
    bot::phrase bad_state{
        "“{0}” não serve aqui. Use mitigando ou monitorando; para os outros: resolver, reabrir, fechar, "
        "cancelar.",
        "“{0}” does not work here. Use mitigating or monitoring; for the others: resolve, reopen, close, "
        "cancel."
    };
    bot::phrase not_ended{"{0} ainda não foi resolvido: {1}.", "{0} is not resolved yet: {1}."};

    // Reading.
    bot::phrase no_incidents{"Nenhum incidente aberto.", "No open incident."};
    bot::phrase no_incidents_at_all{"Nenhum incidente até agora.", "No incident so far."};
    bot::phrase and_more{"… e mais {0}", "… and {0} more"};
    bot::phrase commander_line{"Comando: {0}", "Commander: {0}"};
    bot::phrase role_line{"{0}: {1}", "{0}: {1}"};
    bot::phrase opened_line{"Aberto: {0} por {1}", "Opened: {0} by {1}"};
    bot::phrase running_line{"Em curso há {0}", "Running for {0}"};
    bot::phrase resolved_line{"Resolvido: {0} (em {1})", "Resolved: {0} (after {1})"};
    bot::phrase channel_line{"Canal: {0}", "Channel: {0}"};
    bot::phrase posted_line{"Publicado: {0}", "Posted: {0}"};
    bot::phrase nothing_posted{"Nada publicado ainda", "Nothing posted yet"};
    bot::phrase waiting_line{"À espera de aprovação: {0}", "Waiting for approval: {0}"};
    bot::phrase variables_title{"{0}: variáveis", "{0}: variables"};
    bot::phrase no_variables{"Nenhuma guardada", "None stored"};
    bot::phrase stage_ready{"{0}: completa", "{0}: complete"};
    bot::phrase stage_missing_values{"{0}: falta {1}", "{0}: missing {1}"};
    bot::phrase timeline_title{
        "{0}: linha do tempo, do mais novo ao mais antigo", "{0}: timeline, newest first"
    };
    bot::phrase timeline_draft{"{0} pediu {1} ({2})", "{0} asked for {1} ({2})"};
    bot::phrase timeline_asked_to_correct{
        "{0} pediu a correção de {1} ({2})", "{0} asked to correct {1} ({2})"
    };
    bot::phrase timeline_asked_to_retract{
        "{0} pediu a retirada de {1} ({2})", "{0} asked to retract {1} ({2})"
    };
    bot::phrase timeline_decided{"{0} ({1}): {2}", "{0} ({1}): {2}"};
    bot::phrase timeline_correction_decided{
        "correção de {0} ({1}): rascunho {2}", "correction of {0} ({1}): {2}"
    };
    bot::phrase timeline_retraction_decided{
        "retirada de {0} ({1}): rascunho {2}", "retraction of {0} ({1}): {2}"
    };
    bot::phrase timeline_posted{"{0} publicado em {1}", "{0} posted to {1}"};
    bot::phrase timeline_corrected{"{0} corrigido em {1}", "{0} corrected at {1}"};
    bot::phrase timeline_retracted{"{0} retirado de {1}", "{0} retracted at {1}"};
    bot::phrase timeline_correction_posted{
        "correção de {0} publicada em {1}, como mensagem nova",
        "correction of {0} posted to {1}, as a new message"
    };
    bot::phrase timeline_retraction_posted{
        "retirada de {0} publicada em {1}, como mensagem nova",
        "retraction of {0} posted to {1}, as a new message"
    };
    bot::phrase daemon{"o sistema", "the daemon"};

    // Help.
    bot::phrase help_title{"Digite /incident e um destes:", "Type /incident and one of these:"};
    bot::phrase help_more{
        "Mais sobre um deles: /incident ajuda COMANDO", "More about one of them: /incident help COMMAND"
    };
    bot::phrase help_line{"{0} — {1}", "{0} — {1}"};
    bot::phrase help_aliases{"Também: {0}", "Also: {0}"};
    bot::phrase help_values{
        "Valores com espaços vão entre aspas: impact_summary=\"sem login\"",
        "Values with spaces go in quotes: impact_summary=\"no login\""
    };
    bot::phrase heard_anyone{"Quem pode: todos", "Who may: everybody"};
    bot::phrase heard_approver{
        "Quem pode: quem a política de aprovação nomeia", "Who may: those whom the approval policy names"
    };
    bot::phrase heard_second_person{
        "Quem pode: quem a política de aprovação nomeia ou pode publicar em emergência, mas não quem "
        "escreveu nem "
        "quem publicou",
        "Who may: those whom the approval policy names or who may post in an emergency, but neither the "
        "authors nor "
        "whoever posted it"
    };
    bot::phrase heard_editor{
        "Quem pode: autores, quem pode aprovar e o comando do incidente",
        "Who may: authors, those who may approve and the incident's commander"
    };
    bot::phrase heard_author{
        "Quem pode: autores e o comando do incidente", "Who may: authors and the incident's commander"
    };

    // Who am I.
    bot::phrase you_are{"Você é {0} ({1}).", "You are {0} ({1})."};
    bot::phrase you_are_unknown{
        "Você é {0} ({1}). A configuração não conhece esta conta: comandos funcionam, e votos só por grupo "
        "ou canal.",
        "You are {0} ({1}). The configuration does not know this account: commands work, and votes only "
        "through a group or channel."
    };
    bot::phrase your_roles{"Papéis: {0}", "Roles: {0}"};
    bot::phrase no_roles{"Papéis: nenhum", "Roles: none"};
    bot::phrase you_may_approve{"Pode aprovar como: {0}", "You may approve as: {0}"};
    bot::phrase you_may_approve_by_group{
        "Grupos e canais que aprovam ({0}) são consultados na hora do voto.",
        "Groups and channels that approve ({0}) are asked when you vote."
    };
    bot::phrase you_may_not_approve{
        "Não pode aprovar por papel nem por nome.", "You may not approve by role or by name."
    };
    bot::phrase your_votes{"À espera do seu voto: {0}", "Waiting for your vote: {0}"};

    // What became of drafts.
    bot::phrase draft_pending{"à espera", "waiting"};
    bot::phrase draft_approved{"aprovado", "approved"};
    bot::phrase draft_posting{"sendo publicado", "being posted"};
    bot::phrase draft_posted{"publicado", "posted"};
    bot::phrase draft_rejected{"rejeitado", "rejected"};
    bot::phrase draft_expired{"expirado", "expired"};
    bot::phrase draft_superseded{"substituído", "superseded"};
    bot::phrase draft_withdrawn{"retirado", "withdrawn"};
    bot::phrase draft_failed{"falhou", "failed"};
    bot::phrase draft_in_doubt{"em dúvida", "in doubt"};
};

inline constexpr catalogue phrases{};

}  // namespace commands
