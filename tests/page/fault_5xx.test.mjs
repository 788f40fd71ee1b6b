// The 5xx fault leaves an outcome in doubt, which takes its time to clear up: a file of its own, beside the others.
import { after, before, test } from "node:test";
import { launch, openPage } from "./browser.mjs";
import { flow, struck, turn } from "./fault_steps.mjs";
import { startSandbox } from "./sandbox.mjs";

let sandbox;
let browser;
before(async () => { [sandbox, browser] = await Promise.all([startSandbox(), launch()]); });
after(async () => { await browser?.close(); await sandbox?.stop(); });

test("with 5xx switched on the message still goes out exactly once", async () => {
  const p = await openPage(browser, sandbox);
  await turn(p, "5xx", true);
  await flow(p, sandbox, "Falha 5xx");
  await struck(p, "fault-5xx");
  await turn(p, "5xx", false);
  await p.close();
});
