// Makes the README's picture: node picture.mjs OUT.png (then make it small: pngquant --quality 60-90 OUT.png).
import { launch, openPage } from "./browser.mjs";
import { startSandbox } from "./sandbox.mjs";

const sandbox = await startSandbox(["--language", "en"]);
const browser = await launch();
try {
  const p = await openPage(browser, sandbox, { locale: "en-US", viewport: { width: 1320, height: 800 }, deviceScaleFactor: 1.5 });
  await p.page.locator(".guide .button.accent").click();
  await p.page.keyboard.press("Enter");
  await p.preview().getByRole("button", { name: "Approve" }).waitFor();
  await p.page.locator(".guide .button.accent").click();
  await p.become("@renata.quality");
  const ack = p.page.locator(".wire-row", { hasText: "slash_commands" }).filter({ hasText: "envelope" }).first();
  await ack.click();
  await p.page.mouse.move(640, 60);
  await p.page.evaluate(() => document.activeElement?.blur());
  await p.page.waitForTimeout(400);
  await p.page.screenshot({ path: process.argv[2] ?? "picture.png" });
} finally {
  await browser.close();
  await sandbox.stop();
}
