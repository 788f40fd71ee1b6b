// The words of corrections and retractions, those under the hash included.
#pragma once

#include "bot/language.hpp"

namespace bot::correction_phrases {

// Part of final texts: true of an edited message and of a new one.
inline constexpr phrase correction{
    "✏️ Correção da mensagem publicada em {0}", "✏️ Correction of the message posted on {0}"
};
// Templates: braces are placeholders of the runbooks' dialect.
inline constexpr phrase retraction{
    "🚫 {{incident_id}}: a mensagem publicada em {{posted_at}} foi retirada.",
    "🚫 {{incident_id}}: the message posted on {{posted_at}} has been retracted."
};
inline constexpr phrase retraction_because{
    "🚫 {{incident_id}}: a mensagem publicada em {{posted_at}} foi retirada.\n{{reason}}",
    "🚫 {{incident_id}}: the message posted on {{posted_at}} has been retracted.\n{{reason}}"
};

inline constexpr phrase nothing_posted{
    "{0} não tem mensagem publicada: não há o que corrigir nem retirar.",
    "Nothing of {0} has been posted: there is nothing to correct or to retract."
};
inline constexpr phrase nothing_stands{
    "A mensagem {0} não chegou a nenhum destino que ainda esteja configurado.",
    "The message {0} arrived at no destination that is still configured."
};
inline constexpr phrase already_retracted{
    "A mensagem já foi retirada por {0}. Para publicar um texto no lugar do aviso: correct",
    "The message was already retracted by {0}. To post a text in place of the notice: correct"
};
inline constexpr phrase nothing_changes{
    "Nada mudaria em {0}: o texto seria o mesmo. Dê o que corrigir: correct variável=valor",
    "Nothing would change in {0}: the text would be the same. Say what to correct: correct variable=value"
};
inline constexpr phrase message_moved{
    "Enquanto o formulário estava aberto, a última mensagem passou a ser {0}. Nada foi criado: digite de "
    "novo.",
    "While the form was open, the last message became {0}. Nothing was made: type the command again."
};
inline constexpr phrase fact_corrects{
    "Correção de {0}, publicada em {1}", "Correction of {0}, posted on {1}"
};
inline constexpr phrase fact_retracts{
    "Retirada de {0}, publicada em {1}", "Retraction of {0}, posted on {1}"
};
inline constexpr phrase fact_edits{
    "Edita a mensagem em {0}; se a plataforma recusar, o mesmo texto sai como mensagem nova",
    "Edits the message at {0}; should the platform refuse, the same text goes out as a new message"
};
inline constexpr phrase fact_posts_anew{
    "Mensagem nova em {0}: ali não há como editar", "A new message at {0}: nothing can be edited there"
};
inline constexpr phrase warn_left_out{
    "Fica de fora, porque nada chegou lá: {0}", "Left out, since nothing arrived there: {0}"
};
inline constexpr phrase now_at{"Agora em {0}", "Now at {0}"};
inline constexpr phrase edit_refused{
    "⚠️ {0}: a edição em {1} foi recusada ({2}). O mesmo texto aprovado sai como mensagem nova; a antiga "
    "continua lá.",
    "⚠️ {0}: the edit at {1} was refused ({2}). The same approved text goes out as a new message; the old one "
    "stays."
};
inline constexpr phrase not_resent{
    "{0} não é enviado de novo: {1} já o substituiu.", "{0} is not sent again: {1} has replaced it."
};

}  // namespace bot::correction_phrases
