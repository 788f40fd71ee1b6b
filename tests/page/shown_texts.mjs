// The words a person looks for on the page and in the bot's messages, by language.
export const texts = {
  "pt-BR": {
    open: (summary) => `/incident abrir "${summary}" severity=S2 mitigation_actions="Desviando o tráfego: @joao.ops" next_update="em 30 min" status_page=https://status.example.com/`,
    approve: "Aprovar", edit: "Editar", reject: "Rejeitar", fillIn: "Preencher o comando", readIt: "Li a prévia", next: "Continuar", openRecord: "Abrir o registro",
    connect: "Conectar o seu Slack", signOff: "Ratificar", tryIt: "Experimente", connectShort: "Conectar", onlyYou: "Visível só para você", faults: "Falhas", documents: "Documentos", wire: "Protocolo", copy: "Copiar",
  },
  en: {
    open: (summary) => `/incident open "${summary}" severity=S2 mitigation_actions="Moving the traffic: @joao.ops" next_update="in 30 min" status_page=https://status.example.com/`,
    approve: "Approve", edit: "Edit", reject: "Reject", fillIn: "Fill in the command", readIt: "I read it", next: "Continue", openRecord: "Open the record",
    connect: "Connect your own Slack", signOff: "Sign off", tryIt: "Try it", connectShort: "Connect", onlyYou: "Only visible to you", faults: "Faults", documents: "Documents", wire: "Wire", copy: "Copy",
  },
};
