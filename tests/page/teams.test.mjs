// The Teams side: a command by mention, the preview as an Adaptive Card, a refused press, the dialog with an error, the approval.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, phone } from "./browser.mjs";
import { patience, turn } from "./fault_steps.mjs";
import { startSandbox } from "./sandbox.mjs";
import { texts } from "./shown_texts.mjs";

const t = texts["pt-BR"];
const billing = "teams:19:BILLING@thread.tacv2";
let sandbox;
let browser;
before(async () => { [sandbox, browser] = await Promise.all([startSandbox(), launch()]); });
after(async () => { await browser?.close(); await sandbox?.stop(); });

const open = (summary) => t.open(summary).replace("/incident", "@Incident");
const cardOf = (p, text) => p.page.locator("#conversation .message", { hasText: text }).filter({ has: p.page.locator(".adaptive-card") }).last();
const press = (card, title) => card.locator(".ac-pushButton", { hasText: title }).first();

test("a preview in Teams refuses the one who asked, takes an edit with an error in between, and is approved by its card", async () => {
  const p = await openPage(browser, sandbox);
  await p.page.locator(`#rail [data-place="${billing}"]`).click();
  await p.type(open("Pelo Teams"));
  const first = cardOf(p, "Pelo Teams");
  await press(first, t.approve).waitFor();
  await p.accessible("an Adaptive Card");
  await p.shot("teams-preview");

  await press(first, t.approve).click();
  await first.locator(".card-answer").waitFor();
  assert.match(await first.locator(".card-answer").innerText(), new RegExp(t.onlyYou, "i"));
  await p.become("@igor.audit");
  assert.equal(await first.locator(".card-answer").count(), 0, "what one person was told is nobody else's");

  await p.become("@ana.suporte");
  await press(first, t.edit).click();
  const dialog = p.page.getByRole("dialog");
  await dialog.waitFor();
  const field = dialog.getByLabel("impact_summary");
  await field.fill("y".repeat(2100));
  await dialog.locator(".ac-pushButton").last().click();
  await dialog.getByText("No máximo 2000 caracteres.").waitFor();
  await p.accessible("a Teams dialog with an error");
  await p.shot("teams-dialog-error");
  await dialog.getByLabel("impact_summary").fill("Editado no Teams");
  await dialog.locator(".ac-pushButton").last().click();
  await dialog.waitFor({ state: "detached" });

  const second = cardOf(p, "Editado no Teams");
  await press(second, t.approve).waitFor();
  await p.become("@renata.quality");
  await press(second, t.approve).click();
  await second.getByText("Publicado").first().waitFor();
  assert.equal(await press(second, t.approve).count(), 0, "a decided card has no live buttons");
  await p.shot("teams-approved");
  await p.page.locator('#rail [data-place="slack:C0BILLING"]').click();
  await p.post("Editado no Teams").waitFor();
  assert.equal(await p.post("Editado no Teams").count(), 1);
  await p.close();
});

test("on a phone a card fits the screen, and the stranger is refused there too", async () => {
  const p = await openPage(browser, sandbox, phone);
  await p.page.locator("#rail-button").click();
  await p.page.locator(`#rail [data-place="${billing}"]`).click();
  await p.type(open("Cartão no telefone"));
  const card = cardOf(p, "Cartão no telefone");
  await press(card, t.approve).waitFor();
  assert.ok(await p.page.evaluate(() => document.documentElement.scrollWidth) <= 390);
  await p.become("@visitante");
  await press(card, t.approve).tap();
  await card.locator(".card-answer").filter({ hasText: "@renata.quality" }).waitFor();
  await p.shot("teams-phone");
  await p.close();
});

test("a preview asked for in Slack is approved on its copy in Teams, and both show the decision", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("De um lado para o outro"));
  await p.preview("De um lado para o outro").waitFor();
  await p.become("@renata.quality");
  await p.page.locator(`#rail [data-place="${billing}"]`).click();
  const copy = cardOf(p, "De um lado para o outro");
  await press(copy, t.approve).click();
  await copy.getByText("Publicado").first().waitFor();
  await p.page.locator('#rail [data-place="slack:C0BILLING"]').click();
  await p.preview("De um lado para o outro").filter({ hasText: "Publicado" }).waitFor();
  assert.equal(await p.post("De um lado para o outro").count(), 1);
  await p.close();
});

test("a draft typed in Teams is followed by the guide, and approved on its copy in Slack", async () => {
  const fresh = await startSandbox();
  try {
    const p = await openPage(browser, fresh);
    const strip = p.page.locator(".guide");
    await p.go(billing);
    await p.type(open("Começou no Teams"));
    await strip.locator(".step:nth-child(2).now").waitFor();
    await press(cardOf(p, "Começou no Teams"), t.approve).waitFor();
    await strip.getByRole("button", { name: "Mostrar" }).click();
    assert.equal(await p.page.locator(`#rail [data-place="${billing}"]`).getAttribute("aria-current"), "true", "it stays where the person is");
    await strip.getByRole("button", { name: t.readIt }).click();
    await strip.locator(".button.accent").click();
    await strip.getByText("Clique em Aprovar no cartão.").waitFor();
    await p.shot("guide-in-teams");
    await p.go("slack:C0BILLING");
    await p.preview("Começou no Teams").getByRole("button", { name: t.approve }).click();
    await strip.locator(".step:nth-child(4).now").waitFor();
    await p.post("Começou no Teams").waitFor();
    await p.go(billing);
    await cardOf(p, "Começou no Teams").getByText("Publicado").first().waitFor();
    assert.equal(await press(cardOf(p, "Começou no Teams"), t.approve).count(), 0);
    await p.close();
  } finally { await fresh.stop(); }
});

test("when Teams loses a reply, people are asked whether the message arrived, and nothing goes out twice", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("Chegou ou não"));
  await p.preview("Chegou ou não").waitFor();
  const { incident } = await sandbox.newest();
  await p.type(`/incident atualizar ${incident} team_note note="Ponte aberta, ${incident}"`);
  const preview = p.preview(`Ponte aberta, ${incident}`);
  await preview.getByRole("button", { name: t.approve }).waitFor();
  // The copy in Teams has arrived before the reply of the next message is lost.
  await p.go(billing);
  await press(cardOf(p, `Ponte aberta, ${incident}`), t.approve).waitFor();
  await turn(p, "lost-reply", true);
  await p.become("@renata.quality");
  await p.go("slack:C0BILLING");
  await preview.getByRole("button", { name: t.approve }).click();
  const question = p.page.locator("#conversation .message", { has: p.page.locator('[data-action="delivery.arrived"]') }).last();
  await question.waitFor({ timeout: patience });
  await p.accessible("a question about a doubtful delivery");
  await p.shot("in-doubt");
  await p.go(billing);
  const posts = p.page.locator("#conversation .message.final-post", { hasText: `Ponte aberta, ${incident}` });
  assert.equal(await posts.count(), 1);
  await p.shot("in-doubt-teams");
  const card = p.page.locator("#conversation .message", { has: p.page.locator(".ac-pushButton", { hasText: "Chegou" }) }).last();
  await press(card, "Chegou").click();
  await press(card, "Chegou").waitFor({ state: "detached" });
  await p.message("confirmou que").waitFor();
  assert.equal(await posts.count(), 1, "nothing was sent again");
  await p.go("slack:C0BILLING");
  await preview.filter({ hasText: "Publicado" }).waitFor();
  assert.equal(await p.page.locator('#conversation [data-action="delivery.arrived"]').count(), 0, "the question is answered here too");
  await p.shot("in-doubt-settled");
  await turn(p, "lost-reply", false);
  await p.close();
});
