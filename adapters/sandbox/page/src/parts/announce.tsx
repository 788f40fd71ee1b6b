// What a screen reader is told, and the short notes that appear at the bottom.
import { signal } from "@preact/signals";
import { Icon } from "./icon";
import { t } from "../words";

const spoken = signal("");
export interface Note { id: number; text: string; bad: boolean }
export const notes = signal<Note[]>([]);
let last = 0;

export function announce(text: string): void {
  spoken.value = "";
  setTimeout(() => { spoken.value = text; }, 30);
}

export function note(text: string, bad = false): void {
  const id = ++last;
  notes.value = [...notes.value.slice(-2), { id, text, bad }];
  setTimeout(() => dismiss(id), bad ? 9000 : 5000);
}

function dismiss(id: number): void {
  notes.value = notes.value.filter((n) => n.id !== id);
}

export function Announcer() {
  return (
    <>
      <div class="off-screen" role="status" aria-live="polite">{spoken}</div>
      <div class="notes" role="status" aria-live="polite">
        {notes.value.map((n) => (
          <div key={n.id} class={n.bad ? "note bad" : "note"}>
            <span>{n.text}</span>
            <button type="button" class="icon-button small" aria-label={t("dismiss")} onClick={() => dismiss(n.id)}>
              <Icon name="close" size={14} />
            </button>
          </div>
        ))}
      </div>
    </>
  );
}
