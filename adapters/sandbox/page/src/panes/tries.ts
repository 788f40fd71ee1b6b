// What there is to try after the guided minute, with the lines that do it. They fit the sample documents and their rules, and
// stand here in both languages. {revision}, {draft} and {incident} become those of the newest preview.
import { Words } from "../state/model";

export interface TryStep { as: string; at: string; line?: Words; fault?: string; hint?: Words }
export interface Try { id: string; title: Words; see: Words; steps: TryStep[] }

const ana = "@ana.suporte";
const renata = "@renata.quality";
const igor = "@igor.audit";
const billing = "slack:C0BILLING";
const teams = "teams:19:BILLING@thread.tacv2";

const both = (pt: string, en: string): Words => ({ "pt-BR": pt, en });
const open = (pt: string, en: string, severity: string, at = billing): TryStep => {
  const bot = at === billing ? "/incident" : "@Incident";
  return {
    as: ana, at, line: both(
      `${bot} abrir "${pt}" severity=${severity} mitigation_actions="Segunda região: @joao.ops" next_update="30 min" status_page=https://status.example.com/`,
      `${bot} open "${en}" severity=${severity} mitigation_actions="Second region: @joao.ops" next_update="30 min" status_page=https://status.example.com/`),
  };
};
const approve = (as: string): TryStep => ({ as, at: billing, line: both("/incident aprovar {revision}", "/incident approve {revision}") });

export const tries: Try[] = [
  {
    id: "emergency",
    title: both("Emergência: publicar sem esperar", "Emergency: posting without waiting"),
    see: both("Quem comanda publica com um motivo. O texto sai com uma marca, #ops fica sabendo, e prévia e registro ficam sinalizados até outra pessoa ratificar.",
      "The commander posts with a reason. The text goes out with a mark, #ops is told, and preview and record stay flagged until another person signs it off."),
    steps: [
      open("Checkout fora do ar", "Checkout is down", "S1"),
      { as: ana, at: billing, line: both(
        "/incident aprovar {revision} emergencia=sim motivo=\"Ninguém da aprovação responde há 15 minutos\"",
        "/incident approve {revision} emergency=yes reason=\"Nobody who approves has answered for 15 minutes\"") },
      { as: renata, at: billing, line: both("/incident ratificar {draft} conferido depois", "/incident signoff {draft} checked afterwards") },
    ],
  },
  {
    id: "public",
    title: both("Aviso público, em dois idiomas", "A public notice, in two languages"),
    see: both("Uma prévia com os dois textos, e duas aprovações: um Approval Lead e a auditoria. Depois veja #status e #status-en.",
      "One preview with both texts, and two approvals: an Approval Lead and audit. Then look at #status and #status-en."),
    steps: [
      open("Pagamentos recusados", "Payments declined", "S2"),
      { as: ana, at: billing, line: both(
        "/incident atualizar {incident} public_notice service=\"Checkout\" affected=\"12%\" next_update=\"30 min\"",
        "/incident update {incident} public_notice service=\"Checkout\" affected=\"12%\" next_update=\"30 min\"") },
      approve(renata),
      approve(igor),
    ],
  },
  {
    id: "correct",
    title: both("Corrigir ou retirar o que já saiu", "Correct or retract what went out"),
    see: both("Passa pela mesma aprovação. Em #status a mensagem é editada no lugar; por webhook, em #status-en, sai uma nova. Comece por um aviso público.",
      "Through the same approval. In #status the message is edited in place; through the webhook, in #status-en, a new one goes out. Begin with a public notice."),
    steps: [
      { as: ana, at: billing, line: both("/incident corrigir {incident} affected=\"8%\"", "/incident correct {incident} affected=\"8%\"") },
      approve(renata),
      approve(igor),
      { as: ana, at: billing, line: both("/incident retratar {incident} O aviso saiu cedo demais.", "/incident retract {incident} The notice went out too early.") },
    ],
  },
  {
    id: "diff",
    title: both("O que mudou, palavra por palavra", "What changed, word by word"),
    see: both("Edite uma prévia: a nova mostra a diferença. Publique, peça outra atualização: a prévia compara com a última mensagem publicada.",
      "Edit a preview: the new one shows the difference. Post it and ask for another update: the preview compares with the last post."),
    steps: [
      open("Login lento para alguns clientes", "Login is slow for some customers", "S2"),
      { as: renata, at: billing, line: both("/incident editar {draft}", "/incident edit {draft}") },
    ],
  },
  {
    id: "policy",
    title: both("Um texto que não pode sair assim", "A text that cannot go out like this"),
    see: both("Nomes internos travam a aprovação de um aviso público; siglas sem explicação e horários ilegíveis ficam marcados para quem aprova. Cada achado diz onde e como resolver.",
      "Internal names block a public notice; unexplained acronyms and unreadable times are marked for those who approve. Each finding says where and how to fix it."),
    steps: [
      open("Pagamentos com Pix recusados", "Pix payments declined", "S2"),
      { as: ana, at: billing, line: both(
        "/incident atualizar {incident} public_notice service=\"checkout-db01.interno.example\" affected=\"12% das vendas TEF\" next_update=\"logo\"",
        "/incident update {incident} public_notice service=\"checkout-db01.interno.example\" affected=\"12% of POS sales\" next_update=\"soon\"") },
    ],
  },
  {
    id: "leak",
    title: both("Uma senha no meio da pressa", "A password typed in haste"),
    see: both("Credenciais são apagadas já na prévia e nunca podem ser aprovadas. A regra própria do time, “sem culpa”, trava também.",
      "Credentials are taken out of the very preview and can never be approved. The team's own rule, “no blame”, blocks too."),
    steps: [
      { as: ana, at: billing, line: both(
        "/incident abrir \"Checkout lento: foi culpa do fornecedor\" severity=S2 mitigation_actions=\"Banco trocado: postgres://loja:Inverno2026@db-2/loja\" next_update=\"30 min\" status_page=https://status.example.com/",
        "/incident open \"Checkout is slow: the supplier is to blame\" severity=S2 mitigation_actions=\"Database moved: postgres://shop:Winter2026@db-2/shop\" next_update=\"30 min\" status_page=https://status.example.com/") },
    ],
  },
  {
    id: "hours",
    title: both("Outras regras fora do expediente", "Other rules outside business hours"),
    see: both("Para S3 e S4 a prévia diz qual janela vale agora e até quando. Fora do expediente quem comanda aprova sozinho.",
      "For S3 and S4 the preview says which window is in force and until when. Outside business hours the commander alone may approve."),
    steps: [open("Relatório de vendas atrasado", "The sales report is late", "S4")],
  },
  {
    id: "nudge",
    title: both("Ninguém aprova? Lembretes", "Nobody approves? Reminders"),
    see: both("Deixe uma prévia esperando. Na thread dela são lembrados, a cada 2 minutos: quem aprova, o suplente, quem comanda e o #ops.",
      "Leave a preview waiting. In its thread are reminded, every 2 minutes: the approver, the deputy, the commander and #ops."),
    steps: [open("Prévia esquecida", "A forgotten preview", "S2")],
  },
  {
    id: "teams",
    title: both("Pedir no Teams, aprovar no Slack", "Asked in Teams, approved in Slack"),
    see: both("A mesma prévia está nas duas plataformas. A primeira decisão vale nas duas.",
      "The same preview is on both platforms. The first decision holds on both."),
    steps: [open("Fila de pedidos parada", "The order queue is stuck", "S2", teams), approve(renata)],
  },
  {
    id: "doubt",
    title: both("O Teams não disse se chegou", "Teams did not say whether it arrived"),
    see: both("A resposta se perde, e o Teams não sabe dizer se a mensagem está lá. Nada é enviado de novo às cegas: o bot pergunta às pessoas.",
      "The reply is lost, and Teams cannot tell whether the message is there. Nothing is sent again blindly: the bot asks the people."),
    steps: [
      open("Fila parada outra vez", "The queue is stuck again", "S2"),
      { as: ana, at: billing, line: both(
        "/incident atualizar {incident} team_note note=\"Ponte aberta, entrem quando puderem.\"",
        "/incident update {incident} team_note note=\"The bridge is open, join when you can.\"") },
      { as: ana, at: billing, fault: "lost-reply", hint: both("Ligue a falha “lost-reply”", "Switch on the fault “lost-reply”") },
      approve(renata),
    ],
  },
];
