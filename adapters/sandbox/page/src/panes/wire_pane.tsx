// What goes over the wire, newest first: envelopes, acks with their latency, API calls with their results.
import { useMemo, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { Copy } from "../parts/copy";
import { Icon } from "../parts/icon";
import { Json } from "../parts/json";
import { WireEntry } from "../state/model";
import { clockSeconds, duration } from "../state/time";
import { hasTeams, wire } from "../state/world";
import { isList, isText, remembered } from "../state/kept";
import { isPhrase, Phrase, t } from "../words";

const query = remembered("wire-query", "", isText, "session");
const hiddenKinds = remembered<string[]>("wire-hidden", [], isList, "session");
const held = signal<readonly WireEntry[] | null>(null);
const clearedAt = signal(0);
const mostShown = 200;

const searchable = new WeakMap<WireEntry, string>();
function textOf(e: WireEntry): string {
  let s = searchable.get(e);
  if (s === undefined) searchable.set(e, s = `${e.platform} ${e.kind} ${e.subject} ${e.id ?? ""} ${e.status ?? ""} ${e.fault ?? ""} ${JSON.stringify(e.sent ?? "")} ${JSON.stringify(e.answered ?? "")}`.toLowerCase());
  return s;
}

// Which way it went: from the platform to the daemon, from the daemon, or neither.
function direction(kind: string): "in" | "out" | "none" {
  if (kind === "envelope" || kind === "activity") return "in";
  if (kind === "link") return "none";
  return "out";
}

function kindLabel(kind: string): string {
  const key = `wire_${kind}`;
  return isPhrase(key) ? t(key as Phrase) : kind;
}

function Entry({ of: e }: { of: WireEntry }) {
  const [open, setOpen] = useState(false);
  const way = direction(e.kind);
  const bad = e.fault !== undefined || (e.status !== undefined && e.status >= 400) || (e.answered as { ok?: boolean } | undefined)?.ok === false;
  const id = `wire-${e.platform}-${e.number}`;
  const parts: [string, unknown][] = [];
  if (e.kind === "envelope" || e.kind === "activity") {
    if (e.answered !== undefined) parts.push([t("wire_to_daemon"), e.answered]);
    if (e.sent !== undefined) parts.push([t("wire_from_daemon"), e.sent]);
  } else {
    if (e.sent !== undefined) parts.push([t("wire_from_daemon"), e.sent]);
    if (e.answered !== undefined) parts.push([t("wire_to_daemon"), e.answered]);
  }
  return (
    <li class={bad ? "wire-entry bad" : "wire-entry"}>
      <button type="button" class="wire-row" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        <span class={`way ${way}`} aria-hidden="true">{way === "in" ? "↓" : way === "out" ? "↑" : "•"}</span>
        <span class={`kind kind-${e.kind}`}>{kindLabel(e.kind)}</span>
        <span class="what">
          <span class="subject">{e.subject}</span>
          {e.fault && <span class="badge warn">{e.fault.replace(/_/g, " ")}</span>}
          {e.status !== undefined && e.status !== 200 && <span class={e.status >= 400 ? "badge bad" : "badge"}>{e.status}</span>}
        </span>
        {e.latency_us !== undefined && <span class="latency">{duration(e.latency_us)}</span>}
        <time>{clockSeconds(e.at)}</time>
      </button>
      {open && (
        <div class="wire-detail" id={id}>
          {e.id && <p class="mono subtle">{e.id}</p>}
          {parts.length === 0 && <p class="subtle">{t("wire_no_body")}</p>}
          {parts.map(([label, json]) => (
            <section key={label}>
              <h3>{label}<Copy text={JSON.stringify(json, null, 2)} label={label} /></h3>
              <Json of={json} label={label} />
            </section>
          ))}
        </div>
      )}
    </li>
  );
}

export function WirePane() {
  const all = held.value ?? wire.value;
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const kinds = useMemo(() => [...new Set(wire.value.map((e) => e.kind))].sort(), [wire.value]);
  const shown = useMemo(() => all.filter((e) => e.number > clearedAt.value && !hiddenKinds.value.includes(e.kind) && words.every((w) => textOf(e).includes(w))),
    [all, query.value, hiddenKinds.value, clearedAt.value]);
  return (
    <div class="pane">
      <div class="pane-tools">
        <input class="field" type="search" value={query.value} placeholder={t("wire_filter")} aria-label={t("wire_filter")}
          onInput={(e) => { query.value = e.currentTarget.value; }} />
        <button type="button" class="icon-button" aria-pressed={held.value !== null} aria-label={held.value ? t("wire_resume") : t("wire_pause")}
          title={held.value ? t("wire_resume") : t("wire_pause")} onClick={() => { held.value = held.value ? null : wire.value; }}>
          <Icon name={held.value ? "play" : "pause"} />
        </button>
        <button type="button" class="icon-button" aria-label={t("wire_clear")} title={t("wire_clear")}
          onClick={() => { held.value = null; clearedAt.value = wire.value[wire.value.length - 1]?.number ?? 0; }}><Icon name="trash" /></button>
      </div>
      {kinds.length > 0 && (
        <div class="chips" role="group" aria-label={t("wire_kinds")}>
          {kinds.map((k) => (
            <button key={k} type="button" class="chip" aria-pressed={!hiddenKinds.value.includes(k)}
              onClick={() => { hiddenKinds.value = hiddenKinds.value.includes(k) ? hiddenKinds.value.filter((x) => x !== k) : [...hiddenKinds.value, k]; }}>
              {kindLabel(k)}
            </button>
          ))}
          {hasTeams.value && ["slack", "teams"].map((p) => (
            <button key={p} type="button" class="chip" aria-pressed={words.includes(p)}
              onClick={() => { query.value = words.includes(p) ? words.filter((w) => w !== p).join(" ") : [p, ...words.filter((w) => w !== "slack" && w !== "teams")].join(" "); }}>
              {p === "slack" ? "Slack" : "Teams"}
            </button>
          ))}
        </div>
      )}
      <div class="pane-scroll">
        {shown.length === 0 && <p class="empty subtle">{wire.value.length === 0 ? t("wire_empty") : t("nothing_found")}</p>}
        <ol class="wire-list">
          {shown.slice(-mostShown).reverse().map((e) => <Entry key={`${e.platform}${e.number}`} of={e} />)}
        </ol>
      </div>
    </div>
  );
}
