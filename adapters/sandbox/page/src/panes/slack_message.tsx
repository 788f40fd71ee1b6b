// One message of the Slack side, or one that only this person sees.
import { useState } from "preact/hooks";
import { Blocks, BlockJson, keyOf, Surface } from "../slack/blocks";
import { Mrkdwn } from "../slack/mrkdwn_view";
import { emojiOf } from "../slack/emoji";
import { slackChoices } from "../parts/emoji_picker";
import { RawDialog } from "../parts/raw_dialog";
import { MessageFrame } from "./message_frame";
import { Ephemeral, Json, Place, SlackMessage } from "../state/model";
import { isBot, me, myId, personLabel } from "../state/directory";
import { reason, slack, tellTrouble } from "../state/deeds";
import { session } from "../state/world";
import { showThread } from "../state/view";
import { EditDialog } from "../parts/edit_dialog";
import { typedOf } from "../slack/typed";
import { note } from "../parts/announce";
import { t } from "../words";

// Attachments are the older form: text with a bar beside it, sometimes blocks.
function Attachments({ of, surface }: { of: Json[]; surface: Surface }) {
  return (
    <>
      {of.map((a, i) => (
        <div key={i} class="attachment">
          {a.title && <strong>{a.title}</strong>}
          {a.text && <div class="rich"><Mrkdwn text={String(a.text)} /></div>}
          {Array.isArray(a.blocks) && <Blocks blocks={a.blocks} surface={surface} />}
        </div>
      ))}
    </>
  );
}

// Pressing things in a message: one at a time, with what the platform says when it does not work.
export function useSurface(place: Place, ts: string): Surface {
  const [busy, setBusy] = useState("");
  return {
    busy,
    act: async (element, block, value) => {
      setBusy(keyOf(block, element));
      const done = await slack("press", {
        as: me.value?.handle, channel: place.id, ts, action_id: element.action_id, block_id: block.block_id,
        ...(element.type === "button" ? {} : { value }),
      });
      setBusy("");
      if (!done.ok) note(done.error === "no_response" || done.error === "dispatch_failed" ? t("click_failed", reason(done)) : reason(done), true);
    },
  };
}

interface Props { of: SlackMessage; place: Place; compact?: boolean; inThread?: boolean; replies?: { count: number; last: number } }

export function SlackMessageView({ of: m, place, compact, inThread, replies }: Props) {
  const surface = useSurface(place, m.ts);
  const [raw, setRaw] = useState(false);
  const [editing, setEditing] = useState(false);
  const app = m.app === true || isBot(m.user) || m.bot_id !== undefined;
  const mine = m.user === myId.value;
  const as = me.value?.handle;
  const kind = m.metadata?.event_type === "incidentd_post" ? "final-post" : m.metadata?.event_type === "incidentd_preview" ? "preview" : "";
  const hasBlocks = (m.blocks?.length ?? 0) > 0;
  const chips = (m.reactions ?? []).map((r) => ({
    key: r.name, char: emojiOf(r.name) ?? `:${r.name}:`, label: r.name.replace(/_/g, " "), count: r.users.length, mine: r.users.includes(myId.value),
    names: r.users.map((u) => personLabel(u, "")).join(", "),
  }));
  return (
    <>
      <MessageFrame id={m.ts} author={m.user} name={personLabel(m.user, "")} app={app} at={Number(m.ts) * 1000} compact={compact}
        edited={m.edited !== undefined} kind={kind} chips={chips} choices={slackChoices(session.value?.emoji ?? [])} searchable
        onReact={async (name, add) => tellTrouble(await slack(add ? "react" : "unreact", { as, channel: place.id, ts: m.ts, name }))}
        onReply={inThread ? undefined : () => showThread(place, m.thread_ts ?? m.ts)}
        replies={replies && { ...replies, open: () => showThread(place, m.ts) }}
        menu={[
          { label: t("show_json"), pick: () => setRaw(true) },
          ...(mine ? [
            { label: t("edit_message"), pick: () => setEditing(true) },
            { label: t("delete_message"), danger: true, pick: async () => tellTrouble(await slack("delete", { as, channel: place.id, ts: m.ts })) },
          ] : []),
        ]}>
        {m.subtype === "thread_broadcast" && !inThread && <p class="subtle small-note">{t("replied_in_thread")}</p>}
        {hasBlocks ? <Blocks blocks={m.blocks as BlockJson[]} surface={surface} /> : m.text !== "" && <div class="rich"><Mrkdwn text={m.text} /></div>}
        {Array.isArray((m as Json).attachments) && <Attachments of={(m as Json).attachments} surface={surface} />}
      </MessageFrame>
      {raw && <RawDialog of={m} onClose={() => setRaw(false)} />}
      {editing && (
        <EditDialog text={typedOf(m.text)} onClose={() => setEditing(false)}
          onSave={async (text) => {
            setEditing(false);
            tellTrouble(await slack("edit", { as, channel: place.id, ts: m.ts, text }));
          }} />
      )}
    </>
  );
}

export function EphemeralView({ of: e, place }: { of: Ephemeral; place: Place }) {
  const surface = useSurface(place, e.ts);
  const bot = session.value?.bot.slack.id ?? "";
  return (
    <MessageFrame id={`e${e.ts}`} author={bot} name={personLabel(bot, "")} app at={Number(e.ts) * 1000} onlyYou>
      {(e.blocks?.length ?? 0) > 0
        ? <Blocks blocks={e.blocks as BlockJson[]} surface={surface} />
        : <div class="rich"><Mrkdwn text={e.text} /></div>}
    </MessageFrame>
  );
}
