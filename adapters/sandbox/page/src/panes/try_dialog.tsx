// What else can be seen here: each thing with the lines that do it, ready to be put into the composer as the right person.
import { signal } from "@preact/signals";
import { Avatar } from "../parts/avatar";
import { Dialog } from "../parts/dialog";
import { Icon } from "../parts/icon";
import { post, tellTrouble } from "../state/deeds";
import { become, everybody } from "../state/directory";
import { isTexts, remembered } from "../state/kept";
import { language } from "../state/look";
import { SlackMessage } from "../state/model";
import { focusComposer, openPlace, setDraft } from "../state/view";
import { faults, hasTeams, session, slackMessages } from "../state/world";
import { Try, tries, TryStep } from "./tries";
import { t } from "../words";

export const tryOpen = signal(false);
let ready = false;  // a line stands in the composer
const taken = remembered<Record<string, string>>("tries", {}, isTexts, "session");  // by "id/step", what the workspace's run was

export function hasTries(): boolean { return session.value?.documents.sample === true; }

function newestPreview(): SlackMessage | undefined {
  let newest: SlackMessage | undefined;
  for (const list of slackMessages.value.values()) {
    for (const m of list) if (m.metadata?.event_type === "incidentd_preview" && (!newest || m.ts > newest.ts)) newest = m;
  }
  return newest;
}

function filled(line: string): string {
  const about = newestPreview()?.metadata?.event_payload;
  const draft = String(about?.draft_id ?? "D1");
  return line.replaceAll("{incident}", String(about?.incident_id ?? "SUP-INC-1")).replaceAll("{draft}", draft)
    .replaceAll("{revision}", `${draft}.${about?.revision ?? 1}`);
}

function Step({ of: s, name, number }: { of: TryStep; name: string; number: number }) {
  const who = everybody.value.find((p) => p.handle === s.as);
  const key = `${name}/${number}`;
  const run = session.value?.run ?? "";
  const done = taken.value[key] === run;
  const line = s.line?.[language.value] ?? "";
  const on = s.fault !== undefined && faults.value.some((f) => f.name === s.fault && f.on);
  function take() {
    taken.value = { ...taken.value, [key]: run };
    if (s.fault) {
      void post("/api/faults", { name: s.fault, on: true }).then(tellTrouble);
      return;
    }
    become(s.as);
    openPlace(s.at);
    setDraft(s.at, filled(line));
    tryOpen.value = false;
    ready = true;
  }
  const first = who?.name.split(" ")[0] ?? s.as;
  return (
    <li class={done ? "try-step done" : "try-step"}>
      <span class="try-number" aria-hidden="true">{done ? <Icon name="check" size={13} /> : number}</span>
      {s.fault
        ? <span class="try-line">{s.hint?.[language.value]}</span>
        : <code class="try-line">{line.replaceAll(/\{(revision|draft)\}/g, "D…").replaceAll("{incident}", "SUP-INC-…")}</code>}
      <button type="button" class="button small" disabled={on} onClick={take} aria-label={s.fault ? s.hint?.[language.value] : t("try_as", first, number)}>
        {s.fault ? t("try_switch") : <>{who && <Avatar id={who.handle} name={who.name} tiny />}{first}</>}
      </button>
    </li>
  );
}

function Card({ of: c }: { of: Try }) {
  return (
    <li class="try">
      <h3>{c.title[language.value]}</h3>
      <p class="subtle">{c.see[language.value]}</p>
      <ol>{c.steps.map((s, i) => <Step key={i} of={s} name={c.id} number={i + 1} />)}</ol>
    </li>
  );
}

export function TryDialog() {
  if (!tryOpen.value || !hasTries()) return null;
  const shown = tries.filter((c) => hasTeams.value || !["teams", "doubt"].includes(c.id));
  return (
    <Dialog title={t("try_title")} subtitle={t("try_subtitle")} size="large" onClose={() => { tryOpen.value = false; }}
      onGone={() => { if (ready) focusComposer.value++; ready = false; }}>
      <ul class="tries">{shown.map((c) => <Card key={c.id} of={c} />)}</ul>
    </Dialog>
  );
}
