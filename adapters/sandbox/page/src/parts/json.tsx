// JSON as people read it: indented, coloured, long texts cut until asked for.
import { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../words";

function value(v: unknown, indent: string, depth: number): ComponentChildren {
  if (v === null) return <span class="j-null">null</span>;
  if (typeof v === "boolean") return <span class="j-flag">{String(v)}</span>;
  if (typeof v === "number") return <span class="j-number">{String(v)}</span>;
  if (typeof v === "string") return <span class="j-text">{JSON.stringify(v)}</span>;
  if (depth > 24) return "…";
  const deeper = indent + "  ";
  if (Array.isArray(v)) {
    if (v.length === 0) return "[]";
    return <>{"[\n"}{v.map((x, i) => <>{deeper}{value(x, deeper, depth + 1)}{i + 1 < v.length ? ",\n" : "\n"}</>)}{indent}{"]"}</>;
  }
  const all = Object.entries(v as Record<string, unknown>);
  if (all.length === 0) return "{}";
  return (
    <>{"{\n"}{all.map(([k, x], i) => (
      <>{deeper}<span class="j-key">{JSON.stringify(k)}</span>: {value(x, deeper, depth + 1)}{i + 1 < all.length ? ",\n" : "\n"}</>
    ))}{indent}{"}"}</>
  );
}

// Some Web API fields are JSON inside a string; shown as what they hold.
function opened(v: unknown, depth = 0): unknown {
  if (depth > 6) return v;
  if (typeof v === "string" && v.length > 1 && /^[[{]/.test(v)) {
    try { return opened(JSON.parse(v), depth + 1); } catch { return v; }
  }
  if (Array.isArray(v)) return v.map((x) => opened(x, depth + 1));
  if (v !== null && typeof v === "object") {
    return Object.fromEntries(Object.entries(v as Record<string, unknown>).map(([k, x]) => [k, opened(x, depth + 1)]));
  }
  return v;
}

export function Json({ of, label }: { of: unknown; label: string }) {
  const [all, setAll] = useState(false);
  const shown = opened(of);
  const long = JSON.stringify(shown)?.length ?? 0;
  return (
    <div class={long > 1600 && !all ? "json cut" : "json"}>
      <pre tabIndex={0} role="group" aria-label={label}>{value(shown, "", 0)}</pre>
      {long > 1600 && !all && <button type="button" class="button small" onClick={() => setAll(true)}>{t("show_all")}</button>}
    </div>
  );
}
