// What goes to the public: two languages and two approvals in one draft, then a correction and a retraction of it.
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

const status = "slack:C0STATUS";
const statusEn = "slack:C0STATUSEN";
const billing = "slack:C0BILLING";

async function opened(p, summary) {
  await p.type(t.open(summary));
  await p.preview(summary).waitFor();
  return (await sandbox.newest()).incident;
}

// Both approvals, by the buttons.
async function approved(p, text) {
  for (const who of ["@renata.quality", "@igor.audit"]) {
    await p.become(who);
    await p.preview(text).getByRole("button", { name: t.approve }).click();
    if (who === "@renata.quality") await p.preview(text).filter({ hasText: "1 de 2" }).waitFor();
  }
  await p.preview(text).filter({ hasText: "Publicado" }).waitFor();
}

test("one approval covers both languages and takes two people; a correction and a retraction take their place", async () => {
  const p = await openPage(browser, sandbox);
  const incident = await opened(p, "Falha no checkout");
  await p.type(`/incident atualizar ${incident} public_notice service="Checkout" affected="12%" next_update="30 min"`);
  const preview = p.preview("failure in Checkout");
  await preview.filter({ hasText: "falha em Checkout" }).filter({ hasText: "0 de 2" }).waitFor();
  assert.match(await preview.innerText(), /Auditoria/);
  assert.match(await preview.innerText(), /status-en/);
  await p.accessible("a public notice in two languages");
  await p.shot("public-preview");

  await p.become("@renata.quality");
  await preview.getByRole("button", { name: t.approve }).click();
  await p.page.locator("#conversation .message.only-you", { hasText: "Ainda falta" }).filter({ hasText: "Auditoria" }).last().waitFor();
  await p.shot("public-one-of-two");
  await p.become("@igor.audit");
  await preview.getByRole("button", { name: t.approve }).click();
  await preview.filter({ hasText: "Publicado" }).waitFor();

  await p.go(status);
  await p.post("falha em Checkout").filter({ hasText: "Clientes afetados: 12%" }).waitFor();
  await p.go(statusEn);
  await p.message("failure in Checkout").filter({ hasText: "Customers affected: 12%" }).waitFor();
  assert.equal(await p.page.locator("#conversation .message", { hasText: "Clientes" }).count(), 0);
  await p.shot("public-english");

  await p.become("@ana.suporte");
  await p.go(billing);
  await p.type(`/incident corrigir ${incident} affected="8%"`);
  await p.preview("Correção de").filter({ hasText: "Edita a mensagem em status" }).filter({ hasText: "Mensagem nova em status-en" }).waitFor();
  await p.shot("correction-preview");
  await approved(p, "Correção de");
  await p.go(status);
  const corrected = p.post("Clientes afetados: 8%");
  await corrected.filter({ hasText: "✏️ Correção da mensagem publicada em" }).filter({ hasText: "(editada)" }).waitFor();
  assert.equal(await p.page.locator("#conversation .message", { hasText: "falha em Checkout" }).count(), 1, "edited in place");
  await p.shot("corrected-in-place");
  await p.go(statusEn);
  await p.message("Customers affected: 8%").waitFor();
  assert.equal(await p.page.locator("#conversation .message", { hasText: "failure in Checkout" }).count(), 2, "a new one where nothing can be edited");
  await p.shot("corrected-anew");

  await p.become("@ana.suporte");
  await p.go(billing);
  await p.type(`/incident retratar ${incident} O aviso saiu cedo demais.`);
  await p.preview("Retirada de").waitFor();
  await approved(p, "Retirada de");
  await p.go(status);
  await p.message("foi retirada").filter({ hasText: "O aviso saiu cedo demais." }).waitFor();
  assert.equal(await p.page.locator("#conversation .message", { hasText: "Clientes afetados" }).count(), 0);
  await p.shot("retracted-in-place");
  await p.close();
});

test("internal names block a public notice, what is only unclear is shown as a warning, and approving says why not", async () => {
  const p = await openPage(browser, sandbox);
  const incident = await opened(p, "Achados da política");
  await p.type(`/incident atualizar ${incident} public_notice service="checkout-db01.interno.example" affected="12% das vendas TEF" next_update="logo"`);
  const preview = p.preview("é um nome interno");
  await preview.filter({ hasText: "a sigla “TEF” não é explicada" }).filter({ hasText: "não entendo quando é “logo”" }).waitFor();
  assert.match(await preview.innerText(), /⛔[^\n]*interno/);
  assert.match(await preview.innerText(), /⚠️[^\n]*TEF/);
  await p.accessible("findings of the message policy");
  await p.shot("policy-findings");
  await p.become("@renata.quality");
  const approve = preview.getByRole("button", { name: t.approve });
  if (await approve.count() > 0) await approve.click();
  else await p.type(`/incident aprovar ${(await sandbox.newest()).name}`);
  await p.page.locator("#conversation .message.only-you", { hasText: "é um nome interno" }).last().waitFor();
  await p.shot("policy-refused");

  await p.become("@ana.suporte");
  await p.type(`/incident atualizar ${incident} public_notice service="Checkout" affected="12% das vendas TEF" next_update="30 min"`);
  const milder = p.preview("12% das vendas TEF");
  await milder.filter({ hasText: "a sigla “TEF” não é explicada" }).waitFor();
  await p.shot("policy-warning");
  await approved(p, "12% das vendas TEF");
  await p.page.getByRole("tab", { name: t.documents }).click();
  await p.page.locator(".doc-row", { hasText: "public_notice" }).first().click();
  await p.page.locator(".document").getByText("TEF").first().waitFor();
  await p.close();
});

test("a password in the text is never shown again and cannot be approved; the team's own rule blocks too", async () => {
  const p = await openPage(browser, sandbox);
  await p.type("/incident abrir \"Lento por culpa do fornecedor\" severity=S2 mitigation_actions=\"Banco trocado: postgres://loja:Inverno2026@db-2/loja\" next_update=\"30 min\" status_page=https://status.example.com/");
  const preview = p.preview("por culpa do fornecedor");
  await preview.filter({ hasText: "havia aqui uma credencial" }).filter({ hasText: "diga o que aconteceu, não de quem é a culpa" }).waitFor();
  assert.doesNotMatch(await preview.innerText(), /Inverno2026/);
  await p.shot("leak-gate");
  await p.become("@renata.quality");
  await p.type(`/incident aprovar ${(await sandbox.newest()).name}`);
  await p.page.locator("#conversation .message.only-you", { hasText: "credencial" }).last().waitFor();
  assert.equal(await p.post("fornecedor").count(), 0);
  await p.close();
});

test("on a phone, in the dark, both languages and every finding can be read", async () => {
  const p = await openPage(browser, sandbox, { ...phone, colorScheme: "dark" });
  const incident = await opened(p, "Aviso no telefone");
  await p.type(`/incident atualizar ${incident} public_notice service="vault.interno.example" affected="12% TEF" next_update="30 min"`);
  await p.preview("vault.interno.example").waitFor();
  assert.ok(await p.page.evaluate(() => document.documentElement.scrollWidth) <= 390);
  await p.accessible("findings on a phone");
  await p.shot("policy-phone-dark");
  await p.close();
});
