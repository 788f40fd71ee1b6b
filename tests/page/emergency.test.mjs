// A post that one person lets out alone: its mark, the announcement, the flag until another person signs it off.
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

const onlyYou = (p, text) => p.page.locator("#conversation .message.only-you", { hasText: text }).last();

test("an emergency goes out at once with its mark, #ops is told, and it stays flagged until another person signs it off", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("Ninguém responde").replace("S2", "S1"));
  await p.preview("Ninguém responde").filter({ hasText: "Em emergência, publica sozinho quem for Support Commander" }).waitFor();
  const { draft, name } = await sandbox.newest();

  await p.become("@renata.quality");
  await p.type(`/incident aprovar ${name} emergencia=sim motivo="pressa"`);
  await onlyYou(p, "só pode publicar em emergência").waitFor();
  await p.become("@ana.suporte");
  await p.type(`/incident aprovar ${name} emergencia=sim`);
  await onlyYou(p, "Diga o motivo").waitFor();
  assert.equal(await p.post("Ninguém responde").count(), 0);

  await p.type(`/incident aprovar ${name} emergencia=sim motivo="Ninguém da aprovação atende"`);
  await p.post("Ninguém responde").waitFor();
  assert.match(await p.post("Ninguém responde").innerText(), /⚡ Publicado em emergência, antes da segunda aprovação/);
  const flagged = p.preview("Falta a ratificação de uma segunda pessoa");
  await flagged.filter({ hasText: "Motivo: Ninguém da aprovação atende" }).waitFor();
  assert.equal(await flagged.getByRole("button", { name: t.approve }).count(), 0);
  await p.accessible("an emergency");
  await p.shot("emergency");

  await p.go("slack:C0OPS");
  const told = p.message("Emergência em SUP-INC-");
  await told.waitFor();
  await p.shot("emergency-ops");
  await told.getByRole("button", { name: t.signOff }).click();
  await onlyYou(p, "outra pessoa precisa ratificar").waitFor();
  await p.become("@renata.quality");
  await told.getByRole("button", { name: t.signOff }).click();
  await p.message(`${draft}.2 ratificado por`).waitFor();
  await p.go("slack:C0BILLING");
  await p.preview("Ratificado por").waitFor();
  assert.equal(await p.preview("Ninguém responde").getByText("Falta a ratificação").count(), 0);
  await p.shot("emergency-signed");

  await p.page.getByRole("tab", { name: t.documents }).click();
  await p.page.locator(".doc-row", { hasText: "docs/support/approvals" }).first().click();
  const record = p.page.locator(".document");
  await record.getByText("Ninguém da aprovação atende").first().waitFor();
  await record.getByText("Renata Martins").or(record.getByText("@renata.quality")).first().waitFor();
  await p.shot("emergency-record");
  assert.equal(await p.post("Ninguém responde").count(), 1);
  await p.close();
});

test("on a phone, in the dark, an emergency is as clear", async () => {
  const p = await openPage(browser, sandbox, { ...phone, colorScheme: "dark" });
  await p.type(t.open("Emergência no telefone").replace("S2", "S1"));
  await p.preview("Emergência no telefone").waitFor();
  const { name } = await sandbox.newest();
  await p.type(`/incident aprovar ${name} emergencia=sim motivo="Sem resposta"`);
  await p.post("Emergência no telefone").waitFor();
  await p.preview("Falta a ratificação").waitFor();
  assert.ok(await p.page.evaluate(() => document.documentElement.scrollWidth) <= 390);
  await p.accessible("an emergency on a phone");
  await p.shot("emergency-phone-dark");
  await p.go("slack:C0OPS");
  await p.message("Emergência em SUP-INC-").waitFor();
  await p.shot("emergency-ops-phone-dark");
  await p.close();
});
