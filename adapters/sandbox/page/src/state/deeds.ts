// What the person does, sent to the server. Every answer comes back as `Done`; trouble on the way is an answer too.
import { Done } from "./model";
import { note } from "../parts/announce";
import { t, Phrase, isPhrase } from "../words";

async function call(path: string, body?: unknown): Promise<Done> {
  try {
    const r = await fetch(path, body === undefined ? { cache: "no-store" } : {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const answer: unknown = await r.json();
    if (answer === null || typeof answer !== "object") return { ok: false, error: "bad_answer" };
    return answer as Done;
  } catch {
    return { ok: false, error: "unreachable" };
  }
}

export const look = (path: string): Promise<Done> => call(path);
export const post = (path: string, body: object): Promise<Done> => call(path, body);
export const slack = (deed: string, body: object): Promise<Done> => call(`/api/slack/${deed}`, body);
export const teams = (deed: string, body: object): Promise<Done> => call(`/api/teams/${deed}`, body);

// Why it did not work, in the person's language.
export function reason(done: Done): string {
  if (done.detail) return done.detail;
  const key = `error_${done.error ?? "unknown"}`;
  return isPhrase(key) ? t(key as Phrase) : t("error_other", done.error ?? "?");
}

export function tellTrouble(done: Done): void {
  if (!done.ok) note(reason(done), true);
}
