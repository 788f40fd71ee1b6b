// Builds dist/: index.html and hashed assets, nothing inline, nothing from elsewhere. Needs Node 18 and `npm ci`.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";

const emojiTable = {
  name: "emoji-table",
  setup(b) {
    b.onResolve({ filter: /^emoji-table$/ }, (a) => ({ path: a.path, namespace: "emoji-table" }));
    b.onLoad({ filter: /.*/, namespace: "emoji-table" }, async () => {
      const { gemoji } = await import("gemoji");
      const pairs = gemoji.flatMap((e) => e.names.map((n) => `${n}=${e.emoji}`));
      return { contents: `export default ${JSON.stringify(pairs.join(" "))}`, loader: "js" };
    });
  },
};

// The card library knows players of other sites. Media elements are not registered here, and their addresses go too, so
// that no served file names a place that a browser would load from.
const noPlayers = {
  name: "no-players",
  setup(b) {
    b.onLoad({ filter: /adaptivecards[\\/]lib[\\/]card-elements\.js$/ }, async (a) => {
      const text = await readFile(a.path, "utf8");
      const without = text.replace(/https:\/\/[a-z.]*(vimeo|dailymotion|youtube)\.com[a-zA-Z0-9/._-]*/g, "about:blank#");
      return { contents: without, loader: "js" };
    });
  },
};

await rm("dist", { recursive: true, force: true });
const made = await build({
  entryPoints: ["src/main.tsx"],
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome123", "firefox121", "safari17.5"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  outdir: "dist/assets",
  entryNames: "page-[hash]",
  metafile: true,
  plugins: [emojiTable, noPlayers],
  logLevel: "warning",
});

const files = Object.keys(made.metafile.outputs).map((f) => basename(f));
const script = files.find((f) => f.endsWith(".js"));
const style = files.find((f) => f.endsWith(".css"));

const icon = await readFile("src/icon.svg", "utf8");
const iconName = `icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8)}.svg`;
await mkdir("dist/assets", { recursive: true });
await writeFile(`dist/assets/${iconName}`, icon);

// The notices of what was bundled travel with it.
const packages = [...new Set(Object.keys(made.metafile.inputs).flatMap((f) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(f)?.[1] ?? []))];
const notices = [];
for (const name of [...packages, "gemoji"].sort()) {
  let text;
  for (const file of ["LICENSE", "license", "LICENSE.md", "LICENSE.txt"]) {
    text ??= await readFile(`node_modules/${name}/${file}`, "utf8").catch(() => undefined);
  }
  if (!text) throw new Error(`${name} has no licence file`);
  notices.push(`== ${name}\n\n${text.trim()}\n`);
}
await writeFile("dist/assets/licenses.txt", notices.join("\n"));

await writeFile("dist/index.html", (await readFile("src/index.html", "utf8"))
  .replace("{script}", `/assets/${script}`).replace("{style}", `/assets/${style}`).replace("{icon}", `/assets/${iconName}`));
