// What the person is looking at: the side panel, the open thread, drafts, what was read. Survives a reload.
import { computed, signal } from "@preact/signals";
import { isFlag, isList, isText, isTexts, oneOf, remembered } from "./kept";
import { goTo, me, place, placeKey } from "./directory";
import { Place } from "./model";

export type Tab = "thread" | "wire" | "faults" | "documents";
export const tab = remembered<Tab>("tab", "wire", oneOf<Tab>("thread", "wire", "faults", "documents"), "session");
// Beside the conversation where there is room; over it, and only when asked for, where there is not.
export const sideOpen = remembered("side", matchMedia("(min-width: 1121px)").matches, isFlag);
export const onSide = remembered("phone-side", false, isFlag, "session");  // phones show one thing at a time
export const railOpen = signal(false);

export const openThread = remembered("thread", "", isText, "session");  // "place key/root id"
export const thread = computed(() => {
  const p = place.value;
  const at = openThread.value.indexOf("/");
  if (!p || at < 0 || openThread.value.slice(0, at) !== placeKey(p)) return null;
  return openThread.value.slice(at + 1);
});

export const openDocument = remembered("document", "", isText, "session");
export const drafts = remembered<Record<string, string>>("drafts", {}, isTexts, "session");
export const history = remembered<string[]>("history", [], isList);

export function show(which: Tab): void {
  tab.value = which;
  sideOpen.value = true;
  onSide.value = true;
  railOpen.value = false;
}

export function showConversation(): void {
  onSide.value = false;
  railOpen.value = false;
}

export function showThread(p: Place, root: string): void {
  openThread.value = `${placeKey(p)}/${root}`;
  show("thread");
}

export function closeThread(): void {
  openThread.value = "";
  if (tab.value === "thread") tab.value = "wire";
  onSide.value = false;
}

export function openPlace(key: string): void {
  goTo(key);
  showConversation();
}

export function setDraft(key: string, text: string): void {
  const rest = { ...drafts.value };
  if (text === "") delete rest[key];
  else rest[key] = text.slice(0, 8000);
  drafts.value = rest;
}

export function remember(line: string): void {
  if (line.trim() === "") return;
  history.value = [...history.value.filter((h) => h !== line), line].slice(-60);
}

// The composer is asked to take the focus (the guide put something into it).
export const focusComposer = signal(0);
// The message the person was sent to look at.
export const pointedAt = signal("");

const seen = remembered<Record<string, string>>("seen", {}, isTexts, "session");
const seenKey = (p: Place) => `${me.value?.handle ?? ""} ${placeKey(p)}`;
export function lastSeen(p: Place): string { return seen.value[seenKey(p)] ?? ""; }
export function markSeen(p: Place, id: string): void {
  if (lastSeen(p) < id) seen.value = { ...seen.value, [seenKey(p)]: id };
}

// What the platform tells one person by itself: a slash command that nobody acknowledged.
export interface LocalNote { id: number; place: string; person: string; at: number; text: string; command: string }
export const localNotes = signal<readonly LocalNote[]>([]);
let lastNote = 0;
export function addLocalNote(n: Omit<LocalNote, "id">): void {
  localNotes.value = [...localNotes.value, { ...n, id: ++lastNote }].slice(-50);
}
export function dropLocalNote(id: number): void {
  localNotes.value = localNotes.value.filter((n) => n.id !== id);
}
