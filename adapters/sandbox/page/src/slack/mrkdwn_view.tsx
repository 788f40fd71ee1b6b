// Slack's text as the client shows it. Everything is a text node; an address becomes a link only with a safe scheme.
import { ComponentChildren } from "preact";
import { decode, Inline, parse, safeUrl } from "./mrkdwn";
import { emojiOf } from "./emoji";
import { channelLabel, groupLabel, myId, personLabel } from "../state/directory";
import { dateText } from "../state/time";

export function Emoji({ name, big }: { name: string; big?: boolean }) {
  const char = emojiOf(name);
  if (!char) return <span class="emoji-name">:{name}:</span>;
  return <span class={big ? "emoji big" : "emoji"} role="img" aria-label={name.replace(/_/g, " ")} title={`:${name}:`}>{char}</span>;
}

export function Link({ url, children }: { url: string; children: ComponentChildren }) {
  const safe = safeUrl(url);
  if (!safe) return <span class="dead-link">{children}</span>;
  return <a href={safe} target="_blank" rel="noreferrer noopener">{children}</a>;
}

function one(n: Inline, key: number): ComponentChildren {
  switch (n.t) {
    case "text": return n.v;
    case "br": return <br key={key} />;
    case "bold": return <strong key={key}>{n.c.map(one)}</strong>;
    case "italic": return <em key={key}>{n.c.map(one)}</em>;
    case "strike": return <s key={key}>{n.c.map(one)}</s>;
    case "code": return <code key={key}>{n.v}</code>;
    case "link": return <Link key={key} url={n.url}>{n.c.map(one)}</Link>;
    case "user": return <span key={key} class={n.id === myId.value ? "mention me" : "mention"}>@{personLabel(n.id, n.label)}</span>;
    case "channel": return <span key={key} class="mention">#{channelLabel(n.id, n.label)}</span>;
    case "group": return <span key={key} class="mention">@{groupLabel(n.id, n.label)}</span>;
    case "broadcast": return <span key={key} class="mention me">@{n.v}</span>;
    case "date": return <time key={key} title={n.fallback}>{dateText(n.at, n.format, n.fallback)}</time>;
    case "emoji": return <Emoji key={key} name={n.name} />;
  }
}

export function Mrkdwn({ text, verbatim = false }: { text: string; verbatim?: boolean }) {
  return (
    <>
      {parse(text, { verbatim }).map((b, i) => {
        if (b.t === "pre") return <pre key={i} tabIndex={0}>{b.v}</pre>;
        if (b.t === "quote") return <blockquote key={i}>{b.c.map(one)}</blockquote>;
        return <p key={i}>{b.c.map(one)}</p>;
      })}
    </>
  );
}

export interface TextObject { type: string; text: string; emoji?: boolean; verbatim?: boolean }

// A plain_text object shows `:name:` as emoji unless it says `emoji: false`; entities are decoded.
export function Plain({ of }: { of: TextObject }) {
  const text = decode(of.text);
  if (of.emoji === false) return <>{text}</>;
  const out: ComponentChildren[] = [];
  let from = 0;
  for (const m of text.matchAll(/:([a-z0-9_+'-]{1,60}):/g)) {
    if (!emojiOf(m[1])) continue;
    out.push(text.slice(from, m.index), <Emoji key={m.index} name={m[1]} />);
    from = m.index + m[0].length;
  }
  out.push(text.slice(from));
  return <>{out}</>;
}

export function Text({ of }: { of: TextObject }) {
  if (of.type === "mrkdwn") return <Mrkdwn text={of.text} verbatim={of.verbatim === true} />;
  return <p class="plain"><Plain of={of} /></p>;
}
