// Rules that depend on the hour or take their time, by configurations in which the hour is always right and the time is short.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, phone } from "./browser.mjs";
import { ownTree } from "./own_tree.mjs";
import { startSandbox } from "./sandbox.mjs";
import { texts } from "./shown_texts.mjs";

const t = texts["pt-BR"];
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

async function withTree(options, run) {
  const tree = ownTree(options);
  const sandbox = await startSandbox(["--documents", tree.root]);
  try {
    const p = await openPage(browser, sandbox);
    await run(p, sandbox);
    await p.close();
  } finally {
    await sandbox.stop();
    tree.remove();
  }
}

test("while a window is open its rules hold: the commander alone approves the own text, and the preview says until when", async () => {
  await withTree({ rules: `
[approval]
required = { default = 2 }
approvers = ["role:Approval Lead"]
[[approval.window]]
name = "plantão"
hours = "00:00-24:00"
required = 1
approvers = ["role:Support Commander"]
self_approval = true
` }, async (p) => {
    await p.become("@bia.ops");
    await p.type("/incident abrir \"Fila parada\"");
    const preview = p.preview("Fila parada");
    await preview.filter({ hasText: "Vale agora a janela “plantão”" }).filter({ hasText: "Quem pediu ou editou também pode aprovar agora" }).waitFor();
    await p.shot("window");
    await p.become("@caio.ops");
    await preview.getByRole("button", { name: t.approve }).click();
    await p.page.locator("#conversation .message.only-you", { hasText: "@bia.ops" }).last().waitFor();
    assert.equal(await p.post("Fila parada").count(), 0, "whom the window does not name cannot approve");
    await p.become("@bia.ops");
    await preview.getByRole("button", { name: t.approve }).click();
    await p.post("Fila parada").waitFor();
  });
});

test("in the sample the preview of an S4 names the window that is in force now", async () => {
  const sandbox = await startSandbox();
  try {
    const p = await openPage(browser, sandbox);
    await p.type(t.open("Relatório atrasado").replace("S2", "S4"));
    const preview = p.preview("Relatório atrasado");
    await preview.filter({ hasText: /Vale agora a janela “(fora do )?expediente”/ }).waitFor();
    await p.become("@renata.quality");
    await preview.getByRole("button", { name: t.approve }).click();
    await p.post("Relatório atrasado").waitFor();
    await p.close();
  } finally { await sandbox.stop(); }
});

test("nobody approves: the thread reminds the approver, then the deputy, then the commander, and the ops channel hears of it", async () => {
  await withTree({ rules: `
[approval]
approvers = ["role:Approval Lead"]
[approval.nudge]
approver = "2s"
deputy = "4s"
commander = "6s"
ops = "8s"
` }, async (p) => {
    await p.become("@bia.ops");
    await p.type("/incident abrir \"Prévia esquecida\"");
    const preview = p.preview("Prévia esquecida");
    await preview.locator(".replies").click();
    const thread = p.page.locator(".thread-pane");
    for (const who of ["Caio Prado", "Duda Rocha", "Bia Nunes"]) {
      await thread.locator(".message", { hasText: "ainda espera aprovação" }).filter({ has: p.page.locator(".mention", { hasText: who }) }).first().waitFor({ timeout: 40_000 });
    }
    await p.shot("nudges");
    await p.go("slack:C0OPS");
    await p.message("espera aprovação").waitFor({ timeout: 40_000 });
    await p.shot("nudge-ops");
  });
});

test("two workspaces, two bots and webhooks of both platforms: what is not played is said, the rest is there", async () => {
  await withTree({
    destinations: ["avisos", "beta", "clientes", "fluxo"],
    rules: "[approval]\napprovers = [\"role:Approval Lead\", \"teams_team:19:REAL@thread.tacv2\"]\n",
    more: `
[[slack]]
name = "outra"
app_token = "env:OTHER_APP_TOKEN"
bot_token = "env:OTHER_BOT_TOKEN"
[[teams]]
name = "acme-teams"
app_id = "22222222-0000-4000-8000-000000000001"
tenant_id = "22222222-0000-4000-8000-000000000002"
app_password = "env:REAL_TEAMS_PASSWORD"
[[destination]]
name = "beta"
slack = { workspace = "outra", channel = "C0BETA" }
[[destination]]
name = "sala"
teams = { bot = "acme-teams", conversation = "19:SALA@thread.tacv2" }
[[destination]]
name = "clientes"
webhook = { kind = "slack_incoming", url = "env:REAL_WEBHOOK" }
[[destination]]
name = "fluxo"
webhook = { kind = "teams_workflow", url = "env:REAL_WORKFLOW" }
[[person]]
handle = "@so.nome"
name = "Sem Conta"
`,
  }, async (p, sandbox) => {
    assert.match(sandbox.output(), /"outra" não é encenado: aqui só existe "acme".*\(beta\)/);
    assert.match(sandbox.output(), /@so\.nome/);
    assert.match(sandbox.output(), /teams_team:19:REAL@thread\.tacv2/);
    assert.equal(await p.page.locator('#rail [data-person="@so.nome"]').count(), 0);
    assert.match(await p.page.locator('#rail [data-person="@duda.ops"]').innerText(), /Approval Lead \(suplente\)/);
    await p.page.getByRole("tab", { name: t.documents }).click();
    await p.page.locator(".own-notes").getByText("\"outra\"").waitFor();
    await p.page.locator(".own-notes").scrollIntoViewIfNeeded();
    await p.accessible("notes on one's own configuration");
    await p.shot("own-notes");
    await p.become("@bia.ops");
    await p.go("slack:C0AVISOS");
    await p.type("/incident abrir \"Quatro lugares\"");
    await p.preview("Quatro lugares").waitFor();
    await p.become("@caio.ops");
    await p.preview("Quatro lugares").getByRole("button", { name: t.approve }).click();
    await p.preview("Quatro lugares").filter({ hasText: "Publicado" }).waitFor();
    for (const place of ["slack:C0AVISOS", "slack:C0BETA", "slack:C0HOOKCLIENTES", "teams:19:HOOK-fluxo@thread.tacv2"]) {
      await p.go(place);
      await p.message("AVISO ACME-1: Quatro lugares").waitFor();
    }
    await p.shot("own-workflow-webhook");
  });
});

test("a configuration with Teams alone is led through in Teams", async () => {
  const tree = ownTree({ rules: "[approval]\napprovers = [\"role:Approval Lead\"]\n", destinations: ["sala"], slack: false, more: `
[[teams]]
name = "acme-teams"
app_id = "22222222-0000-4000-8000-000000000001"
tenant_id = "22222222-0000-4000-8000-000000000002"
app_password = "env:REAL_TEAMS_PASSWORD"
[[destination]]
name = "sala"
teams = { bot = "acme-teams", conversation = "19:SALA@thread.tacv2" }
` });
  const sandbox = await startSandbox(["--documents", tree.root]);
  try {
    const p = await openPage(browser, sandbox);
    assert.equal(await p.page.locator('#rail [data-place^="slack:"]').count(), 0);
    const strip = p.page.locator(".guide");
    await strip.getByRole("button", { name: t.fillIn }).click();
    assert.match(await p.composer.inputValue(), /^@Incident /);
    // The sample's command names variables that this runbook does not have: they are kept and do no harm.
    await p.page.keyboard.press("Enter");
    await strip.locator(".step:nth-child(2).now").waitFor();
    await strip.getByRole("button", { name: t.readIt }).click();
    await strip.locator(".button.accent").click();
    await p.page.locator("#conversation .ac-pushButton", { hasText: t.approve }).first().click();
    await strip.locator(".step:nth-child(4).now").waitFor();
    await p.message("AVISO ACME-1").waitFor();
    await p.shot("teams-alone");
    await p.close();
  } finally {
    await sandbox.stop();
    tree.remove();
  }
});

test("names of any length stay in their place, on a desk and on a phone", async () => {
  const place = "um-destino-com-um-nome-comprido-demais-para-qualquer-barra-lateral-deste-mundo";
  const tree = ownTree({ rules: "[approval]\napprovers = [\"role:Approval Lead\"]\n", destinations: [place], more: `
[[destination]]
name = "${place}"
slack = { workspace = "acme", channel = "C0LONGO" }
[[person]]
handle = "@maria.fernanda.de.albuquerque.cavalcanti.e.vasconcelos.da.silva"
name = "Maria Fernanda de Albuquerque Cavalcanti e Vasconcelos da Silva"
slack = "U0MARIA"
roles = ["Diretora Executiva de Comunicação Institucional e Relações com Clientes", "Plantonista"]
` });
  const sandbox = await startSandbox(["--documents", tree.root]);
  try {
    for (const [name, options] of [["desk", {}], ["phone", phone]]) {
      const p = await openPage(browser, sandbox, options);
      await p.become("@maria.fernanda.de.albuquerque.cavalcanti.e.vasconcelos.da.silva");
      await p.go("slack:C0LONGO");
      await p.type(`/incident abrir "${`Comprido ${name} `.repeat(20)}"`);
      await p.preview(`Comprido ${name}`).waitFor();
      const overflowing = await p.page.evaluate(() => [document.documentElement, ...document.querySelectorAll("#rail, .conversation-head, .message-scroll, .composer")]
        .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className || e.id));
      assert.deepEqual(overflowing, []);
      await p.shot(`long-names-${name}`);
      await p.close();
    }
  } finally {
    await sandbox.stop();
    tree.remove();
  }
});
