// Slack's mrkdwn as a tree: what the client would make of a text object or of a message's text.
// Nothing here makes HTML; `mrkdwn_view` turns the tree into text nodes.

export type Inline =
  | { t: "text"; v: string }
  | { t: "bold" | "italic" | "strike"; c: Inline[] }
  | { t: "code"; v: string }
  | { t: "link"; url: string; c: Inline[] }
  | { t: "user" | "channel" | "group"; id: string; label: string }
  | { t: "broadcast"; v: string }
  | { t: "date"; at: number; format: string; url: string; fallback: string }
  | { t: "emoji"; name: string }
  | { t: "br" };

export type Block = { t: "text"; c: Inline[] } | { t: "quote"; c: Inline[] } | { t: "pre"; v: string };

export interface Options {
  // False: bare addresses become links, as Slack does with text objects that are not `verbatim`.
  verbatim: boolean;
}

const deepest = 8;

// Slack escapes these three and nothing else; no other entity is decoded.
export function decode(s: string): string {
  return s.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function parse(text: string, o: Options): Block[] {
  const blocks: Block[] = [];
  // ``` fences may stand anywhere, also in the middle of a line.
  const parts = text.split("```");
  for (let i = 0; i < parts.length; i++) {
    const closed = i % 2 === 1 && i < parts.length - 1;
    if (closed) {
      blocks.push({ t: "pre", v: plainOf(parts[i].replace(/^\n/, "").replace(/\n$/, "")) });
      continue;
    }
    let piece = i % 2 === 1 ? "```" + parts[i] : parts[i];
    if (i > 0) piece = piece.replace(/^\n/, "");
    if (i < parts.length - 1) piece = piece.replace(/\n$/, "");
    if (piece !== "") lines(piece, o, blocks);
  }
  return blocks;
}

function lines(text: string, o: Options, out: Block[]): void {
  let last: { t: "text" | "quote"; c: Inline[] } | undefined;
  for (const line of text.split("\n")) {
    const quoted = /^&gt; ?/.exec(line);
    const kind = quoted ? "quote" : "text";
    const c = inline(quoted ? line.slice(quoted[0].length) : line, o, 0);
    if (last && last.t === kind) {
      last.c.push({ t: "br" }, ...c);
    } else {
      const made: { t: "text" | "quote"; c: Inline[] } = { t: kind, c };
      last = made;
      out.push(made);
    }
  }
}

// What stands between < and >, shown as plain text inside code.
function plainOf(s: string): string {
  return decode(s.replace(/<([^<>\n]*)>/g, (_, inner: string) => {
    const bar = inner.indexOf("|");
    return bar < 0 ? inner : inner.slice(bar + 1);
  }));
}

const boundaryBefore = /[\s\p{P}\p{S}]/u;
const styles: Record<string, "bold" | "italic" | "strike"> = { "*": "bold", _: "italic", "~": "strike" };

function inline(s: string, o: Options, depth: number): Inline[] {
  const out: Inline[] = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") out.push(...words(plain, o));
    plain = "";
  };
  let i = 0;
  const lone = new Set<string>();  // marks that nothing closes from here on: not looked for again
  while (i < s.length) {
    const ch = s[i];
    if (lone.has(ch)) {
      plain += ch;
      i++;
      continue;
    }
    if (ch === "<") {
      const end = s.indexOf(">", i);
      if (end < 0) lone.add(ch);
      if (end > i + 1) {
        flush();
        out.push(special(s.slice(i + 1, end), o, depth));
        i = end + 1;
        continue;
      }
    }
    if (ch === "`") {
      const end = s.indexOf("`", i + 1);
      if (end < 0) lone.add(ch);
      if (end > i + 1) {
        flush();
        out.push({ t: "code", v: plainOf(s.slice(i + 1, end)) });
        i = end + 1;
        continue;
      }
    }
    if (styles[ch] && depth < deepest && opens(s, i)) {
      const end = closing(s, i);
      if (end < 0) lone.add(ch);
      if (end > 0) {
        flush();
        out.push({ t: styles[ch], c: inline(s.slice(i + 1, end), o, depth + 1) });
        i = end + 1;
        continue;
      }
    }
    plain += ch;
    i++;
  }
  flush();
  return out;
}

// Marks hug the words they style, on both sides, and doubled ones style nothing.
function opens(s: string, i: number): boolean {
  const mark = s[i];
  if (i > 0 && (!boundaryBefore.test(s[i - 1]) || s[i - 1] === mark)) return false;
  return i + 1 < s.length && !/\s/.test(s[i + 1]) && s[i + 1] !== mark;
}

// Where the style opened at `i` ends, or -1.
function closing(s: string, i: number): number {
  const mark = s[i];
  for (let j = i + 2; j < s.length; j++) {
    if (s[j] === "`") {
      const end = s.indexOf("`", j + 1);
      if (end > 0) j = end;
      continue;
    }
    if (s[j] === "<") {
      const end = s.indexOf(">", j + 1);
      if (end > 0) j = end;
      continue;
    }
    if (s[j] !== mark || /\s/.test(s[j - 1]) || s[j + 1] === mark) continue;
    if (j + 1 === s.length || boundaryBefore.test(s[j + 1])) return j;
  }
  return -1;
}

function special(inner: string, o: Options, depth: number): Inline {
  const bar = inner.indexOf("|");
  const left = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : inner.slice(bar + 1);
  if (left.startsWith("@")) return { t: "user", id: left.slice(1), label: decode(label) };
  if (left.startsWith("#")) return { t: "channel", id: left.slice(1), label: decode(label) };
  if (left.startsWith("!subteam^")) return { t: "group", id: left.slice(9), label: decode(label) };
  if (left.startsWith("!date^")) {
    const [, at, format, url] = left.split("^");
    return { t: "date", at: Number(at), format: decode(format ?? ""), url: decode(url ?? ""), fallback: decode(label) };
  }
  if (left.startsWith("!")) return { t: "broadcast", v: left.slice(1) };
  const url = decode(left);
  const shown: Inline[] = label === "" ? [{ t: "text", v: url.replace(/^mailto:/, "") }]
    : depth < deepest ? inline(label, { ...o, verbatim: true }, depth + 1)
    : [{ t: "text", v: decode(label) }];
  return { t: "link", url, c: shown };
}

const bare = /(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}])|:([a-z0-9_+'-]{1,60})(?:::skin-tone-[2-6])?:/g;

function words(s: string, o: Options): Inline[] {
  const out: Inline[] = [];
  let from = 0;
  for (const m of s.matchAll(bare)) {
    if (m[1] && o.verbatim) continue;
    if (m.index > from) out.push({ t: "text", v: decode(s.slice(from, m.index)) });
    if (m[1]) out.push({ t: "link", url: decode(m[1]), c: [{ t: "text", v: decode(m[1]) }] });
    else out.push({ t: "emoji", name: m[2] });
    from = m.index + m[0].length;
  }
  if (from < s.length) out.push({ t: "text", v: decode(s.slice(from)) });
  return out;
}

// Only these become links a person can follow; anything else is shown as text.
export function safeUrl(url: string): string | undefined {
  return /^(https?:|mailto:)/i.test(url) ? url : undefined;
}
