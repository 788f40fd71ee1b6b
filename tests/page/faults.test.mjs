// Each fault by its switch on the page, and the daemon killed in the middle: nothing lost, nothing twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage } from "./browser.mjs";
import { count, flow, patience, struck, turn } from "./fault_steps.mjs";
import { startSandbox } from "./sandbox.mjs";
import { texts } from "./shown_texts.mjs";

const t = texts["pt-BR"];
let sandbox;
let browser;
before(async () => { [sandbox, browser] = await Promise.all([startSandbox(), launch()]); });
after(async () => { await browser?.close(); await sandbox?.stop(); });

for (const name of ["slow-api", "429", "dropped-socket", "duplicate-delivery", "lost-reply"]) {
  test(`with ${name} switched on the message still goes out exactly once`, async () => {
    const p = await openPage(browser, sandbox);
    await turn(p, name, true);
    await flow(p, sandbox, `Falha ${name}`);
    if (name === "429" || name === "lost-reply") await struck(p, `fault-${name}`);
    await turn(p, name, false);
    await p.close();
  });
}

test("a click that arrives late opens no form, and says so", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("Clique atrasado"));
  await p.preview("Clique atrasado").waitFor();
  await turn(p, "late-click", true);
  await p.preview("Clique atrasado").getByRole("button", { name: t.edit }).click();
  await p.page.locator(".note.bad").waitFor();
  assert.equal(await p.page.getByRole("dialog").count(), 0);
  await p.shot("fault-late-click");
  await turn(p, "late-click", false);
  await p.close();
});

test("after kill -9 the daemon comes back with the pending preview, and the approved message goes out once", async () => {
  const p = await openPage(browser, sandbox);
  await p.type(t.open("Morto no meio"));
  await p.preview("Morto no meio").waitFor();
  await p.page.getByRole("tab", { name: t.faults }).click();
  await p.accessible("faults");
  const card = p.page.locator(".daemon-card");
  const pid = await card.locator("dd").first().innerText();
  await card.getByRole("button", { name: "Só kill -9" }).click();
  await card.getByText("parado").waitFor();
  await p.shot("daemon-killed");
  await p.become("@renata.quality");
  await p.type("/incident status");
  await p.page.locator("#conversation .message.only-you", { hasText: "/incident falhou" }).waitFor();
  await card.getByRole("button", { name: "kill -9 e reiniciar" }).click();
  await card.getByText("no ar").waitFor();
  assert.notEqual(await card.locator("dd").first().innerText(), pid);
  const approve = p.preview("Morto no meio").getByRole("button", { name: t.approve });
  await approve.click();
  await card.getByRole("button", { name: "kill -9 e reiniciar" }).click();
  await card.getByText("no ar").waitFor();
  // Killed before it acknowledged the click, the person is told so and clicks again.
  const note = p.page.locator(".note.bad");
  await p.post("Morto no meio").or(note).first().waitFor({ timeout: patience });
  if (await note.count() > 0 && await approve.isVisible()) await approve.click();
  await p.post("Morto no meio").first().waitFor({ timeout: patience });
  assert.equal(await count(sandbox, "incidentd_post", "Morto no meio"), 1);
  await p.shot("daemon-restarted");
  await p.close();
});
