// What goes wrong on purpose, and the daemon: killed, started again, with its log.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icon";
import { Fault } from "../state/model";
import { post, tellTrouble } from "../state/deeds";
import { language } from "../state/look";
import { clock } from "../state/time";
import { daemon, daemonLog, faults } from "../state/world";
import { t } from "../words";

function Switch({ of: f }: { of: Fault }) {
  const [busy, setBusy] = useState(false);
  async function turn() {
    setBusy(true);
    tellTrouble(await post("/api/faults", { name: f.name, on: !f.on }));
    setBusy(false);
  }
  const id = `fault-${f.name}`;
  return (
    <li class={f.on ? "fault on" : "fault"}>
      <div class="fault-words">
        <h3 id={id}>{f.label[language.value]}</h3>
        <p class="subtle" id={`${id}-help`}>{f.help[language.value]}</p>
        {(f.strikes > 0 || (f.on && f.left !== null)) && (
          <p class="fault-count">
            {f.strikes > 0 && <span class="badge warn">{f.strikes === 1 ? t("struck_once") : t("struck", f.strikes)}</span>}
            {f.on && f.left !== null && <span class="badge">{t("left", f.left)}</span>}
          </p>
        )}
      </div>
      <button type="button" class="switch" role="switch" aria-checked={f.on} aria-labelledby={id} aria-describedby={`${id}-help`} disabled={busy} onClick={() => void turn()}>
        <span aria-hidden="true" />
      </button>
    </li>
  );
}

export function stateWord(): string {
  const d = daemon.value;
  if (!d) return t("daemon_unknown");
  if (d.state === "running") return t("daemon_running");
  return d.state === "starting" ? t("daemon_starting") : t("daemon_stopped");
}

export function stateTone(): string {
  const s = daemon.value?.state;
  return s === "running" ? "good" : s === "stopped" ? "bad" : "warn";
}

function DaemonCard() {
  const d = daemon.value;
  const [busy, setBusy] = useState("");
  const log = useRef<HTMLPreElement>(null);
  useEffect(() => { if (log.current) log.current.scrollTop = log.current.scrollHeight; }, [daemonLog.value]);
  async function does(what: "kill" | "restart") {
    setBusy(what);
    tellTrouble(await post(`/api/daemon/${what}`, {}));
    setBusy("");
  }
  const reasons = d?.state === "starting" ? (d.ready?.reasons ?? []).map((r) => (typeof r === "string" ? r : JSON.stringify(r))) : [];
  return (
    <section class="daemon-card" aria-labelledby="daemon-title">
      <header>
        <span class={`dot ${stateTone()}`} />
        <h2 id="daemon-title">{t("the_daemon")}</h2>
        <span class={`badge ${stateTone()}`} role="status">{stateWord()}</span>
      </header>
      <dl>
        <div><dt>PID</dt><dd class="mono">{d?.pid ?? "–"}</dd></div>
        <div><dt>{t("since")}</dt><dd>{d ? clock(d.since) : "–"}</dd></div>
        <div><dt>{t("starts")}</dt><dd>{d?.starts ?? 0}</dd></div>
        {d?.last_end && <div><dt>{t("last_end")}</dt><dd>{d.last_end.signal !== undefined ? (d.last_end.signal === 9 ? "SIGKILL (9)" : t("by_signal", d.last_end.signal)) : t("by_code", d.last_end.code ?? "?")}</dd></div>}
      </dl>
      {reasons.length > 0 && <p class="subtle">{reasons.join(" · ")}</p>}
      <p class="subtle">{t("kill_help")}</p>
      <div class="row">
        <button type="button" class="button danger" disabled={busy !== ""} onClick={() => void does("restart")}>
          <Icon name="refresh" size={15} />{t("kill_and_restart")}
        </button>
        {d?.state === "stopped"
          ? <button key="start" type="button" class="button primary" disabled={busy !== ""} onClick={() => void does("restart")}><Icon name="play" size={14} />{t("start")}</button>
          : <button key="kill" type="button" class="button danger outline" disabled={busy !== ""} onClick={() => void does("kill")}><Icon name="skull" size={15} />{t("kill_only")}</button>}
      </div>
      <details>
        <summary>{t("daemon_log")} <span class="subtle">({daemonLog.value.length})</span></summary>
        <pre class="log" ref={log} tabIndex={0}>{daemonLog.value.join("\n")}</pre>
      </details>
    </section>
  );
}

export function FaultsPane() {
  const any = faults.value.some((f) => f.on);
  return (
    <div class="pane">
      <div class="pane-scroll padded">
        <DaemonCard />
        <header class="pane-title">
          <h2>{t("faults_title")}</h2>
          <button type="button" class="button small quiet" disabled={!any} onClick={async () => tellTrouble(await post("/api/faults", { name: "all", on: false }))}>{t("all_off")}</button>
        </header>
        <p class="subtle">{t("faults_help")}</p>
        <ul class="faults">{faults.value.map((f) => <Switch key={f.name} of={f} />)}</ul>
      </div>
    </div>
  );
}
