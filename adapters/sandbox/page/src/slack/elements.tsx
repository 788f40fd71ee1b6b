// What can be pressed or picked: in messages each choice goes out at once, in modals it waits for the submission.
import { useState } from "preact/hooks";
import { Dialog } from "../parts/dialog";
import { Menu } from "../parts/menu";
import { Icon } from "../parts/icon";
import { BlockJson, keyOf, Surface } from "./blocks";
import { Plain, Text, TextObject } from "./mrkdwn_view";
import { channels, people } from "../state/directory";
import { safeUrl } from "./mrkdwn";
import { t } from "../words";

export type ElementJson = Record<string, any> & { type: string; action_id?: string };
export interface Option { value: string; label: string; description?: string }

interface Confirmation { title: TextObject; text: TextObject; confirm: TextObject; deny: TextObject; style?: string }

function optionsIn(list: any[] | undefined): Option[] {
  return (list ?? []).map((o) => ({ value: o.value, label: o.text?.text ?? o.value, description: o.description?.text }));
}

// What a select offers, whatever it selects.
export function optionsOf(e: ElementJson): { label?: string; options: Option[] }[] {
  const what = e.type.replace(/^multi_/, "");
  if (what === "users_select") return [{ options: people.value.map((p) => ({ value: p.id, label: p.name })) }];
  if (what === "channels_select" || what === "conversations_select") {
    return [{ options: channels.value.filter((c) => c.platform === "slack").map((c) => ({ value: c.id, label: `#${c.name}` })) }];
  }
  if (e.option_groups) return e.option_groups.map((g: any) => ({ label: g.label?.text, options: optionsIn(g.options) }));
  return [{ options: optionsIn(e.options) }];
}

export function initialOf(e: ElementJson): string | string[] {
  const many = e.type.startsWith("multi_") || e.type === "checkboxes";
  if (many) {
    if (e.initial_options) return e.initial_options.map((o: any) => o.value);
    return e.initial_users ?? e.initial_channels ?? e.initial_conversations ?? [];
  }
  return e.initial_option?.value ?? e.initial_user ?? e.initial_channel ?? e.initial_conversation ?? e.initial_date ??
    e.initial_time ?? (e.initial_date_time ? String(e.initial_date_time) : undefined) ?? e.initial_value ?? "";
}

// A date and time picker speaks in epoch seconds, the browser's own control in local time.
export function toLocal(epoch: string): string {
  const n = Number(epoch);
  if (!epoch || Number.isNaN(n)) return "";
  const d = new Date(n * 1000);
  return new Date(d.getTime() - d.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

export function Picker({ of: e, id, value, onPick, describedBy, invalid, label }: {
  of: ElementJson; id?: string; value: string | string[]; onPick: (v: string | string[]) => void;
  describedBy?: string; invalid?: boolean; label?: string;
}) {
  const groups = optionsOf(e);
  const shared = { id, "aria-describedby": describedBy, "aria-invalid": invalid, "aria-label": label };
  if (e.type === "radio_buttons" || e.type === "checkboxes") {
    const many = e.type === "checkboxes";
    const picked = Array.isArray(value) ? value : [value];
    return (
      <div class="choices" role={many ? "group" : "radiogroup"} {...shared}>
        {groups[0].options.map((o) => (
          <label key={o.value} class="choice">
            <input type={many ? "checkbox" : "radio"} name={id ?? e.action_id} checked={picked.includes(o.value)}
              onChange={(ev) => {
                if (!many) return onPick(o.value);
                const on = (ev.currentTarget as HTMLInputElement).checked;
                onPick(on ? [...picked.filter((v) => v !== ""), o.value] : picked.filter((v) => v !== o.value));
              }} />
            <span>{o.label}{o.description && <small>{o.description}</small>}</span>
          </label>
        ))}
      </div>
    );
  }
  if (e.type === "datepicker" || e.type === "timepicker" || e.type === "datetimepicker") {
    const type = e.type === "datepicker" ? "date" : e.type === "timepicker" ? "time" : "datetime-local";
    const shown = e.type === "datetimepicker" ? toLocal(String(value)) : String(value);
    return (
      <input type={type} class="field" value={shown} {...shared}
        onChange={(ev) => {
          const v = (ev.currentTarget as HTMLInputElement).value;
          onPick(e.type === "datetimepicker" && v ? String(Math.floor(new Date(v).getTime() / 1000)) : v);
        }} />
    );
  }
  if (e.type.startsWith("multi_")) {
    const picked = Array.isArray(value) ? value : [];
    return (
      <div class="choices boxed" role="group" {...shared}>
        {groups.flatMap((g) => g.options).map((o) => (
          <label key={o.value} class="choice">
            <input type="checkbox" checked={picked.includes(o.value)}
              onChange={(ev) => onPick((ev.currentTarget as HTMLInputElement).checked
                ? [...picked, o.value] : picked.filter((v) => v !== o.value))} />
            <span>{o.label}</span>
          </label>
        ))}
      </div>
    );
  }
  return (
    <select class="field" value={String(value)} {...shared}
      onChange={(ev) => onPick((ev.currentTarget as HTMLSelectElement).value)}>
      <option value="">{e.placeholder?.text ?? t("pick_one")}</option>
      {groups.map((g, i) => g.label
        ? <optgroup key={i} label={g.label}>{g.options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}</optgroup>
        : g.options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>))}
    </select>
  );
}

export function Element({ of: e, block, surface }: { of: ElementJson; block: BlockJson; surface: Surface }) {
  const [asked, ask] = useState<{ value: unknown } | null>(null);
  const [picked, pick] = useState<string | string[]>(initialOf(e));
  const busy = surface.busy === keyOf(block, e);
  const confirm = e.confirm as Confirmation | undefined;
  function go(value: unknown) {
    if (confirm) ask({ value });
    else void surface.act(e, block, value);
  }
  const dialog = asked && confirm && (
    <Dialog size="small" title={confirm.title.text} onClose={() => ask(null)}
      footer={
        <>
          <button type="button" class="button" onClick={() => ask(null)}><Plain of={confirm.deny} /></button>
          <button type="button" data-autofocus class={confirm.style === "danger" ? "button danger" : "button primary"}
            onClick={() => { const v = asked.value; ask(null); void surface.act(e, block, v); }}>
            <Plain of={confirm.confirm} />
          </button>
        </>
      }>
      <div class="rich"><Text of={confirm.text} /></div>
    </Dialog>
  );
  if (e.type === "button") {
    const style = e.style === "primary" ? "button primary" : e.style === "danger" ? "button danger outline" : "button";
    const url = e.url ? safeUrl(String(e.url)) : undefined;
    return (
      <>
        <button type="button" class={style} aria-busy={busy} disabled={busy} data-action={e.action_id}
          aria-label={e.accessibility_label}
          onClick={() => { if (url) window.open(url, "_blank", "noreferrer,noopener"); go(null); }}>
          {busy && <span class="spinner" aria-hidden="true" />}<Plain of={e.text} />
        </button>
        {dialog}
      </>
    );
  }
  if (e.type === "overflow") {
    return (
      <>
        <Menu label={t("more_actions")} button={<Icon name="more" />}
          items={optionsIn(e.options).map((o) => ({ label: o.label, pick: () => go(o.value) }))} />
        {dialog}
      </>
    );
  }
  return (
    <>
      <Picker of={e} value={picked} label={e.placeholder?.text ?? block.text?.text ?? e.action_id}
        onPick={(v) => { pick(v); if (v !== "") go(v); }} />
      {dialog}
    </>
  );
}
