// A markdown file as a page: read by micromark into a tree, drawn from the tree. HTML in it stays text.
import type { Nodes, Parent, Root, Table } from "mdast";
import { ComponentChildren } from "preact";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { useMemo } from "preact/hooks";
import { Link } from "../slack/mrkdwn_view";
import { ImageStandIn } from "../slack/blocks";

function all(p: Parent, depth: number): ComponentChildren[] {
  return p.children.map((c, i) => one(c as Nodes, i, depth + 1));
}

function table(n: Table, key: number, depth: number): ComponentChildren {
  const [head, ...rows] = n.children;
  return (
    <div key={key} class="table-scroll" tabIndex={0} role="group">
      <table>
        <thead><tr>{head?.children.map((c, i) => <th key={i} scope="col">{all(c, depth)}</th>)}</tr></thead>
        <tbody>{rows.map((r, i) => <tr key={i}>{r.children.map((c, j) => <td key={j}>{all(c, depth)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

function one(n: Nodes, key: number, depth: number): ComponentChildren {
  if (depth > 40) return null;
  switch (n.type) {
    case "text": return n.value;
    case "paragraph": return <p key={key}>{all(n, depth)}</p>;
    case "heading": {
      const H = `h${Math.min(n.depth + 2, 6)}` as "h3";
      return <H key={key}>{all(n, depth)}</H>;
    }
    case "strong": return <strong key={key}>{all(n, depth)}</strong>;
    case "emphasis": return <em key={key}>{all(n, depth)}</em>;
    case "delete": return <s key={key}>{all(n, depth)}</s>;
    case "inlineCode": return <code key={key}>{n.value}</code>;
    case "code": return <pre key={key} tabIndex={0}>{n.value}</pre>;
    case "blockquote": return <blockquote key={key}>{all(n, depth)}</blockquote>;
    case "list": return n.ordered ? <ol key={key} start={n.start ?? 1}>{all(n, depth)}</ol> : <ul key={key}>{all(n, depth)}</ul>;
    case "listItem":
      if (typeof n.checked !== "boolean") return <li key={key}>{all(n, depth)}</li>;
      return <li key={key} class="task"><span class={n.checked ? "box done" : "box"} role="img" aria-label={n.checked ? "[x]" : "[ ]"} />{all(n, depth)}</li>;
    case "link": return <Link key={key} url={n.url}>{all(n, depth)}</Link>;
    case "image": return <ImageStandIn key={key} alt={n.alt ?? ""} small />;
    case "break": return <br key={key} />;
    case "thematicBreak": return <hr key={key} />;
    case "table": return table(n, key, depth);
    case "html": return <code key={key}>{n.value}</code>;
    default: return "children" in n ? all(n as Parent, depth) : "value" in n ? String(n.value) : null;
  }
}

export function DocumentText({ text }: { text: string }) {
  const tree: Root = useMemo(() => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }), [text]);
  return <div class="document rich">{all(tree, 0)}</div>;
}
