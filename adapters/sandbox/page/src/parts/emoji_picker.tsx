// A small picker: what is offered first, then whatever the search finds. Arrows walk the grid, Esc closes.
import { useEffect, useRef, useState } from "preact/hooks";
import { emojiOf, searchEmoji, usual } from "../slack/emoji";
import { t } from "../words";

export interface Choice { value: string; char: string; label: string }

export function EmojiPicker({ offered, search, onPick, onClose, up }: {
  offered: Choice[]; search: boolean; onPick: (value: string) => void; onClose: () => void; up?: boolean;
}) {
  const root = useRef<HTMLDivElement>(null);
  const [part, setPart] = useState("");
  const shown = search && part.length > 1
    ? searchEmoji(part.toLowerCase().replace(/\s+/g, "_"), 40).map((n) => ({ value: n, char: emojiOf(n) ?? "", label: n.replace(/_/g, " ") }))
    : offered;
  useEffect(() => {
    root.current!.querySelector<HTMLElement>("input, button")?.focus();
    const outside = (e: Event) => { if (!root.current?.contains(e.target as Node)) onClose(); };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, []);
  function keys(e: KeyboardEvent) {
    if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); onClose(); return; }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 6, ArrowUp: -6 }[e.key];
    if (step === undefined) return;
    const all = [...root.current!.querySelectorAll<HTMLElement>(".emoji-grid button")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (at < 0 && (e.key === "ArrowLeft" || e.key === "ArrowRight")) return;
    e.preventDefault();
    if (at >= 0 && at + step < 0) root.current!.querySelector<HTMLElement>("input")?.focus();
    else all[at < 0 ? 0 : Math.min(at + step, all.length - 1)]?.focus();
  }
  return (
    <div class={up ? "emoji-picker up" : "emoji-picker"} ref={root} role="dialog" aria-label={t("pick_reaction")} onKeyDown={keys}>
      {search && (
        <input class="field" type="search" value={part} placeholder={t("search_emoji")} aria-label={t("search_emoji")}
          onInput={(e) => setPart(e.currentTarget.value)} />
      )}
      <div class="emoji-grid">
        {shown.map((c, i) => (
          <button key={c.value} type="button" tabIndex={i === 0 ? 0 : -1} aria-label={c.label} title={c.label} onClick={() => onPick(c.value)}>{c.char}</button>
        ))}
      </div>
      {shown.length === 0 && <p class="subtle">{t("nothing_found")}</p>}
    </div>
  );
}

export function slackChoices(first: string[]): Choice[] {
  return [...new Set([...first, ...usual])].map((n) => ({ value: n, char: emojiOf(n) ?? "", label: n.replace(/_/g, " ") }))
    .filter((c) => c.char !== "").slice(0, 18);
}

const teamsTypes: [string, string, string][] = [
  ["like", "👍", "like"], ["heart", "❤️", "heart"], ["laugh", "😆", "laugh"], ["surprised", "😮", "surprised"], ["sad", "😢", "sad"],
  ["angry", "😠", "angry"], ["2705_whiteheavycheckmark", "✅", "white check mark"], ["274c_crossmark", "❌", "cross mark"], ["1f440_eyes", "👀", "eyes"],
];
export const teamsChoices: Choice[] = teamsTypes.map(([value, char, label]) => ({ value, char, label }));

export function teamsEmoji(type: string): string {
  const known = teamsChoices.find((c) => c.value === type);
  if (known) return known.char;
  const code = /^([0-9a-f]{4,6})_/i.exec(type);
  return code ? String.fromCodePoint(Math.min(parseInt(code[1], 16), 0x10ffff)) : "❔";
}
