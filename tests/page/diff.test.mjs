// What changed, word by word: against the revision before after an edit, against the last post in the next update.
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

for (const [where, options] of [["desk", {}], ["phone-dark", { ...phone, colorScheme: "dark" }]]) {
  test(`an edit and the next update show what changed, word by word (${where})`, async () => {
    const p = await openPage(browser, sandbox, options);
    const summary = `O login está lento (${where})`;
    await p.type(t.open(summary));
    await p.preview(summary).waitFor();
    const { incident, draft } = await sandbox.newest();
    await p.become("@renata.quality");
    await p.preview(summary).getByRole("button", { name: t.edit }).click();
    const dialog = p.page.getByRole("dialog");
    await dialog.getByLabel("impact_summary").fill(`O login está fora (${where})`);
    await dialog.locator("button[type=submit]").click();
    await dialog.waitFor({ state: "detached" });
    const edited = p.preview(`Mudou desde ${draft}.1`);
    await edited.waitFor();
    assert.ok((await edited.locator("s").allInnerTexts()).some((x) => x.includes("lento")), "what went is struck out");
    assert.ok((await edited.locator("strong, em, code").allInnerTexts()).some((x) => x.includes("fora")), "what came stands out");
    await p.accessible(`a difference (${where})`);
    await edited.scrollIntoViewIfNeeded();
    await p.shot(`diff-edit-${where}`);

    await p.become("@igor.audit");
    await edited.getByRole("button", { name: t.approve }).click();
    await p.post(`O login está fora (${where})`).waitFor();
    await p.become("@ana.suporte");
    await p.type(`/incident atualizar ${incident} initial_update impact_summary="O login está de volta (${where})"`);
    const next = p.preview("Mudou desde a última publicação");
    await next.waitFor();
    assert.ok((await next.locator("s").allInnerTexts()).some((x) => x.includes("fora")));
    assert.ok((await next.innerText()).includes("de volta"));
    assert.ok(await p.page.evaluate((w) => document.documentElement.scrollWidth <= w, p.page.viewportSize().width));
    await next.scrollIntoViewIfNeeded();
    await p.shot(`diff-post-${where}`);
    await p.close();
  });
}

test("a preview in Teams shows the difference too", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("Cartão lento"));
  await p.preview("Cartão lento").waitFor();
  await p.go("teams:19:BILLING@thread.tacv2");
  const card = p.page.locator("#conversation .message", { hasText: "Cartão lento" }).filter({ has: p.page.locator(".adaptive-card") }).last();
  await card.locator(".ac-pushButton", { hasText: t.edit }).first().click();
  const dialog = p.page.getByRole("dialog");
  await dialog.getByLabel("impact_summary").fill("Cartão fora");
  await dialog.locator(".ac-pushButton").last().click();
  await dialog.waitFor({ state: "detached" });
  await p.message("Mudou desde").filter({ hasText: "fora" }).waitFor();
  await p.shot("diff-teams");
  await p.close();
});
