// The words of a bundle's page.
#pragma once

#include "bot/language.hpp"

namespace bot::bundle::words {

inline constexpr phrase title{"Evidências do incidente {0}", "Evidence of incident {0}"};
inline constexpr phrase how_to_check{
    "Esta página mostra o que está nos arquivos JSON ao lado. Quem confere é o programa, não a página: "
    "incidentd audit verify ARQUIVO recalcula cada hash, a cadeia e a assinatura.",
    "This page shows what the JSON files beside it hold. The program checks, not the page: "
    "incidentd audit verify FILE recomputes every hash, the chain and the signature."
};
inline constexpr phrase state{"Estado", "State"};
inline constexpr phrase severity{"Severidade", "Severity"};
inline constexpr phrase summary{"Resumo", "Summary"};
inline constexpr phrase opened{"Aberto em", "Opened"};
inline constexpr phrase opened_by{"Aberto por", "Opened by"};
inline constexpr phrase resolved{"Resolvido em", "Resolved"};
inline constexpr phrase roles{"Papéis", "Roles"};
inline constexpr phrase chain{"Trecho da cadeia", "Chain segment"};
inline constexpr phrase chain_span{"eventos {0} a {1}, último hash {2}", "events {0} to {1}, last hash {2}"};
inline constexpr phrase messages{"Mensagens e decisões", "Messages and decisions"};
inline constexpr phrase draft{"{0} · {1} · {2}", "{0} · {1} · {2}"};
inline constexpr phrase correction_of{"Correção de {0}", "Correction of {0}"};
inline constexpr phrase retraction_of{"Retirada de {0}", "Retraction of {0}"};
inline constexpr phrase asked_by{"Solicitado por", "Asked for by"};
inline constexpr phrase decided{"Decidido em", "Decided"};
inline constexpr phrase reason{"Motivo", "Reason"};
inline constexpr phrase approvals{"Aprovações exigidas", "Approvals required"};
inline constexpr phrase emergency{
    "Publicado em emergência por {0} ({1}): {2}", "Posted in an emergency by {0} ({1}): {2}"
};
inline constexpr phrase signed_off{"Referendado por {0} em {1}", "Signed off by {0} on {1}"};
inline constexpr phrase not_signed_off{"Ainda não referendado", "Not signed off yet"};
inline constexpr phrase revision{"Revisão {0}, de {1}, {2}", "Revision {0}, by {1}, {2}"};
inline constexpr phrase content_hash{"SHA-256 do conteúdo", "SHA-256 of the content"};
inline constexpr phrase runbook{"Runbook", "Runbook"};
inline constexpr phrase finding{"Aviso", "Finding"};
inline constexpr phrase votes{"Votos", "Votes"};
inline constexpr phrase who{"Quem", "Who"};
inline constexpr phrase rule{"Regra", "Rule"};
inline constexpr phrase vote{"Voto", "Vote"};
inline constexpr phrase means{"Meio", "Means"};
inline constexpr phrase at{"Quando (UTC)", "When (UTC)"};
inline constexpr phrase deliveries{"Entregas", "Deliveries"};
inline constexpr phrase destination{"Destino", "Destination"};
inline constexpr phrase kind{"Tipo", "Kind"};
inline constexpr phrase platform_id{"Id na plataforma", "Platform id"};
inline constexpr phrase link{"Link", "Link"};
inline constexpr phrase record{"Registro de aprovação", "Approval record"};
inline constexpr phrase people{"Pessoas", "People"};
inline constexpr phrase name{"Nome", "Name"};
inline constexpr phrase accounts{"Contas", "Accounts"};
inline constexpr phrase events{"Eventos da cadeia", "Events of the chain"};
inline constexpr phrase before{
    "Configuração e runbooks em vigor no início", "Configuration and runbooks in force at the start"
};
inline constexpr phrase number{"Nº", "No."};
inline constexpr phrase event{"Evento", "Event"};
inline constexpr phrase details{"Detalhes", "Details"};
inline constexpr phrase lost{"Registros que não estavam mais lá", "Records that were not there any more"};
inline constexpr phrase nobody{"incidentd", "incidentd"};

}  // namespace bot::bundle::words
