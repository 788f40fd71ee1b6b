// What the composer offers for what stands before the caret. The commands come from the daemon's own table.
import { CommandRow, Place } from "../state/model";
import { channels, everybody } from "../state/directory";
import { language } from "../state/look";
import { session } from "../state/world";
import { emojiOf, searchEmoji } from "../slack/emoji";

export interface Suggestion {
  label: string;
  detail?: string;
  char?: string;
  insert: string;
  from: number;    // where the replaced text begins
  eager: boolean;  // Enter takes it without an arrow first
}

function first(usage: string): string { return usage.split(" ", 1)[0]; }

// "/incident " or "@Incident ", and what follows.
function afterCommand(text: string, place: Place): { prefix: string; rest: string } | null {
  const words = session.value?.commands[place.platform] ?? [];
  for (const w of words) {
    if (text.toLowerCase().startsWith(w.toLowerCase() + " ")) return { prefix: text.slice(0, w.length + 1), rest: text.slice(w.length + 1) };
  }
  return null;
}

function rowOf(word: string): CommandRow | undefined {
  const w = word.toLowerCase();
  return session.value?.commands.table.find((r) => r.word === w || r.aliases.includes(w));
}

export function usageOf(text: string, place: Place): { usage: string; help: string } | null {
  const after = afterCommand(text, place);
  const word = after?.rest.split(/\s/, 1)[0];
  const row = word ? rowOf(word) : undefined;
  return row ? { usage: row.usage[language.value], help: row.help[language.value] } : null;
}

export function completions(before: string, place: Place, inThread: boolean): Suggestion[] {
  const s = session.value;
  if (!s || before === "") return [];
  const commands = s.commands[place.platform] ?? [];
  if (!/\s/.test(before) && (before.startsWith("/") || (place.platform === "teams" && before.startsWith("@")))) {
    if (inThread && place.platform === "slack") return [];
    const found = commands.filter((c) => c.toLowerCase().startsWith(before.toLowerCase()));
    if (found.length > 0) return found.map((c) => ({ label: c, insert: c + " ", from: 0, eager: true }));
  }
  const after = afterCommand(before, place);
  if (after) {
    const words = after.rest.split(/\s+/);
    const last = words[words.length - 1];
    const from = before.length - last.length;
    if (words.length === 1) {
      const typed = last.toLowerCase();
      const rows = s.commands.table.filter((r) => [r.word, ...r.aliases].some((w) => w && w.startsWith(typed)));
      if (rows.some((r) => r.word === typed || r.aliases.includes(typed))) return [];
      return rows.map((r) => {
        const usage = r.usage[language.value];
        const known = [first(usage), r.word, ...r.aliases].find((w) => w.startsWith(typed)) ?? r.word;
        return { label: known, detail: r.help[language.value], insert: known + " ", from, eager: typed !== "" };
      });
    }
    const row = rowOf(words[0]);
    if (row && last !== "" && !last.includes("=")) {
      const keys = [...row.usage[language.value].matchAll(/\[?([a-z_]+)=/g)].map((m) => m[1] + "=");
      const stages = row.word === "update" && words.length === 2 ? s.commands.stages : [];
      const found = [...stages.map((w) => w + " "), ...new Set(keys)].filter((w) => w.startsWith(last) && w.trim() !== last);
      if (found.length > 0) return found.map((w) => ({ label: w.trim(), insert: w, from, eager: false }));
    }
    const severity = /(^|\s)severity=([sS]?[1-4]?)$/.exec(before);
    if (severity && severity[2].length < 2) {
      return ["S1", "S2", "S3", "S4"].map((v) => ({ label: v, insert: v, from: before.length - severity[2].length, eager: false }));
    }
  }
  const mark = /(^|[\s("])([@#:])([\p{L}\p{N}._+-]*)$/u.exec(before);
  if (!mark) return [];
  const typed = mark[3].toLowerCase();
  const from = before.length - mark[3].length - 1;
  if (mark[2] === "@") {
    const bot = place.platform === "slack" ? s.bot.slack.name : (s.bot.teams?.name ?? "Incident");
    const all = [
      { label: `@${bot}`, detail: "App" },
      ...everybody.value.map((p) => ({ label: p.handle, detail: p.name })),
      ...(place.platform === "slack" ? s.groups.map((g) => ({ label: `@${g.handle}`, detail: "" })) : []),
    ];
    return all.filter((x) => x.label.slice(1).toLowerCase().startsWith(typed) || x.detail.toLowerCase().startsWith(typed)).slice(0, 7)
      .map((x) => ({ ...x, insert: x.label + " ", from, eager: typed !== "" }));
  }
  if (mark[2] === "#") {
    if (place.platform !== "slack") return [];
    return channels.value.filter((c) => c.platform === "slack" && c.name.startsWith(typed))
      .map((c) => ({ label: `#${c.name}`, insert: `#${c.name} `, from, eager: typed !== "" }));
  }
  if (typed.length < 2) return [];
  return searchEmoji(typed, 6).map((n) => ({
    label: `:${n}:`, char: emojiOf(n), insert: (place.platform === "slack" ? `:${n}:` : emojiOf(n) ?? "") + " ", from, eager: false,
  }));
}
