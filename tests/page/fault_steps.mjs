// Steps that the tests of faults share: a switch on the page, and the whole flow under it.
import assert from "node:assert/strict";
import { texts } from "./shown_texts.mjs";

const t = texts["pt-BR"];

// An outcome in doubt is looked up for 30 s before anything is sent again.
export const patience = 90_000;

export async function turn(p, name, on) {
  await p.page.getByRole("tab", { name: t.faults }).click();
  const knob = p.page.locator(`[role=switch][aria-labelledby="fault-${name}"]`);
  if ((await knob.getAttribute("aria-checked")) !== String(on)) await knob.click();
  if (on) await p.page.locator(`.fault.on:has([aria-labelledby="fault-${name}"])`).waitFor();
  else await p.page.locator(`[role=switch][aria-checked=false][aria-labelledby="fault-${name}"]`).waitFor();
}

export async function count(sandbox, kind, summary) {
  return (await sandbox.messages("C0BILLING"))
    .filter((m) => m.metadata?.event_type === kind && JSON.stringify([m.blocks, m.text]).includes(summary)).length;
}

// From the command to the post; each message exactly once.
export async function flow(p, sandbox, summary) {
  await p.become("@ana.suporte");
  await p.type(t.open(summary));
  const live = p.preview(summary).getByRole("button", { name: t.approve });
  // A command that a dropped socket swallowed is told to the person, who brings it back and sends it again.
  const told = p.page.getByRole("button", { name: "Trazer de volta o texto" });
  for (let tries = 0; tries < 8; tries++) {
    await live.or(told).first().waitFor({ timeout: patience });
    if (await live.isVisible()) break;
    await p.page.waitForTimeout(700);  // a person's pause; the socket is dialled again meanwhile
    await told.first().click();
    await p.page.locator("#conversation textarea:focus").waitFor();
    await p.page.keyboard.press("Enter");
    await p.page.waitForTimeout(300);
  }
  await live.waitFor({ timeout: patience });
  await p.become("@renata.quality");
  await live.click();
  await p.post(summary).first().waitFor({ timeout: patience });
  await p.preview(summary).filter({ hasText: "Publicado" }).waitFor({ timeout: patience });
  assert.equal(await count(sandbox, "incidentd_preview", summary), 1, "one preview");
  assert.equal(await count(sandbox, "incidentd_post", summary), 1, "one post");
}

// What the wire shows of the fault.
export async function struck(p, shot) {
  await p.page.getByRole("tab", { name: t.wire }).click();
  await p.page.locator(".wire-entry .badge.warn").first().waitFor();
  await p.shot(shot);
}
