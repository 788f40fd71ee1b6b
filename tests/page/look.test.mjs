// How it looks and works elsewhere: a phone, the dark, both languages, the wire, the documents.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, phone } from "./browser.mjs";
import { startSandbox } from "./sandbox.mjs";
import { texts } from "./shown_texts.mjs";

const t = texts["pt-BR"];
let sandbox;
let browser;
before(async () => { [sandbox, browser] = await Promise.all([startSandbox(), launch()]); });
after(async () => { await browser?.close(); await sandbox?.stop(); });

test("on a phone everything is reachable and nothing is wider than the screen", async () => {
  const p = await openPage(browser, sandbox, phone);
  const fits = async (where) => {
    const wide = await p.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `${where} is ${wide} px wide`);
  };
  await p.type(t.open("Pelo telefone"));
  await p.preview("Pelo telefone").waitFor();
  await fits("the conversation");
  await p.shot("phone-conversation");
  await p.accessible("a phone's conversation");
  await p.page.locator("#rail-button").click();
  await p.shot("phone-people");
  await p.accessible("a phone's people and channels");
  await p.page.keyboard.press("Escape");
  for (const name of [t.wire, t.faults, t.documents]) {
    await p.page.locator(".bottom-bar").getByRole("button", { name }).click();
    await fits(name);
    await p.accessible(`a phone's ${name}`);
  }
  await p.page.locator(".bottom-bar").getByRole("button", { name: "Conversa" }).click();
  await p.become("@renata.quality");
  await p.preview("Pelo telefone").getByRole("button", { name: t.edit }).tap();
  await p.page.getByRole("dialog").waitFor();
  await p.page.getByRole("dialog").getByRole("button", { name: "Cancelar" }).tap();
  await p.preview("Pelo telefone").getByRole("button", { name: t.approve }).tap();
  await p.post("Pelo telefone").waitFor();
  await p.close();
});

test("the wire shows the command's envelope, its ack with the time it took, and the call that followed, and can be filtered", async () => {
  const p = await openPage(browser, sandbox);
  await p.type("/incident ajuda");
  await p.page.locator("#conversation .message.only-you").last().waitFor();
  const rows = p.page.locator(".wire-row");
  await rows.filter({ hasText: "slash_commands" }).filter({ hasText: "ack" }).first().filter({ hasText: /\d ms/ }).waitFor();
  await p.page.getByRole("searchbox").fill("incident ajuda");
  const envelope = rows.filter({ hasText: "envelope" }).first();
  await envelope.click();
  await p.page.locator(".wire-detail").getByText("\"ajuda\"").first().waitFor();
  await p.accessible("the wire");
  await p.shot("wire");
  await p.page.getByRole("searchbox").fill("nothing like this");
  await rows.first().waitFor({ state: "detached" });
  await p.page.getByRole("searchbox").fill("");
  await p.page.locator(".chips").getByRole("button", { name: "envelope" }).click();
  await rows.filter({ hasText: "envelope" }).first().waitFor({ state: "detached" });
  await p.close();
});

test("language and theme change at once, and are kept over a reload", async () => {
  const p = await openPage(browser, sandbox);
  await p.page.getByRole("button", { name: "EN: English" }).click();
  await p.page.getByRole("tab", { name: "Documents" }).click();
  assert.equal(await p.page.evaluate(() => document.documentElement.lang), "en");
  await p.page.getByRole("button", { name: "Theme" }).click();
  await p.page.getByRole("menuitemradio", { name: "Dark" }).click();
  const surface = () => p.page.evaluate(() => getComputedStyle(document.querySelector(".conversation")).backgroundColor);
  const dark = await surface();
  await p.accessible("the dark page in English");
  await p.page.reload();
  await p.page.getByRole("tab", { name: "Documents" }).waitFor();
  assert.equal(await surface(), dark);
  await p.shot("dark-english");
  await p.close();
});

test("the documents pane lists what the daemon wrote, and shows it as text and as a difference", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("Para o registro"));
  await p.preview("Para o registro").waitFor();
  await p.become("@renata.quality");
  await p.preview("Para o registro").getByRole("button", { name: t.approve }).click();
  await p.post("Para o registro").waitFor();
  await p.page.getByRole("tab", { name: t.documents }).click();
  const row = p.page.locator(".doc-row", { hasText: "docs/support/approvals" }).first();
  await row.waitFor();
  await p.accessible("documents");
  await p.shot("documents");
  await row.click();
  await p.page.locator(".document").getByText("Renata Martins").first().waitFor();
  await p.page.getByRole("button", { name: "Diferença" }).click();
  await p.page.locator(".diff-line.added").first().waitFor();
  await p.shot("document-diff");
  await p.close();
});

test("a lost event stream says so, comes back by itself, and brings what happened meanwhile", async () => {
  const p = await openPage(browser, sandbox);
  const addresses = [];
  let toPage;
  await p.page.routeWebSocket(/\/api\/events/, (ws) => {
    addresses.push(ws.url());
    toPage = ws;
    ws.connectToServer();
  });
  await p.page.reload();
  await p.composer.waitFor();
  await p.type("antes da queda");
  await p.page.locator("#conversation .message", { hasText: "antes da queda" }).waitFor();
  await toPage.close({ code: 1012 });
  await p.page.locator(".pill.lost").waitFor();
  await fetch(new URL("/api/slack/say", sandbox.base), {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as: "@igor.audit", channel: "C0BILLING", text: "durante a queda" }),
  });
  await p.page.locator("#conversation .message", { hasText: "durante a queda" }).waitFor();
  assert.match(addresses.at(-1), /after=/, "it goes on where it stopped");
  assert.equal(await p.page.locator("#conversation .message", { hasText: "antes da queda" }).count(), 1);
  await p.close();
});

test("on a tablet the panel opens over the conversation when asked for, and its button closes it", async () => {
  const p = await openPage(browser, sandbox, { viewport: { width: 900, height: 700 } });
  assert.equal(await p.page.locator(".side").isVisible(), false);
  await p.page.getByRole("button", { name: "Painel lateral" }).click();
  await p.page.getByRole("tab", { name: t.faults }).click();
  await p.accessible("a tablet's panel");
  await p.shot("tablet-panel");
  await p.page.locator(".side").getByRole("button", { name: "Fechar", exact: true }).click();
  assert.equal(await p.page.locator(".side").isVisible(), false);
  await p.shot("tablet");
  await p.close();
});
