// The panel beside the conversation: the thread, the wire, faults, documents. Tabs on a desk, a bar below on a phone.
import { useRef } from "preact/hooks";
import { Icon } from "../parts/icon";
import { DocumentsPane } from "./documents_pane";
import { FaultsPane } from "./faults_pane";
import { ThreadPane } from "./thread_pane";
import { WirePane } from "./wire_pane";
import { closeThread, onSide, show, showConversation, sideOpen, Tab, tab, thread } from "../state/view";
import { changedDocuments, faults } from "../state/world";
import { t } from "../words";

interface TabRow { id: Tab; icon: string; label: string; count: number; hot?: boolean }

function rows(): TabRow[] {
  const on = faults.value.filter((f) => f.on).length;
  const all: TabRow[] = [
    { id: "wire", icon: "wire", label: t("tab_wire"), count: 0 },
    { id: "faults", icon: "bolt", label: t("tab_faults"), count: on, hot: on > 0 },
    { id: "documents", icon: "docs", label: t("tab_documents"), count: changedDocuments.value.length },
  ];
  return thread.value ? [{ id: "thread", icon: "thread", label: t("thread"), count: 0 }, ...all] : all;
}

function shownTab(): Tab { return tab.value === "thread" && !thread.value ? "wire" : tab.value; }

export function SidePanel() {
  const list = useRef<HTMLDivElement>(null);
  const all = rows();
  const now = shownTab();
  function keys(e: KeyboardEvent) {
    const at = all.findIndex((r) => r.id === now);
    const to = { ArrowRight: (at + 1) % all.length, ArrowLeft: (at + all.length - 1) % all.length, Home: 0, End: all.length - 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    tab.value = all[to].id;
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[to]?.focus();
  }
  return (
    <aside class="side" aria-label={t("side_panel")}
      onKeyDown={(e) => { if (e.key === "Escape" && now === "thread") closeThread(); }}>
      <div class="tabs">
        <div class="tablist" role="tablist" aria-label={t("side_panel")} ref={list} onKeyDown={keys}>
          {all.map((r) => (
            <button key={r.id} type="button" role="tab" id={`tab-${r.id}`} aria-selected={r.id === now} aria-controls="side-pane" tabIndex={r.id === now ? 0 : -1}
              class="tab" onClick={() => { tab.value = r.id; }}>
              <Icon name={r.icon} size={15} />{r.label}{r.count > 0 && <span class={r.hot ? "count hot" : "count"}>{r.count}</span>}
            </button>
          ))}
        </div>
        <button type="button" class="icon-button" aria-label={now === "thread" ? t("close_thread") : t("close")}
          onClick={() => { if (now === "thread") closeThread(); else sideOpen.value = false; }}><Icon name="close" size={16} /></button>
      </div>
      {now === "thread" && (
        <div class="only-phone phone-back"><button type="button" class="button small" onClick={closeThread}><Icon name="left" size={14} />{t("close_thread")}</button></div>
      )}
      <div class="pane" id="side-pane" role="tabpanel" aria-labelledby={`tab-${now}`}>
        {now === "thread" ? <ThreadPane /> : now === "wire" ? <WirePane /> : now === "faults" ? <FaultsPane /> : <DocumentsPane />}
      </div>
    </aside>
  );
}

export function BottomBar() {
  const now = onSide.value ? shownTab() : "conversation";
  return (
    <nav class="bottom-bar" aria-label={t("what_to_show")}>
      <button type="button" aria-current={now === "conversation" ? "true" : undefined} onClick={showConversation}><Icon name="chat" /><span>{t("conversation")}</span></button>
      {rows().slice(0, 4).map((r) => (
        <button key={r.id} type="button" aria-current={now === r.id ? "true" : undefined} onClick={() => show(r.id)}>
          <Icon name={r.icon} /><span>{r.label}</span>
          {r.count > 0 && <span class="bar-count">{r.count}</span>}
        </button>
      ))}
    </nav>
  );
}
