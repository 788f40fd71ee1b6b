// What stands in a conversation or a thread, in order: messages, and what only this person sees.
import { Ephemeral, Place, SlackMessage, TeamsMessage, TeamsNotice } from "../state/model";
import { me, myId, myTeamsId, placeKey } from "../state/directory";
import { ephemerals, slackMessages, teamsMessages, teamsNotices } from "../state/world";
import { LocalNote, localNotes } from "../state/view";

export type Item =
  | { kind: "slack"; key: string; at: number; by: string; of: SlackMessage; replies?: { count: number; last: number } }
  | { kind: "ephemeral"; key: string; at: number; by: string; of: Ephemeral }
  | { kind: "teams"; key: string; at: number; by: string; of: TeamsMessage; replies?: { count: number; last: number } }
  | { kind: "notice"; key: string; at: number; by: string; of: TeamsNotice }
  | { kind: "note"; key: string; at: number; by: string; of: LocalNote };

const slackTime = (ts: string) => Number(ts) * 1000;
export const teamsTime = (m: { id: string; at?: number }) => m.at ?? Number(m.id);

function localItems(place: Place, root: string | null): Item[] {
  if (root !== null) return [];
  return localNotes.value.filter((n) => n.place === placeKey(place) && n.person === me.value?.handle)
    .map((n) => ({ kind: "note", key: `n${n.id}`, at: n.at, by: "", of: n }));
}

// `root` null: the conversation itself; else the thread below that message, its root first.
export function itemsOf(place: Place, root: string | null): Item[] {
  const out: Item[] = [];
  if (place.platform === "slack") {
    const all = slackMessages.value.get(place.id) ?? [];
    const replies = new Map<string, { count: number; last: number }>();
    for (const m of all) {
      if (!m.thread_ts || m.thread_ts === m.ts) continue;
      const r = replies.get(m.thread_ts) ?? { count: 0, last: 0 };
      replies.set(m.thread_ts, { count: r.count + 1, last: Math.max(r.last, slackTime(m.ts)) });
    }
    for (const m of all) {
      const reply = m.thread_ts !== undefined && m.thread_ts !== m.ts;
      const wanted = root === null ? !reply || m.subtype === "thread_broadcast" : m.ts === root || m.thread_ts === root;
      if (wanted) out.push({ kind: "slack", key: m.ts, at: slackTime(m.ts), by: m.user, of: m, replies: replies.get(m.ts) });
    }
    for (const e of ephemerals.value) {
      if (e.channel !== place.id || e.user !== myId.value) continue;
      if (root === null ? e.thread_ts : e.thread_ts !== root) continue;
      out.push({ kind: "ephemeral", key: `e${e.ts}`, at: slackTime(e.ts), by: "", of: e });
    }
  } else {
    const all = teamsMessages.value.get(place.id) ?? [];
    const replies = new Map<string, { count: number; last: number }>();
    const isReply = (m: TeamsMessage) => Boolean(m.root) && m.root !== m.id;
    for (const m of all) {
      if (!isReply(m)) continue;
      const r = replies.get(m.root!) ?? { count: 0, last: 0 };
      replies.set(m.root!, { count: r.count + 1, last: Math.max(r.last, teamsTime(m)) });
    }
    for (const m of all) {
      if (root === null ? isReply(m) : m.id !== root && m.root !== root) continue;
      out.push({ kind: "teams", key: m.id, at: teamsTime(m), by: m.from, of: m, replies: replies.get(m.id) });
    }
    for (const n of teamsNotices.value) {
      if (root !== null || n.message || n.conversation !== place.id || n.user !== myTeamsId.value) continue;
      out.push({ kind: "notice", key: `t${n.id}`, at: n.at ?? Number(n.id), by: "", of: n });
    }
  }
  out.push(...localItems(place, root));
  return out.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}

// The newest thing there that is not the person's own, for the unread marks.
export function newest(place: Place): { id: string; fresh: (since: string) => number } {
  const mine = place.platform === "slack" ? myId.value : myTeamsId.value;
  const items = itemsOf(place, null).filter((i) => i.kind === "slack" || i.kind === "teams");
  return {
    id: items[items.length - 1]?.key ?? "",
    fresh: (since) => items.filter((i) => i.key > since && i.by !== mine).length,
  };
}
