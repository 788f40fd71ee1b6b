// What the inbound half says by itself.
#pragma once

#include "bot/language.hpp"

namespace adapters::teams {

inline constexpr bot::phrase said_done{"Feito.", "Done."};
inline constexpr bot::phrase said_received{
    "Recebido. A resposta chega em mensagem privada.", "Received. The answer comes as a private message."
};
inline constexpr bot::phrase said_late{
    "Está demorando. A resposta chega em mensagem privada; se não chegar em um minuto, tente de novo.",
    "This takes long. The answer comes as a private message; if none has come in a minute, try again."
};
inline constexpr bot::phrase said_unknown_sender{
    "O Teams não informa quem você é nesta organização (convidado anônimo ou conta sem Entra ID), então nada "
    "foi feito. Entre com a sua conta da organização e tente de novo.",
    "Teams does not tell who you are in this organisation (an anonymous guest, or an account without Entra "
    "ID), so nothing was done. Sign in with your organisation's account and try again."
};
inline constexpr bot::phrase said_no_card{
    "Esta prévia não existe mais. Digite status para ver o que está em aberto.",
    "This preview is no more. Type status to see what is open."
};
inline constexpr bot::phrase said_not_understood{
    "Este botão não diz o que fazer; o cartão é de outra versão. Digite o comando.",
    "This button does not tell what to do; the card is of another version. Type the command."
};

}  // namespace adapters::teams
