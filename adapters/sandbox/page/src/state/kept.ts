// What the browser remembers across reloads. A browser that forbids it only forgets.
import { effect, signal, Signal } from "@preact/signals";

const prefix = "incidentd.sandbox.";

export function remembered<T>(key: string, otherwise: T, valid: (v: unknown) => v is T, where: "local" | "session" = "local"): Signal<T> {
  const store = (): Storage | undefined => {
    try { return where === "local" ? window.localStorage : window.sessionStorage; } catch { return undefined; }
  };
  let first = otherwise;
  try {
    const text = store()?.getItem(prefix + key);
    const v: unknown = text ? JSON.parse(text) : undefined;
    if (valid(v)) first = v;
  } catch { /* an unreadable memory is no memory */ }
  const s = signal<T>(first);
  effect(() => {
    const text = JSON.stringify(s.value);
    try { store()?.setItem(prefix + key, text); } catch { /* full or forbidden */ }
  });
  return s;
}

export const isText = (v: unknown): v is string => typeof v === "string";
export const isFlag = (v: unknown): v is boolean => typeof v === "boolean";
export const isTexts = (v: unknown): v is Record<string, string> =>
  typeof v === "object" && v !== null && !Array.isArray(v) && Object.values(v).every(isText);
export const isList = (v: unknown): v is string[] => Array.isArray(v) && v.every(isText);
export const oneOf = <T extends string>(...all: T[]) => (v: unknown): v is T => all.includes(v as T);
