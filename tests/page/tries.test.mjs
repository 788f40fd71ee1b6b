// Every line that the page offers to try does what the page says, in both languages; and what is said when nothing can work.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, patience, phone } from "./browser.mjs";
import { startSandbox } from "./sandbox.mjs";
import { texts } from "./shown_texts.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

// What shows that a thing was seen, by the order of the cards.
const seen = {
  emergency: /ratificado por|signed off by/, public: /Publicado|Posted/, correct: /Retirada de|Retraction of/, diff: null, policy: /nome interno|internal name/,
  leak: /credencial|credential/, hours: /Vale agora a janela|The window .* is in force/, nudge: /Prévia esquecida|A forgotten preview/, teams: /Publicado|Posted/, doubt: null,
};
const makesADraft = /(abrir|open|atualizar|update|corrigir|correct|retratar|retract) /;

async function until(holds, what) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (await holds()) return;
    await new Promise((r) => setTimeout(r, 100));
  }
  assert.fail(`never: ${what}`);
}

for (const [language, options] of [["pt-BR", {}], ["en", { locale: "en-US", colorScheme: "dark" }]]) {
  test(`every line that is offered does what it says (${language})`, async () => {
    const t = texts[language];
    const sandbox = await startSandbox(["--language", language]);
    try {
      const p = await openPage(browser, sandbox, options);
      const name = async () => { try { return (await sandbox.newest()).name; } catch { return ""; } };
      const dialog = p.page.getByRole("dialog");
      const opened = async () => {
        if (await dialog.count() === 0) await p.page.locator(".top").getByRole("button", { name: t.tryIt }).click();
        await dialog.locator(".try").first().waitFor();
      };
      await opened();
      await p.accessible(`what there is to try (${language})`);
      await p.shot(`tries-${language}`);
      const ids = Object.keys(seen);
      assert.equal(await dialog.locator(".try").count(), ids.length);
      for (const [at, id] of ids.entries()) {
        await opened();
        const steps = await dialog.locator(".try").nth(at).locator(".try-step button").count();
        for (let step = 0; step < steps; step++) {
          await opened();
          const before = await name();
          await dialog.locator(".try").nth(at).locator(".try-step button").nth(step).click();
          if (id === "doubt" && step === 2) {
            await dialog.locator(".try").nth(at).locator(".try-step").nth(step).and(p.page.locator(".done")).waitFor();
            await p.page.keyboard.press("Escape");
            continue;
          }
          await dialog.waitFor({ state: "detached" });
          await p.page.locator("#conversation textarea:focus").waitFor();
          const line = await p.composer.inputValue();
          assert.doesNotMatch(line, /[{}]/, line);
          await p.page.keyboard.press("Enter");
          if (makesADraft.test(line)) {
            await until(async () => (await name()) !== before, line);
          } else if (/(aprovar|approve) /.test(line) && !/emerg/.test(line) && id !== "doubt") {
            await p.go("slack:C0BILLING");
            await p.preview(await name()).filter({ hasText: /1 de 2|1 of 2|Publicado|Posted/ }).waitFor();
          } else if (/emerg/.test(line)) {
            await until(async () => (await name()).endsWith(".2"), line);
          }
        }
        if (id === "diff") {
          await dialog.getByLabel("impact_summary").waitFor();
          await p.page.keyboard.press("Escape");
          await dialog.waitFor({ state: "detached" });
        } else if (id === "doubt") {
          await p.page.locator('#conversation [data-action="delivery.arrived"]').waitFor({ timeout: patience * 2 });
        } else if (id === "emergency") {
          await p.page.locator("#conversation .message.only-you").last().filter({ hasText: /ratificado|signed off/ }).waitFor();
        } else {
          await p.page.locator("#conversation .message", { hasText: seen[id] }).last().waitFor();
        }
      }
      if (language === "en") {
        const own = await p.page.locator("#conversation .message.only-you").allInnerTexts();
        assert.ok(own.every((x) => !/está|não|prévia/.test(x)), `private answers come in English: ${own.at(-1)}`);
      }
      await p.close();
    } finally { await sandbox.stop(); }
  });
}

test("a stopped daemon and a workspace that is gone are said above everything, with what to do", async () => {
  const sandbox = await startSandbox();
  const bar = (p) => p.page.locator(".trouble-bar");
  try {
    const p = await openPage(browser, sandbox, phone);
    assert.equal(await bar(p).count(), 0);
    await fetch(new URL("/api/daemon/kill", sandbox.base), { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    await bar(p).getByText("O daemon está parado").waitFor();
    await p.accessible("a stopped daemon");
    await p.shot("trouble-daemon");
    await bar(p).getByRole("button", { name: "Iniciar" }).tap();
    await bar(p).waitFor({ state: "detached" });
    await p.close();
    const q = await openPage(browser, sandbox, { colorScheme: "dark" });
    await sandbox.stop();
    await bar(q).getByText("incidentd sandbox").waitFor();
    await q.shot("trouble-gone");
    await q.context.close();
  } finally { await sandbox.stop(); }
});
