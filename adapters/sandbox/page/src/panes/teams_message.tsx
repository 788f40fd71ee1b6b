// One message of the Teams side: text in its format, or an Adaptive Card; and what only one person sees after a press.
import { useState } from "preact/hooks";
import { Card, cardMentions } from "../teams/card";
import { fromHtml, markdown } from "../teams/markdown";
import { Nodes } from "../parts/nodes";
import { RawDialog } from "../parts/raw_dialog";
import { EditDialog } from "../parts/edit_dialog";
import { teamsChoices, teamsEmoji } from "../parts/emoji_picker";
import { announce } from "../parts/announce";
import { Icon } from "../parts/icon";
import { MessageFrame } from "./message_frame";
import { teamsTime } from "./items";
import { Json, Place, TeamsMessage, TeamsNotice } from "../state/model";
import { isBot, me, myTeamsId, personLabel } from "../state/directory";
import { reason, teams, tellTrouble } from "../state/deeds";
import { session, teamsNotices } from "../state/world";
import { showThread } from "../state/view";
import { t } from "../words";

// The server names who was mentioned by id; the text says it in <at>…</at>. Without mentions such marks are plain text.
function mentionNames(m: TeamsMessage): { has: (name: string) => boolean } {
  const some = (m.mentions?.length ?? 0) > 0;
  return { has: () => some };
}

export function TeamsText({ of: m }: { of: TeamsMessage }) {
  const o = { mentions: mentionNames(m), card: false };
  if (m.html || m.text_format === "xml") return <Nodes class="rich" of={m.html ?? m.text} build={() => fromHtml(m.html ?? m.text, o)} />;
  if (m.text_format === "plain") return <div class="rich"><p class="plain">{m.text}</p></div>;
  return <Nodes class="rich" of={m.text} build={() => markdown(m.text, o)} />;
}

function reactionsOf(m: TeamsMessage): { type: string; users: string[] }[] {
  const byType = new Map<string, string[]>();
  for (const r of m.reactions ?? []) {
    const users: string[] = Array.isArray(r.people) ? r.people : [];
    byType.set(r.type, [...(byType.get(r.type) ?? []), ...users]);
  }
  return [...byType].map(([type, users]) => ({ type, users })).filter((r) => r.users.length > 0);
}

export function TeamsMessageView({ of: m, place, compact, inThread, replies }: {
  of: TeamsMessage; place: Place; compact?: boolean; inThread?: boolean; replies?: { count: number; last: number };
}) {
  const [raw, setRaw] = useState(false);
  const [editing, setEditing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const as = me.value?.handle;
  const mine = m.from === myTeamsId.value;
  const card = m.cards?.[myTeamsId.value] ?? m.card ?? null;
  const post = m.channel_data?.incidentd?.event_type ?? m.channel_data?.incidentd?.kind;
  const name = m.from.startsWith("flow:") ? "Workflows" : personLabel(m.from, "");
  // What the bot answered to this person's presses: Teams shows the last of it beside the card.
  const answers = teamsNotices.value.filter((n) => n.message === m.id && n.conversation === place.id && n.user === myTeamsId.value && n.kind !== "unreachable").slice(-1);

  async function press(action: string, inputs: Record<string, string>) {
    setBusy(true);
    setTrouble("");
    const done = await teams("press", { as, conversation: place.id, id: m.id, action, inputs });
    setBusy(false);
    if (!done.ok) setTrouble(done.error === "unable_to_reach_app" ? t("unable_to_reach_app") : reason(done));
    else if ((done.shown === "message" || done.shown === "error") && done.text) announce(String(done.text));
  }

  return (
    <>
      <MessageFrame id={m.id} author={m.from} name={name} app={isBot(m.from)} at={teamsTime(m)} compact={compact} edited={Boolean(m.edited)}
        kind={post === "incidentd_post" ? "final-post teams" : "teams"}
        chips={reactionsOf(m).map((r) => ({
          key: r.type, char: teamsEmoji(r.type), label: r.type.replace(/^[0-9a-f]+_/, ""), count: r.users.length, mine: r.users.includes(myTeamsId.value),
          names: r.users.map((u) => personLabel(u, "")).join(", "),
        }))}
        choices={teamsChoices}
        onReact={async (type, add) => tellTrouble(await teams(add ? "react" : "unreact", { as, conversation: place.id, id: m.id, type }))}
        onReply={inThread || place.kind !== "channel" ? undefined : () => showThread(place, m.root || m.id)}
        replies={replies && { ...replies, open: () => showThread(place, m.id) }}
        menu={[
          { label: t("show_json"), pick: () => setRaw(true) },
          ...(card?.refresh ? [{ label: t("refresh_card"), pick: async () => tellTrouble(await teams("refresh", { as, conversation: place.id, id: m.id, manual: true })) }] : []),
          ...(mine ? [
            { label: t("edit_message"), pick: () => setEditing(true) },
            { label: t("delete_message"), danger: true, pick: async () => tellTrouble(await teams("delete", { as, conversation: place.id, id: m.id })) },
          ] : []),
        ]}>
        {m.deleted ? <p class="subtle">{t("deleted")}</p> : (
          <>
            {m.text !== "" && !(card && !m.html && m.text === card.fallbackText) && <TeamsText of={m} />}
            {card && <div class={busy ? "card-frame busy" : "card-frame"} aria-busy={busy}><Card card={card} onPress={(p) => void press(p.action, p.inputs)} /></div>}
            {answers.map((n) => (
              <p key={n.id} class={n.kind === "error" ? "card-answer bad" : "card-answer"}><Icon name="eye" size={13} /><span>{n.text} <small>{t("only_you")}</small></span></p>
            ))}
            {trouble && <p class="card-answer bad">{trouble}</p>}
          </>
        )}
      </MessageFrame>
      {raw && <RawDialog of={m} onClose={() => setRaw(false)} />}
      {editing && (
        <EditDialog text={m.text} onClose={() => setEditing(false)}
          onSave={async (text) => { setEditing(false); tellTrouble(await teams("edit", { as, conversation: place.id, id: m.id, text })); }} />
      )}
    </>
  );
}

export function NoticeView({ of: n, place }: { of: TeamsNotice; place: Place }) {
  const bot = session.value?.bot.teams?.id ?? "";
  async function press(action: string, inputs: Record<string, string>) {
    const done = await teams("press", { as: me.value?.handle, conversation: place.id, id: n.id, action, inputs });
    tellTrouble(done);
  }
  return (
    <MessageFrame id={`t${n.id}`} author={bot} name={personLabel(bot, "")} app at={n.at ?? Number(n.id)} onlyYou>
      {n.text && <Nodes class="rich" of={n.text} build={() => markdown(n.text!, { mentions: n.card ? cardMentions(n.card as Json) : new Set(), card: false })} />}
      {n.card && <div class="card-frame"><Card card={n.card} onPress={(p) => void press(p.action, p.inputs)} /></div>}
    </MessageFrame>
  );
}
