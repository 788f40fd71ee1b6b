// What is said of deliveries that the daemon itself could not make. It ends in previews and records.
#pragma once

#include "bot/language.hpp"

namespace bot::delivery_phrases {

inline constexpr phrase internal_error{
    "erro interno do incidentd, veja o log", "internal error of incidentd, see its log"
};
inline constexpr phrase nothing_changed{
    "Erro interno do incidentd: veja o log. Nada mudou.",
    "Internal error of incidentd: see its log. Nothing changed."
};
inline constexpr phrase no_connection{
    "nenhuma conexão configurada atende {0}", "no configured connection serves {0}"
};
inline constexpr phrase message_unknown{
    "não se sabe se a mensagem a que isto pertence foi publicada",
    "nobody knows whether the message that this belongs to was posted"
};
inline constexpr phrase message_missing{
    "a mensagem a que isto pertence não foi publicada", "the message that this belongs to was not posted"
};

}  // namespace bot::delivery_phrases
