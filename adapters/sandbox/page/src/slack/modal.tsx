// The topmost Slack modal of the person at the browser: inputs, hints, the app's errors beside what they are about.
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../parts/dialog";
import { announce, note } from "../parts/announce";
import { Avatar } from "../parts/avatar";
import { Block as BlockView, BlockJson, keyOf, Surface } from "./blocks";
import { Picker, initialOf } from "./elements";
import { Plain } from "./mrkdwn_view";
import { Json, View } from "../state/model";
import { me, myId } from "../state/directory";
import { modals, session } from "../state/world";
import { reason, slack } from "../state/deeds";
import { isPhrase, Phrase, t } from "../words";

type Values = Record<string, string | string[]>;

const memory = {
  key: (id: string) => `incidentd.sandbox.modal.${id}`,
  load(id: string): Values {
    try { return JSON.parse(sessionStorage.getItem(this.key(id)) ?? "{}") as Values; } catch { return {}; }
  },
  save(id: string, v: Values): void {
    try { sessionStorage.setItem(this.key(id), JSON.stringify(v)); } catch { /* full or forbidden */ }
  },
  drop(id: string): void {
    try { sessionStorage.removeItem(this.key(id)); } catch { /* as above */ }
  },
};

// What the server last knew of an input, in the shape the inputs here use.
function known(state: Json | undefined): string | string[] | undefined {
  if (!state) return undefined;
  const one = state.value ?? state.selected_option?.value ?? state.selected_user ?? state.selected_channel ?? state.selected_conversation ??
    state.selected_date ?? state.selected_time ?? state.selected_date_time;
  if (one !== undefined && one !== null) return String(one);
  const many = state.selected_options?.map((o: Json) => o.value) ?? state.selected_users ?? state.selected_channels ?? state.selected_conversations;
  return Array.isArray(many) ? many : undefined;
}

function start(view: View): Values {
  const kept = memory.load(view.id);
  const out: Values = {};
  for (const b of view.blocks) {
    const e = b.element;
    if (b.type !== "input" || !e) continue;
    out[b.block_id] = kept[b.block_id] ?? known(view.state?.values?.[b.block_id]?.[e.action_id]) ?? initialOf(e);
  }
  return out;
}

function wordsOf(error: string): string {
  const key = `client_${error.toLowerCase().replace(/[^a-z]+/g, "_").replace(/_$/, "")}`;
  return isPhrase(key) ? t(key as Phrase) : error;
}

function Input({ block: b, value, error, onChange }: { block: BlockJson; value: string | string[]; error?: string; onChange: (v: string | string[]) => void }) {
  const e = b.element as Json & { type: string };
  const id = `in-${b.block_id}`;
  const described = [b.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const shared = { id, "aria-describedby": described, "aria-invalid": error !== undefined, "aria-required": b.optional !== true };
  const text = String(value);
  const choices = e.type === "radio_buttons" || e.type === "checkboxes" || e.type.startsWith("multi_");
  const type = e.type === "email_text_input" ? "email" : e.type === "url_text_input" ? "url" : e.type === "number_input" ? "number" : "text";
  return (
    <div class={error ? "form-row bad" : "form-row"}>
      {choices
        ? <span class="label" id={`${id}-label`}><Plain of={b.label} />{b.optional && <small>{t("optional")}</small>}</span>
        : <label class="label" for={id}><Plain of={b.label} />{b.optional && <small>{t("optional")}</small>}</label>}
      {e.type.endsWith("_text_input") || e.type === "number_input"
        ? e.multiline
          ? <textarea class="field" rows={3} {...shared} value={text} maxLength={e.max_length} placeholder={e.placeholder?.text}
              onInput={(ev) => onChange(ev.currentTarget.value)} />
          : <input class="field" {...shared} type={type as "text"} value={text} maxLength={e.max_length} placeholder={e.placeholder?.text} autocomplete="off"
              onInput={(ev) => onChange(ev.currentTarget.value)} />
        : e.type === "rich_text_input" || e.type === "file_input"
          ? <p class="subtle">{t("input_not_here", e.type)}</p>
          : <Picker of={e} id={id} value={value} describedBy={described} invalid={error !== undefined} label={b.label?.text} onPick={onChange} />}
      {b.hint && <p class="hint" id={`${id}-hint`}><Plain of={b.hint} /></p>}
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}

function ModalView({ view }: { view: View }) {
  const [values, setValues] = useState<Values>(() => start(view));
  const [busy, setBusy] = useState("");
  const [trouble, setTrouble] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>(view.errors ?? {});
  const as = me.value?.handle;
  useEffect(() => {
    const spots = Object.keys(errors);
    if (spots.length === 0) return;
    announce(spots.map((k) => wordsOf(errors[k])).join(". "));
    document.getElementById(`in-${spots[0]}`)?.focus();
  }, [errors]);
  const surface: Surface = {
    busy,
    act: async (element, block, value) => {
      setBusy(keyOf(block, element));
      const done = await slack("press_in_modal", { as, action_id: element.action_id, ...(element.type === "button" ? {} : { value }) });
      setBusy("");
      if (!done.ok) note(reason(done), true);
    },
  };
  async function submit() {
    if (busy) return;
    setBusy("submit");
    setTrouble("");
    const done = await slack("submit", { as, view_id: view.id, values });
    setBusy("");
    if (done.ok) { memory.drop(view.id); return; }
    if (done.errors && typeof done.errors === "object") setErrors({ ...(done.errors as Record<string, string>) });
    else setTrouble(done.error === "no_response" || done.error === "dispatch_failed" ? t("submit_failed") : reason(done));
  }
  async function close() {
    memory.drop(view.id);
    await slack("close", { as, view_id: view.id, all: false });
  }
  const bot = session.value?.bot.slack;
  return (
    <Dialog title={view.title?.text ?? ""} subtitle={bot?.name} mark={<Avatar id={bot?.id ?? ""} />} onClose={() => void close()}
      onSubmit={view.submit ? () => void submit() : undefined}
      footer={
        <>
          <button type="button" class="button" onClick={() => void close()}>{view.close?.text ?? t("close")}</button>
          {view.submit && (
            <button type="submit" class="button primary" aria-busy={busy === "submit"} disabled={busy === "submit"}>
              {busy === "submit" && <span class="spinner" aria-hidden="true" />}{view.submit.text}
            </button>
          )}
        </>
      }>
      {trouble && <p class="form-trouble" role="alert">{trouble}</p>}
      {view.blocks.map((b) => b.type === "input"
        ? <Input key={b.block_id} block={b as BlockJson} value={values[b.block_id] ?? ""} error={errors[b.block_id] && wordsOf(errors[b.block_id])}
            onChange={(v) => {
              const all = { ...values, [b.block_id]: v };
              setValues(all);
              memory.save(view.id, all);
              if (errors[b.block_id]) { const rest = { ...errors }; delete rest[b.block_id]; setErrors(rest); }
            }} />
        : <BlockView key={b.block_id} of={b as BlockJson} surface={surface} />)}
    </Dialog>
  );
}

export function SlackModal() {
  const stack = modals.value.get(myId.value) ?? [];
  const top = stack[stack.length - 1];
  return top ? <ModalView key={`${top.id} ${top.hash}`} view={top} /> : null;
}
