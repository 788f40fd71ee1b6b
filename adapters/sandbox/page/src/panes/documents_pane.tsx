// The documents tree: what the daemon wrote or changed since the start, each file with its difference.
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../parts/icon";
import { Copy } from "../parts/copy";
import { DocumentText } from "../parts/document_text";
import { DocumentFile, Done, Json } from "../state/model";
import { look, reason } from "../state/deeds";
import { clock, size } from "../state/time";
import { changedDocuments, session } from "../state/world";
import { openDocument } from "../state/view";
import { t } from "../words";

interface HunkLine { op: " " | "-" | "+"; text: string; parts?: { text: string; changed: boolean }[] }
interface Hunk { old_start: number; new_start: number; lines: HunkLine[] }

function badge(status: DocumentFile["status"]) {
  if (status === "same") return null;
  const tone = { added: "good", changed: "accent", removed: "bad" }[status];
  return <span class={`badge ${tone}`}>{t(`doc_${status}`)}</span>;
}

function Name({ path }: { path: string }) {
  const at = path.lastIndexOf("/");
  return (
    <span class="doc-name">
      <span class="leaf">{path.slice(at + 1)}</span>
      {at > 0 && <span class="folder">{path.slice(0, at)}</span>}
    </span>
  );
}

function List({ files }: { files: DocumentFile[] }) {
  return (
    <ul class="doc-list">
      {files.map((f) => (
        <li key={f.path}>
          <button type="button" class="doc-row" onClick={() => { openDocument.value = f.path; }}>
            <Icon name="docs" size={16} />
            <Name path={f.path} />
            {badge(f.status)}
            <span class="subtle doc-size">{size(f.size)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Diff({ of }: { of: Hunk[] }) {
  return (
    <div class="diff" role="table" aria-label={t("doc_diff")} tabIndex={0}>
      {of.map((h, i) => {
        let before = h.old_start;
        let after = h.new_start;
        return (
          <div key={i} role="rowgroup" class="hunk">
            {h.lines.map((l, j) => {
              const a = l.op === "+" ? "" : String(before++);
              const b = l.op === "-" ? "" : String(after++);
              const kind = l.op === "+" ? "added" : l.op === "-" ? "gone" : "same";
              return (
                <div key={j} role="row" class={`diff-line ${kind}`}>
                  <span role="cell" class="no">{a}</span>
                  <span role="cell" class="no">{b}</span>
                  <span role="cell" class="op">{l.op === " " ? "" : l.op}{l.op !== " " && <span class="off-screen">{l.op === "+" ? t("doc_line_added") : t("doc_line_gone")}</span>}</span>
                  <span role="cell" class="text">{l.parts ? l.parts.map((p, k) => (p.changed ? <mark key={k}>{p.text}</mark> : p.text)) : l.text}{"\n"}</span>
                </div>
              );
            })}
          </div>
        );
      })}
    </div>
  );
}

function File({ path }: { path: string }) {
  const known = changedDocuments.value.find((f) => f.path === path);
  const changed = known !== undefined;
  const isMarkdown = path.endsWith(".md");
  const [mode, setMode] = useState<"page" | "diff" | "text">(changed && known.status === "changed" ? "diff" : isMarkdown ? "page" : "text");
  const [got, setGot] = useState<Done | null>(null);
  useEffect(() => {
    let current = true;
    const q = `?path=${encodeURIComponent(path)}`;
    void look(mode === "diff" ? `/api/documents/diff${q}` : `/api/documents/file${q}`).then((d) => { if (current) setGot({ ...d, mode }); });
    return () => { current = false; };
  }, [path, mode, known?.modified, known?.size, known?.status]);
  const ready = got && (got.mode === "diff") === (mode === "diff") ? got : null;
  return (
    <div class="pane">
      <header class="doc-head">
        <button type="button" class="icon-button" aria-label={t("back_to_list")} title={t("back_to_list")} onClick={() => { openDocument.value = ""; }}><Icon name="left" /></button>
        <Name path={path} />
        {known && badge(known.status)}
      </header>
      <div class="doc-tools">
        <div class="segments" role="group" aria-label={t("doc_how")}>
          {isMarkdown && <button type="button" aria-pressed={mode === "page"} onClick={() => setMode("page")}>{t("doc_page")}</button>}
          <button type="button" aria-pressed={mode === "text"} onClick={() => setMode("text")}>{t("doc_text")}</button>
          <button type="button" aria-pressed={mode === "diff"} onClick={() => setMode("diff")}>{t("doc_diff")}</button>
        </div>
        {known && <span class="subtle">{clock(known.modified)}</span>}
        {mode !== "diff" && typeof ready?.text === "string" && <Copy text={ready.text} label={path} />}
      </div>
      <div class="pane-scroll">
        {!ready && <p class="empty subtle">{t("loading")}</p>}
        {ready && !ready.ok && <p class="empty subtle">{ready.error === "no_such_file" ? t("doc_gone") : reason(ready)}</p>}
        {ready?.ok && mode !== "diff" && (typeof ready.text === "string"
          ? mode === "page" ? <DocumentText text={ready.text} /> : <pre class="doc-text" tabIndex={0} aria-label={path}>{ready.text}</pre>
          : <p class="empty subtle">{t("doc_too_large")}</p>)}
        {ready?.ok && mode === "diff" && (ready.too_large
          ? <p class="empty subtle">{t("doc_too_large")}</p>
          : (ready.hunks as Hunk[] | undefined)?.length
            ? <Diff of={ready.hunks as Hunk[]} />
            : <p class="empty subtle">{t("doc_no_difference")}</p>)}
      </div>
    </div>
  );
}

export function DocumentsPane() {
  const [all, setAll] = useState<Json | null>(null);
  useEffect(() => {
    let current = true;
    void look("/api/documents").then((d) => { if (current) setAll(d); });
    return () => { current = false; };
  }, [changedDocuments.value]);
  if (openDocument.value) return <File key={openDocument.value} path={openDocument.value} />;
  const files = (all?.files ?? []) as DocumentFile[];
  const written = [...changedDocuments.value].sort((a, b) => b.modified - a.modified);
  const rest = files.filter((f) => f.status === "same");
  return (
    <div class="pane">
      <div class="pane-scroll padded">
        <header class="pane-title"><h2>{t("doc_written")}</h2><span class="badge">{written.length}</span></header>
        {written.length === 0 ? <p class="subtle">{t("doc_none_written")}</p> : <List files={written} />}
        <header class="pane-title"><h2>{t("doc_rest")}</h2></header>
        {rest.length > 0 && <List files={rest} />}
        {session.value && (
          <p class="subtle doc-root">
            {session.value.documents.sample ? t("doc_sample") : t("doc_own")} <code>{session.value.documents.root}</code>
          </p>
        )}
        {(session.value?.notes.length ?? 0) > 0 && (
          <section class="own-notes">
            <h2>{t("doc_notes")}</h2>
            <ul>{session.value!.notes.map((n) => <li key={n}>{n}</li>)}</ul>
          </section>
        )}
      </div>
    </div>
  );
}
