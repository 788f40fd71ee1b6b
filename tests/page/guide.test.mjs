// The guided first minute, in both languages, with nothing but what the strip offers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, phone } from "./browser.mjs";
import { startSandbox } from "./sandbox.mjs";
import { texts } from "./shown_texts.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

async function walk(p, t, name, onPhone) {
  const { page } = p;
  const strip = page.locator(".guide");
  const step = (n) => strip.locator(`.step:nth-child(${n}).now`).waitFor();
  const conversation = async () => { if (onPhone) await page.locator(".bottom-bar button").first().click(); };

  await step(1);
  await p.accessible(`the page at the guide's start (${name})`);
  await p.shot(`${name}-1-open`);
  await strip.getByRole("button", { name: t.fillIn }).click();
  assert.match(await p.composer.inputValue(), /^\/inciden/);
  await page.keyboard.press("Enter");

  await step(2);
  await p.preview().getByRole("button", { name: t.approve }).waitFor();
  assert.equal(await p.post().count(), 0, "nothing is posted before the approval");
  await p.shot(`${name}-2-preview`);
  await strip.getByRole("button", { name: t.readIt }).click();

  await step(3);
  await strip.locator(".button.accent").click();
  assert.equal(await page.locator('#rail [data-person="@renata.quality"]').getAttribute("aria-checked"), "true");
  await page.reload();
  await step(3);
  await p.shot(`${name}-3-approve`);
  await p.preview().getByRole("button", { name: t.approve }).click();

  await step(4);
  await p.post().first().waitFor();
  assert.equal(await p.post().count(), 1, "the approved message is posted once");
  await p.shot(`${name}-4-post`);
  await strip.getByRole("button", { name: t.next }).click();

  await step(5);
  await strip.getByRole("button", { name: t.openRecord }).click();
  await page.locator(".document").filter({ hasText: "SUP-INC-1" }).waitFor();
  await p.accessible(`the approval record (${name})`);
  await p.shot(`${name}-5-record`);

  await step(6);
  await strip.getByRole("button", { name: t.connect }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("SLACK_APP_TOKEN").first().waitFor();
  await dialog.getByText("socket_mode_enabled").first().waitFor();
  assert.ok(await dialog.getByRole("button", { name: t.copy }).count() >= 3, "the manifest and the settings can be copied");
  await p.accessible(`how to connect (${name})`);
  await p.shot(`${name}-6-connect`);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await conversation();
  await strip.locator("button.icon-button").click();
  await strip.waitFor({ state: "detached" });
  await page.reload();
  await p.composer.waitFor();
  assert.equal(await strip.count(), 0, "a dismissed guide stays away");
}

test("the guided first minute in Portuguese, on a desk, light", async () => {
  const sandbox = await startSandbox();
  try {
    const p = await openPage(browser, sandbox);
    await walk(p, texts["pt-BR"], "guide-pt", false);
    await p.close();
  } finally { await sandbox.stop(); }
});

test("the guided first minute in English, on a phone, dark", async () => {
  const sandbox = await startSandbox(["--language", "en"]);
  try {
    const p = await openPage(browser, sandbox, { locale: "en-US", colorScheme: "dark", ...phone });
    await walk(p, texts.en, "guide-en-phone", true);
    await p.close();
  } finally { await sandbox.stop(); }
});
