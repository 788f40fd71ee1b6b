// Starts the built `incidentd sandbox` on a port of its own, with a temporary directory of its own.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const candidates = [process.env.INCIDENTD_BINARY, join(root, "build/release/incidentd"), join(root, "build/debug/incidentd")];
const binary = candidates.find((b) => b && existsSync(b));

export const artefacts = process.env.INCIDENTD_PAGE_ARTEFACTS ?? join(root, "build/page-artefacts");

export async function startSandbox(args = []) {
  if (!binary) throw new Error("no incidentd to test: build it, or name it in INCIDENTD_BINARY");
  const home = mkdtempSync(join(tmpdir(), "incidentd-page-test-"));
  const pageDir = process.env.INCIDENTD_PAGE_DIR ? ["--page-dir", process.env.INCIDENTD_PAGE_DIR] : [];
  const child = spawn(binary, ["sandbox", "--listen", "127.0.0.1:0", ...pageDir, ...args], {
    env: { ...process.env, TMPDIR: home }, stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let trouble = "";
  child.stderr.on("data", (d) => { trouble = (trouble + d).slice(-4000); });
  const base = await new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error(`no address within 60 s: ${out}${trouble}`)), 60_000);
    child.stdout.on("data", (d) => {
      out += d;
      const m = /http:\/\/\S+/.exec(out);
      if (m) { clearTimeout(late); found(m[0]); }
    });
    child.once("exit", (code) => { clearTimeout(late); failed(new Error(`incidentd sandbox ended with ${code}: ${out}${trouble}`)); });
  });
  return {
    base,
    output: () => out,
    get: async (path) => (await fetch(new URL(path, base))).json(),
    // What the workspace holds, without the page.
    messages: async (channel) => {
      const r = await (await fetch(new URL("/api/events", base))).json();
      return r.events[0].data.slack.messages[channel] ?? [];
    },
    // The newest preview: its draft, revision and incident.
    newest: async (channel = "C0BILLING") => {
      const r = await (await fetch(new URL("/api/events", base))).json();
      const all = r.events[0].data.slack.messages[channel].filter((m) => m.metadata?.event_type === "incidentd_preview");
      const p = all.at(-1).metadata.event_payload;
      return { draft: p.draft_id, name: `${p.draft_id}.${p.revision}`, incident: p.incident_id };
    },
    home,
    stop: async () => {
      if (child.exitCode === null) {
        const gone = new Promise((r) => child.once("exit", r));
        child.kill("SIGTERM");
        const hard = setTimeout(() => child.kill("SIGKILL"), 20_000);
        await gone;
        clearTimeout(hard);
      }
      rmSync(home, { recursive: true, force: true });
    },
  };
}
