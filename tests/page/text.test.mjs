// The text forms of both platforms, without a server: mrkdwn as a tree, Teams' markdown and HTML as nodes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "./browser.mjs";

const page = join(dirname(fileURLToPath(import.meta.url)), "../../adapters/sandbox/page/src");
const bundle = async (entry, format) => (await build({ entryPoints: [join(page, entry)], bundle: true, write: false, format, globalName: "made" })).outputFiles[0].text;

const { parse } = await import(`data:text/javascript,${encodeURIComponent(await bundle("slack/mrkdwn.ts", "esm"))}`);
const text = (v) => ({ t: "text", v });
const line = (s, verbatim = true) => {
  const blocks = parse(s, { verbatim });
  assert.equal(blocks.length, 1);
  assert.equal(blocks[0].t, "text");
  return blocks[0].c;
};

test("styles hug their words and nest; marks inside words and lone marks stay as they are", () => {
  assert.deepEqual(line("*a _b_ ~c~*"), [{ t: "bold", c: [text("a "), { t: "italic", c: [text("b")] }, text(" "), { t: "strike", c: [text("c")] }] }]);
  for (const s of ["a*b*c", "* a*", "*a *", "2 * 3 * 4", "snake_case_name", "**x**"]) {
    assert.deepEqual(line(s).filter((n) => n.t === "bold" || n.t === "italic").length, 0, s);
  }
});

test("what stands between < and > is a mention, a link, a date, and nothing else is decoded", () => {
  assert.deepEqual(line("<@U1|ana> <#C1|geral> <!subteam^S1> <!here>").filter((n) => n.t !== "text"),
    [{ t: "user", id: "U1", label: "ana" }, { t: "channel", id: "C1", label: "geral" }, { t: "group", id: "S1", label: "" }, { t: "broadcast", v: "here" }]);
  assert.deepEqual(line("<https://a.example/?x=1&amp;y|*aqui*>"),
    [{ t: "link", url: "https://a.example/?x=1&y", c: [{ t: "bold", c: [text("aqui")] }] }]);
  assert.deepEqual(line("<!date^1764000000^{date_num} {time}^https://a.example|antes>"),
    [{ t: "date", at: 1764000000, format: "{date_num} {time}", url: "https://a.example", fallback: "antes" }]);
  assert.deepEqual(line("&lt;!channel&gt; &amp;lt; &quot;"), [text("<!channel> &lt; &quot;")]);
});

test("bare addresses become links only where the text is not verbatim", () => {
  assert.deepEqual(line("veja https://a.example/x."), [text("veja https://a.example/x.")]);
  assert.deepEqual(line("veja https://a.example/x.", false), [text("veja "), { t: "link", url: "https://a.example/x", c: [text("https://a.example/x")] }, text(".")]);
});

test("code keeps its text, a fence its lines, a quote its place", () => {
  assert.deepEqual(line("`*a* &lt;b&gt;`"), [{ t: "code", v: "*a* <b>" }]);
  assert.deepEqual(parse("antes\n```\n*a*\n  b\n```\ndepois", { verbatim: true }).map((b) => b.t), ["text", "pre", "text"]);
  assert.deepEqual(parse("&gt; um\n&gt; dois\ntrês", { verbatim: true }).map((b) => b.t), ["quote", "text"]);
});

test("nothing that people can type makes the reader fail or stall", () => {
  const bits = ["*", "_", "~", "`", "```", "<", ">", "|", "@U1", "!date^", "^", "&lt;", "&", "\n", " ", "a", "é", "😀", ":tada:", "https://x.example"];
  let seed = 7;
  const next = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  const began = process.cpuUsage();
  for (let i = 0; i < 3000; i++) parse(Array.from({ length: next(60) }, () => bits[next(bits.length)]).join(""), { verbatim: i % 2 === 0 });
  for (const bad of ["*a ".repeat(4000), "*_~".repeat(4000), "<".repeat(12000), "`".repeat(12000), "*_a".repeat(4000)]) parse(bad, { verbatim: false });
  const took = process.cpuUsage(began).user / 1000;  // its own work, whatever else the machine does
  assert.ok(took < 5000, `${took} ms`);
});

let browser;
let tab;
before(async () => {
  browser = await launch();
  tab = await browser.newPage();
  await tab.evaluate(`${await bundle("teams/markdown.ts", "iife")}; window.made = made`);
});
after(async () => { await browser?.close(); });

const teams = (how, s, card, names) => tab.evaluate(([how, s, card, names]) => {
  const box = document.createElement("div");
  box.append(window.made[how](s, { card, mentions: new Set(names) }));
  return box.innerHTML;
}, [how, s, card, names ?? []]);

test("Teams' markdown: styles, escapes, entities, line breaks, lists, links with a safe scheme", async () => {
  assert.equal(await teams("markdown", "**a** _b_ \\*c\\* &lt;d&gt;", true), "<p><strong>a</strong> <em>b</em> *c* &lt;d&gt;</p>");
  assert.equal(await teams("markdown", "um  \ndois\ntrês\n\nquatro", true), "<p>um<br>dois três</p><p>quatro</p>");
  assert.equal(await teams("markdown", "- a\n- b", true), "<ul><li>a</li><li>b</li></ul>");
  assert.equal(await teams("markdown", "[x](https://a.example)", true), "<p><a href=\"https://a.example\" target=\"_blank\" rel=\"noreferrer noopener\">x</a></p>");
  assert.equal(await teams("markdown", "[x](javascript:alert(1))", true), "<p>[x](javascript:alert(1))</p>");
  assert.equal(await teams("markdown", "[x](javascript:alert)", true), "<p><span>x</span></p>");
  assert.equal(await teams("markdown", "<at>Ana</at> <at>Outra</at>", true, ["Ana"]), "<p><span class=\"mention teams\">Ana</span> &lt;at&gt;Outra&lt;/at&gt;</p>");
  assert.equal(await teams("markdown", "<img src=x onerror=alert(1)><b>x</b>", false), "<p>&lt;img src=x onerror=alert(1)&gt;&lt;b&gt;x&lt;/b&gt;</p>");
});

test("HTML of a message keeps its words and what is harmless, and nothing that loads or runs", async () => {
  assert.equal(await teams("fromHtml", "<p onclick=x>a<b>b</b><img src=x><script>1</script><a href='javascript:1'>c</a><at id=0>Ana</at></p><iframe src=x></iframe>", false),
    "<p>a<b>b</b><span>c</span><span class=\"mention teams\">Ana</span></p>");
});

// What grew with the square of its length would take minutes.
test("nothing in a Teams message makes its reader stall", async () => {
  const took = await tab.evaluate(() => {
    const began = performance.now();
    for (const bad of ["*a ".repeat(8000), "[".repeat(20000), "**_~~".repeat(5000), "<at>".repeat(6000), "> ".repeat(9000) + "x", "- a\n".repeat(4000)]) {
      window.made.markdown(bad, { card: false, mentions: new Set(["x"]) });
    }
    return performance.now() - began;
  });
  assert.ok(took < 60_000, `${took} ms`);
});
