// The main flow beside the guide: reactions, the stranger, forms, threads, a reload in the middle, the keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage } from "./browser.mjs";
import { startSandbox } from "./sandbox.mjs";
import { texts } from "./shown_texts.mjs";

const t = texts["pt-BR"];
let sandbox;
let browser;
before(async () => { [sandbox, browser] = await Promise.all([startSandbox(), launch()]); });
after(async () => { await browser?.close(); await sandbox?.stop(); });

test("a stranger's vote is refused in private, and a reaction of someone who may approves", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("Reação aprova"));
  const preview = p.preview("Reação aprova");
  await preview.waitFor();
  await p.become("@visitante");
  await preview.getByRole("button", { name: t.approve }).click();
  const refusal = p.page.locator("#conversation .message.only-you").last();
  await refusal.filter({ hasText: "@renata.quality" }).waitFor();
  assert.match(await refusal.innerText(), new RegExp(t.onlyYou, "i"));
  await p.shot("stranger-refused");
  await p.become("@renata.quality");
  await assert.rejects(p.page.locator("#conversation .message.only-you", { hasText: "@renata.quality" }).waitFor({ timeout: 300 }), undefined,
    "what the stranger was told is nobody else's");
  assert.equal(await p.post("Reação aprova").count(), 0);

  await preview.hover();
  await preview.getByRole("button", { name: "Reagir" }).click();
  await p.page.getByRole("dialog", { name: "Escolher um emoji" }).getByRole("button", { name: "white check mark", exact: true }).click();
  await p.post("Reação aprova").waitFor();
  const chip = preview.locator(".reaction");
  assert.match(await chip.getAttribute("aria-label"), /white check mark, 1: Renata Martins/);
  await preview.getByRole("button", { name: t.approve }).waitFor({ state: "detached" });
  await p.shot("reaction-approved");
  await chip.click();
  await chip.waitFor({ state: "detached" });
  assert.equal(await p.post("Reação aprova").count(), 1);
  await p.close();
});

test("a form says what is wrong beside the field, keeps what was typed over a reload, and then makes a new preview", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("Formulário com erro"));
  const preview = p.preview("Formulário com erro");
  await preview.waitFor();
  await preview.getByRole("button", { name: t.edit }).click();
  const dialog = p.page.getByRole("dialog");
  await dialog.waitFor();
  await p.accessible("a modal");
  const field = dialog.getByLabel("impact_summary");
  await field.fill("x".repeat(2100));
  await dialog.locator("button[type=submit]").click();
  const error = dialog.locator(".form-row.bad .error");
  await error.waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.ok(await field.evaluate((e) => document.getElementById(e.getAttribute("aria-describedby").split(" ").at(-1)).className === "error"));
  assert.ok(await field.evaluate((e) => e === document.activeElement), "the focus goes to what is wrong");
  await p.shot("modal-error");
  await field.fill("Corrigido depois do erro");
  await p.page.reload();
  await dialog.waitFor();
  assert.equal(await field.inputValue(), "Corrigido depois do erro");
  await dialog.locator("button[type=submit]").click();
  await dialog.waitFor({ state: "detached" });
  await p.preview("Corrigido depois do erro").getByRole("button", { name: t.approve }).waitFor();
  await p.close();
});

test("a form that cannot open without words opens from the command, and Esc closes it", async () => {
  const p = await openPage(browser, sandbox);
  await p.type("/incident abrir");
  const dialog = p.page.getByRole("dialog");
  await dialog.waitFor();
  await dialog.locator("button[type=submit]").click();
  await dialog.locator(".error", { hasText: "Preencha este campo." }).first().waitFor();
  await p.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  const session = await sandbox.get("/api/events");
  assert.deepEqual(session.events[0].data.slack.modals.U0ANA ?? [], []);
  await p.close();
});

test("a rejection asks for its reason, replies in the thread, and the thread opens beside the conversation", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("Vai ser rejeitado"));
  const preview = p.preview("Vai ser rejeitado");
  await preview.waitFor();
  await p.become("@igor.audit");
  await preview.getByRole("button", { name: t.reject }).click();
  const dialog = p.page.getByRole("dialog");
  await dialog.locator("textarea, input").first().fill("Falta o número de clientes afetados");
  await dialog.locator("button[type=submit]").click();
  await dialog.waitFor({ state: "detached" });
  await preview.locator(".replies").click();
  const thread = p.page.locator(".thread-pane");
  await thread.getByText("Falta o número de clientes afetados").first().waitFor();
  await thread.locator("textarea").fill("Vou buscar o número");
  await p.page.keyboard.press("Enter");
  await thread.locator(".message", { hasText: "Vou buscar o número" }).waitFor();
  await p.accessible("an open thread");
  await p.shot("thread");
  assert.equal(await p.post("Vai ser rejeitado").count(), 0);
  await p.close();
});

test("a reload in the middle brings back the person, the channel, the half-typed line and the preview", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("No meio do caminho"));
  await p.preview("No meio do caminho").waitFor();
  await p.become("@renata.quality");
  await p.page.locator('#rail [data-place="slack:C0STATUS"]').click();
  await p.composer.fill("meia linha");
  await p.page.reload();
  await p.composer.waitFor();
  assert.equal(await p.composer.inputValue(), "meia linha");
  assert.equal(await p.page.locator('#rail [data-person="@renata.quality"]').getAttribute("aria-checked"), "true");
  await p.page.locator('#rail [data-place="slack:C0BILLING"]').click();
  await p.preview("No meio do caminho").getByRole("button", { name: t.approve }).click();
  await p.post("No meio do caminho").waitFor();
  await p.close();
});

test("the keyboard alone opens an incident, changes the person and approves", async () => {
  const p = await openPage(browser, sandbox);
  const keys = p.page.keyboard;
  await p.composer.focus();
  await keys.type("/inc");
  await p.page.getByRole("option", { name: "/incident", exact: true }).waitFor();
  await keys.press("Tab");
  await keys.type("abr");
  await keys.press("Enter");
  assert.equal(await p.composer.inputValue(), "/incident abrir ");
  await keys.type("\"Só teclado\" severity=S2 mitigation_actions=\"a: @joao.ops\" next_update=\"já\" status_page=https://status.example.com/");
  await keys.press("Escape");
  await keys.press("Enter");
  const preview = p.preview("Só teclado");
  await preview.waitFor();
  await keys.press("ArrowUp");
  assert.match(await p.composer.inputValue(), /^\/incident abrir "Só teclado"/);
  await keys.press("ArrowDown");
  assert.equal(await p.composer.inputValue(), "");
  await p.page.locator("#rail [role=radio][aria-checked=true]").focus();
  await keys.press("ArrowDown");
  assert.equal(await p.page.locator('#rail [data-person="@renata.quality"]').getAttribute("aria-checked"), "true");
  const reached = await walkTo(p.page, (e) => e.dataset.action === "draft.approve" && e.closest(".message").innerText.includes("Só teclado"));
  assert.ok(reached, "Tab comes to the approval button");
  assert.notEqual(await p.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none", "the focus is visible");
  await keys.press("Enter");
  await p.post("Só teclado").waitFor();
  await p.close();
});

async function walkTo(page, is) {
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`(${is})(document.activeElement)`).catch(() => false)) return true;
  }
  return false;
}

test("text from outside stays text: no element, no entity, no link of its own making", async () => {
  const p = await openPage(browser, sandbox);
  await p.type("<img src=x onerror=\"window.hacked=1\"> &lt;b&gt; *negrito* `código` javascript:alert(1) :tada: ~risco~");
  const message = p.page.locator("#conversation .message", { hasText: "onerror" }).last();
  await message.waitFor();
  const body = message.locator(".rich");
  assert.equal(await body.locator("img, script, a").count(), 0);
  assert.equal(await body.locator("strong").innerText(), "negrito");
  assert.equal(await body.locator("code").innerText(), "código");
  assert.equal(await body.locator("s").innerText(), "risco");
  assert.equal(await body.locator(".emoji").innerText(), "🎉");
  assert.match(await body.innerText(), /<img src=x onerror="window\.hacked=1"> &lt;b&gt;/);
  assert.equal(await p.page.evaluate(() => window.hacked), undefined);
  await p.close();
});

test("a chat with the bot begins with the first command typed there, and its answer stays there", async () => {
  const p = await openPage(browser, sandbox);
  await p.become("@joao.ops");
  await p.page.locator('#rail [data-place="slack:personal"]').click();
  await p.type("/incident quem-sou");
  await p.page.locator("#conversation .message", { hasText: "João Lima" }).or(p.page.locator("#conversation .message", { hasText: "@joao.ops" })).first().waitFor();
  await p.become("@visitante");
  assert.equal(await p.page.locator("#conversation .message", { hasText: "@joao.ops" }).count(), 0);
  await p.close();
});
