// Every view at every width, in both themes, to be looked at: node gallery.mjs [DIR] [NAME-PART]. Not a test.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, openPage, phone } from "./browser.mjs";
import { artefacts, startSandbox } from "./sandbox.mjs";
import { texts } from "./shown_texts.mjs";

const dir = process.argv[2] ?? join(artefacts, "gallery");
const only = process.argv[3] ?? "";
mkdirSync(dir, { recursive: true });
const sizes = [
  ["390", { ...phone }], ["768", { viewport: { width: 768, height: 1024 } }],
  ["1280", { viewport: { width: 1280, height: 800 } }], ["1920", { viewport: { width: 1920, height: 1080 } }],
];
const word = "Interoperabilidade";
const long = `${word} ${"palavra comprida ".repeat(40)}${"x".repeat(300)}`;

const browser = await launch();
for (const language of ["pt-BR", "en"]) {
  const t = texts[language];
  const sandbox = await startSandbox(["--language", language]);
  for (const [size, options] of sizes) {
    const scheme = (size === "390" || size === "1280") === (language === "pt-BR") ? "light" : "dark";
    const p = await openPage(browser, sandbox, { ...options, locale: language === "en" ? "en-US" : "pt-BR", colorScheme: scheme });
    const small = size === "390";
    const shot = async (name) => {
      if (!name.includes(only)) return;
      await p.page.waitForTimeout(250);
      await p.page.screenshot({ path: join(dir, `${name}-${size}-${scheme}-${language}.png`) });
      const wide = await p.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) console.log(`${name} ${size}: ${wide} px too wide`);
    };
    const side = async (name) => {
      if (small) return p.page.locator(".bottom-bar").getByRole("button", { name }).click();
      if (!(await p.page.locator(".side").isVisible())) await p.page.locator(".top button.icon-button.not-phone").last().click();
      return p.page.getByRole("tab", { name }).click();
    };
    const back = async () => {
      if (small) return p.page.locator(".bottom-bar button").first().click();
      if (size === "768") await p.page.locator(".tabs > .icon-button").click();
    };
    const middle = async (menu, label) => {
      if (!small) return p.page.locator(".top").getByRole("button", { name: label }).click();
      await p.page.locator(".top .only-phone .menu-root button").click();
      return p.page.getByRole("menuitem", { name: label }).click();
    };
    await p.go("slack:C0GERAL");
    await shot("empty-without-bot");
    await p.go("slack:C0STATUS");
    await shot("empty");
    await p.go("slack:C0BILLING");
    await p.type(t.open(`Galeria ${size}`));
    await p.preview(`Galeria ${size}`).waitFor();
    await shot("preview");
    await p.type(long);
    await p.type(`/incident ${language === "en" ? "help" : "ajuda"}`);
    await p.page.locator("#conversation .message.only-you").last().waitFor();
    await shot("long");
    await p.preview(`Galeria ${size}`).getByRole("button", { name: t.edit }).click();
    await p.page.getByRole("dialog").waitFor();
    await shot("modal");
    await p.page.keyboard.press("Escape");
    await p.page.getByRole("dialog").waitFor({ state: "detached" });
    await p.go("teams:19:BILLING@thread.tacv2");
    await p.page.locator("#conversation .message", { hasText: `Galeria ${size}` }).last().waitFor();
    await shot("teams");
    await p.go("slack:C0BILLING");
    if (small) { await p.page.locator("#rail-button").click(); await shot("rail"); await p.page.keyboard.press("Escape"); }
    for (const name of [t.wire, t.faults, t.documents]) { await side(name); await shot(`side-${[t.wire, t.faults, t.documents].indexOf(name)}`); await back(); }
    await middle("try", t.tryIt);
    await p.page.getByRole("dialog").waitFor();
    await shot("try");
    await p.page.keyboard.press("Escape");
    await middle("connect", t.connectShort);
    await p.page.getByRole("dialog").getByText("SLACK_APP_TOKEN").first().waitFor();
    await shot("connect");
    await p.page.keyboard.press("Escape");
    await fetch(new URL("/api/daemon/kill", sandbox.base), { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    await p.page.locator(".top .pill .dot.bad, .top .pill .dot.off, .top .pill").first().waitFor();
    await p.type("/incident status");
    await p.page.locator("#conversation .message", { hasText: "/incident" }).last().waitFor();
    await shot("daemon-down");
    await fetch(new URL("/api/daemon/restart", sandbox.base), { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    await p.context.close();
  }
  const p = await openPage(browser, sandbox, { locale: language });
  await sandbox.stop();
  await p.page.locator(".pill.lost").waitFor();
  await p.page.screenshot({ path: join(dir, `gone-1440-light-${language}.png`) });
  await p.context.close();
}
await browser.close();
