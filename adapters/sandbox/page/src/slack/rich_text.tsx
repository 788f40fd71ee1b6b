// rich_text blocks: what people's own messages and some apps use.
import { ComponentChildren } from "preact";
import { Emoji, Link } from "./mrkdwn_view";
import { channelLabel, groupLabel, myId, personLabel } from "../state/directory";
import { dateText } from "../state/time";

type Json = Record<string, any>;

function styled(style: Json | undefined, inner: ComponentChildren): ComponentChildren {
  let out = inner;
  if (style?.code) out = <code>{out}</code>;
  if (style?.bold) out = <strong>{out}</strong>;
  if (style?.italic) out = <em>{out}</em>;
  if (style?.strike) out = <s>{out}</s>;
  return out;
}

function leaf(e: Json, key: number): ComponentChildren {
  switch (e.type) {
    case "text": return <span key={key}>{styled(e.style, e.text)}</span>;
    case "link": return <Link key={key} url={String(e.url ?? "")}>{styled(e.style, e.text || e.url)}</Link>;
    case "emoji": return <Emoji key={key} name={String(e.name ?? "")} />;
    case "user": return <span key={key} class={e.user_id === myId.value ? "mention me" : "mention"}>@{personLabel(e.user_id, "")}</span>;
    case "usergroup": return <span key={key} class="mention">@{groupLabel(e.usergroup_id, "")}</span>;
    case "channel": return <span key={key} class="mention">#{channelLabel(e.channel_id, "")}</span>;
    case "broadcast": return <span key={key} class="mention me">@{e.range}</span>;
    case "date": return <time key={key}>{dateText(Number(e.timestamp), String(e.format ?? "{date}"), String(e.fallback ?? ""))}</time>;
    default: return null;
  }
}

export function RichText({ elements }: { elements: Json[] }) {
  return (
    <>
      {elements.map((e, i) => {
        const inner = (e.elements ?? []) as Json[];
        if (e.type === "rich_text_list") {
          const items = inner.map((item, j) => <li key={j}>{(item.elements ?? []).map(leaf)}</li>);
          return e.style === "ordered" ? <ol key={i}>{items}</ol> : <ul key={i}>{items}</ul>;
        }
        if (e.type === "rich_text_quote") return <blockquote key={i}>{inner.map(leaf)}</blockquote>;
        if (e.type === "rich_text_preformatted") return <pre key={i} tabIndex={0}>{inner.map((x) => x.text ?? x.url ?? "").join("")}</pre>;
        return <p key={i} class="plain">{inner.map(leaf)}</p>;
      })}
    </>
  );
}
