// One headless Chromium, and pages that mind what must never happen: an error in the console, a request to anywhere else,
// something the Content-Security-Policy had to stop.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { artefacts } from "./sandbox.mjs";

const executablePath = process.env.INCIDENTD_CHROMIUM ?? "/usr/bin/chromium";
// For a machine that builds something else meanwhile. What goes wrong shows as something that is not there, never as a time.
export const patience = 60_000;

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export function launch() {
  return chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

export async function openPage(browser, sandbox, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 }, locale: "pt-BR", timezoneId: "America/Sao_Paulo", colorScheme: "light", reducedMotion: "reduce", ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const troubles = [];
  const origin = new URL(sandbox.base).host;
  page.on("console", (m) => { if (m.type() === "error") troubles.push(`console: ${m.text()}`); });
  page.on("pageerror", (e) => troubles.push(`error: ${e.message}`));
  const minds = (url) => {
    const u = new URL(url);
    if (u.protocol !== "data:" && u.protocol !== "blob:" && u.host !== origin) troubles.push(`request left the machine: ${url}`);
  };
  context.on("request", (r) => minds(r.url()));
  page.on("websocket", (w) => minds(w.url()));
  await context.addInitScript(() => {
    window.blocked = [];
    document.addEventListener("securitypolicyviolation", (e) => window.blocked.push(`${e.violatedDirective} ${e.blockedURI}`));
  });
  await page.goto(sandbox.base);
  await page.locator(".app").waitFor();
  return {
    page,
    context,
    composer: page.locator("#conversation textarea"),
    // Types a line as the person would, and sends it.
    type: async (text) => {
      await page.locator("#conversation textarea").fill(text);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Enter");
    },
    become: async (handle) => {
      const opener = page.locator("#rail-button");
      if (await opener.isVisible()) await opener.click();
      await page.locator(`#rail [data-person="${handle}"]`).click();
      if (await opener.isVisible()) await page.keyboard.press("Escape");
    },
    // Opens a channel or chat: "slack:C0OPS".
    go: async (key) => {
      const opener = page.locator("#rail-button");
      if (await opener.isVisible()) await opener.click();
      await page.locator(`#rail [data-place="${key}"]`).click();
    },
    message: (text) => page.locator("#conversation .message", { hasText: text }).last(),
    preview: (text = "") => page.locator("#conversation .message.preview", { hasText: text }).last(),
    post: (text = "") => page.locator("#conversation .message.final-post", { hasText: text }),
    shot: async (name) => {
      mkdirSync(artefacts, { recursive: true });
      await page.screenshot({ path: join(artefacts, `${name}.png`) });
    },
    accessible: async (where) => {
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const grave = found.violations.filter((v) => v.impact === "serious" || v.impact === "critical")
        .map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${n.failureSummary?.split("\n")[1] ?? ""}`).join("; ")}`);
      assert.deepEqual(grave, [], `accessibility of ${where}`);
    },
    close: async () => {
      troubles.push(...(await page.evaluate(() => window.blocked)).map((b) => `blocked by the policy: ${b}`));
      await context.close();
      assert.deepEqual(troubles, []);
    },
  };
}
