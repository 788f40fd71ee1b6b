// The markdown that Teams shows, made into DOM nodes. Text only ever becomes text nodes; of markup there is what is
// listed here and nothing else.
import { safeUrl } from "../slack/mrkdwn";

export interface Options {
  // Names that may stand in <at>…</at>.
  mentions: { has: (name: string) => boolean };
  // Cards know bold, italics, links and lists; messages know a little more.
  card: boolean;
}

const escapable = /[\\`*_{}[\]()#+\-.!~|<>&"']/;
const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'", nbsp: "\u00a0" };

const deepestQuote = 5;

export function markdown(text: string, o: Options, depth = 0): DocumentFragment {
  const out = document.createDocumentFragment();
  const lines = text.replace(/\r\n?/g, o.card ? "\n\n" : "\n").split("\n");
  let i = 0;
  while (i < lines.length) {
    const line = lines[i];
    if (line.trim() === "") { i++; continue; }
    if (!o.card && /^```/.test(line)) {
      const end = lines.findIndex((l, j) => j > i && /^```/.test(l));
      const stop = end < 0 ? lines.length : end;
      out.append(element("pre", [document.createTextNode(lines.slice(i + 1, stop).join("\n"))]));
      i = stop + 1;
      continue;
    }
    const item = /^\s{0,3}(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/;
    if (item.test(line)) {
      const ordered = item.exec(line)![2] !== undefined;
      const list = document.createElement(ordered ? "ol" : "ul");
      if (ordered) (list as HTMLOListElement).start = Number(item.exec(line)![2]);
      for (let m = item.exec(lines[i] ?? ""); m && (m[2] !== undefined) === ordered; m = item.exec(lines[++i] ?? "")) {
        list.append(element("li", inline(m[3], o, 0)));
      }
      out.append(list);
      continue;
    }
    if (!o.card && depth < deepestQuote && /^\s{0,3}>/.test(line)) {
      const quote: string[] = [];
      while (i < lines.length && /^\s{0,3}>/.test(lines[i])) quote.push(lines[i++].replace(/^\s{0,3}>\s?/, ""));
      const box = document.createElement("blockquote");
      box.append(markdown(quote.join("\n"), o, depth + 1));
      out.append(box);
      continue;
    }
    const paragraph: Node[] = [];
    const ends = o.card ? /^$/ : depth < deepestQuote ? /^(```|\s{0,3}>)/ : /^```/;
    while (i < lines.length && lines[i].trim() !== "" && !item.test(lines[i]) && !ends.test(lines[i])) {
      if (paragraph.length > 0) {
        const hard = / {2,}$|\\$/.test(lines[i - 1]);
        paragraph.push(hard ? document.createElement("br") : document.createTextNode(" "));
      }
      paragraph.push(...inline(lines[i].replace(/ {2,}$|\\$/, "").trimStart(), o, 0));
      i++;
    }
    out.append(element("p", paragraph));
  }
  return out;
}

function element(name: string, children: Node[]): HTMLElement {
  const e = document.createElement(name);
  e.append(...children);
  return e;
}

const marks: [string, string][] = [["**", "strong"], ["__", "strong"], ["~~", "s"], ["*", "em"], ["_", "em"]];

function inline(s: string, o: Options, depth: number): Node[] {
  const out: Node[] = [];
  let plain = "";
  const flush = () => { if (plain !== "") out.push(document.createTextNode(plain)); plain = ""; };
  let i = 0;
  const lone = new Set<string>();  // marks that nothing closes from here on: not looked for again
  scan: while (i < s.length) {
    const ch = s[i];
    if (ch === "\\" && i + 1 < s.length && escapable.test(s[i + 1])) {
      plain += s[i + 1];
      i += 2;
      continue;
    }
    if (ch === "&") {
      const m = /^&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7}));/.exec(s.slice(i, i + 12));
      if (m) {
        const code = Number(m[2]);
        plain += m[1] ? entities[m[1]] : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
        i += m[0].length;
        continue;
      }
    }
    if (ch === "<") {
      const at = /^<at>([^<]{1,200})<\/at>/.exec(s.slice(i, i + 220));
      if (at && o.mentions.has(at[1])) {
        flush();
        const who = element("span", [document.createTextNode(at[1])]);
        who.className = "mention teams";
        out.push(who);
        i += at[0].length;
        continue;
      }
      const br = /^<br\s*\/?>/i.exec(s.slice(i, i + 8));
      if (br && !o.card) {
        flush();
        out.push(document.createElement("br"));
        i += br[0].length;
        continue;
      }
    }
    if (ch === "`" && !o.card) {
      const end = s.indexOf("`", i + 1);
      if (end > i + 1) {
        flush();
        out.push(element("code", [document.createTextNode(s.slice(i + 1, end))]));
        i = end + 1;
        continue;
      }
    }
    if (ch === "[" && depth < 4) {
      const m = /^\[((?:\\.|[^\]\\]){1,2000})\]\(<?([^\s()<>]{1,2000})>?\)/.exec(s.slice(i, i + 4100));
      if (m) {
        flush();
        out.push(link(m[2].replace(/&amp;/g, "&"), inline(m[1], o, depth + 1)));
        i += m[0].length;
        continue;
      }
    }
    const url = ch === "h" && !o.card && (i === 0 || /[\s(]/.test(s[i - 1])) && /^https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}*_]/.exec(s.slice(i, i + 2100));
    if (url) {
      flush();
      out.push(link(url[0].replace(/&amp;/g, "&"), [document.createTextNode(url[0].replace(/&amp;/g, "&"))]));
      i += url[0].length;
      continue;
    }
    if (depth < 4) {
      for (const [mark, tag] of marks) {
        if (lone.has(mark) || !s.startsWith(mark, i) || (tag === "s" && o.card) || !opens(s, i, mark)) continue;
        const end = closing(s, i, mark);
        if (end < 0) {
          lone.add(mark);
          continue;
        }
        flush();
        out.push(element(tag, inline(s.slice(i + mark.length, end), o, depth + 1)));
        i = end + mark.length;
        continue scan;
      }
    }
    plain += ch;
    i++;
  }
  flush();
  return out;
}

const word = /[\p{L}\p{N}]/u;

function opens(s: string, at: number, mark: string): boolean {
  const from = at + mark.length;
  if (from >= s.length || /\s/.test(s[from])) return false;
  return !(mark.includes("_") && at > 0 && word.test(s[at - 1]));
}

function closing(s: string, at: number, mark: string): number {
  const from = at + mark.length;
  for (let j = from + 1; j < s.length; j++) {
    if (s[j - 1] === "\\") continue;
    if (!s.startsWith(mark, j) || /\s/.test(s[j - 1])) continue;
    if (mark.length === 1 && (s[j + 1] === mark || s[j - 1] === mark)) continue;
    if (mark.includes("_") && j + mark.length < s.length && word.test(s[j + mark.length])) continue;
    return j;
  }
  return -1;
}

function link(url: string, children: Node[]): HTMLElement {
  const safe = safeUrl(url);
  if (!safe) return element("span", children);
  const a = element("a", children) as HTMLAnchorElement;
  a.href = safe;
  a.target = "_blank";
  a.rel = "noreferrer noopener";
  return a;
}

const kept = new Set(["P", "BR", "STRONG", "B", "EM", "I", "S", "STRIKE", "U", "CODE", "PRE", "BLOCKQUOTE", "UL", "OL", "LI", "DIV", "SPAN"]);

// HTML that a Teams client or bot sent: read in an inert document, then only what is known is made anew.
export function fromHtml(html: string, o: Options): DocumentFragment {
  const inert = new DOMParser().parseFromString(html, "text/html");
  const out = document.createDocumentFragment();
  copy(inert.body, out, o, 0);
  return out;
}

function copy(from: Node, to: Node, o: Options, depth: number): void {
  if (depth > 20) return;
  for (const n of Array.from(from.childNodes)) {
    if (n.nodeType === Node.TEXT_NODE) {
      to.appendChild(document.createTextNode(n.nodeValue ?? ""));
    } else if (n instanceof Element) {
      if (n.tagName === "SCRIPT" || n.tagName === "STYLE") continue;
      if (n.tagName === "AT" || n.getAttribute("itemtype")?.endsWith("Mention")) {
        const who = element("span", [document.createTextNode(n.textContent ?? "")]);
        who.className = "mention teams";
        to.appendChild(who);
      } else if (n.tagName === "A") {
        const inner = document.createDocumentFragment();
        copy(n, inner, o, depth + 1);
        to.appendChild(link(n.getAttribute("href") ?? "", Array.from(inner.childNodes)));
      } else if (kept.has(n.tagName)) {
        const made = document.createElement(n.tagName.toLowerCase());
        copy(n, made, o, depth + 1);
        to.appendChild(made);
      } else {
        copy(n, to, o, depth + 1);
      }
    }
  }
}
