// Everything the server told, kept by place, and how each event changes it.
import { batch, computed, signal } from "@preact/signals";
import {
  Daemon, DocumentFile, Ephemeral, Fault, Guide, Json, Place, Session, SlackMessage, TeamsDialog, TeamsMessage, TeamsNotice, View, WireEntry,
} from "./model";

export const session = signal<Session | null>(null);
export const places = signal<Place[]>([]);
export const slackMessages = signal<ReadonlyMap<string, readonly SlackMessage[]>>(new Map());
export const ephemerals = signal<readonly Ephemeral[]>([]);
export const modals = signal<ReadonlyMap<string, View[]>>(new Map());
export const teamsMessages = signal<ReadonlyMap<string, readonly TeamsMessage[]>>(new Map());
export const teamsNotices = signal<readonly TeamsNotice[]>([]);
export const teamsDialogs = signal<ReadonlyMap<string, TeamsDialog[]>>(new Map());
export const wire = signal<readonly WireEntry[]>([]);
export const daemon = signal<Daemon | null>(null);
export const daemonLog = signal<readonly string[]>([]);
export const faults = signal<readonly Fault[]>([]);
export const changedDocuments = signal<readonly DocumentFile[]>([]);
export const guide = signal<Guide | null>(null);
export const hasTeams = computed(() => session.value?.teams === true);

const mostMessages = 500;
const mostEntries = 1000;
const mostLines = 400;

function upsert<T>(list: readonly T[], item: T, key: (t: T) => string, most: number): T[] {
  const k = key(item);
  const at = list.findIndex((x) => key(x) === k);
  if (at >= 0) return list.map((x, i) => (i === at ? item : x));
  const out = [...list, item];
  if (out.length > 1 && key(out[out.length - 2]) > k) out.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return out.length > most ? out.slice(out.length - most) : out;
}

function changed<V>(map: ReadonlyMap<string, V>, key: string, value: V): Map<string, V> {
  const out = new Map(map);
  out.set(key, value);
  return out;
}

const placeKey = (p: Place) => `${p.platform} ${p.id}`;

// A message of Teams orders by the time it was made; its ids are milliseconds as text.
const teamsKey = (m: TeamsMessage) => String(m.id).padStart(20, "0");

function setSession(s: Session): void {
  session.value = s;
  places.value = s.places;
}

function setDocuments(d: Json): void {
  if (Array.isArray(d?.changed)) changedDocuments.value = d.changed;
  else if (Array.isArray(d?.files)) changedDocuments.value = d.files.filter((f: DocumentFile) => f.status !== "same");
}

export function apply(type: string, data: any): void {
  batch(() => {
    switch (type) {
      case "snapshot":
        setSession(data.session);
        slackMessages.value = new Map(Object.entries(data.slack?.messages ?? {}));
        ephemerals.value = data.slack?.ephemerals ?? [];
        modals.value = new Map(Object.entries(data.slack?.modals ?? {}));
        teamsMessages.value = new Map(Object.entries(data.teams?.messages ?? {}));
        teamsNotices.value = data.teams?.notices ?? [];
        teamsDialogs.value = new Map(Object.entries(data.teams?.dialogs ?? {}));
        wire.value = data.wire ?? [];
        daemon.value = data.daemon ?? null;
        daemonLog.value = data.daemon?.log ?? [];
        faults.value = data.faults ?? [];
        guide.value = data.guide ?? null;
        changedDocuments.value = [];
        setDocuments(data.documents);
        break;
      case "slack.message":
        slackMessages.value = changed(slackMessages.value, data.channel,
          upsert(slackMessages.value.get(data.channel) ?? [], data.message as SlackMessage, (m) => m.ts, mostMessages));
        break;
      case "slack.message_gone":
        slackMessages.value = changed(slackMessages.value, data.channel,
          (slackMessages.value.get(data.channel) ?? []).filter((m) => m.ts !== data.ts));
        break;
      case "slack.ephemeral":
        ephemerals.value = upsert(ephemerals.value, data as Ephemeral, (e) => `${e.ts} ${e.channel}`, mostMessages);
        break;
      case "slack.ephemeral_gone":
        ephemerals.value = ephemerals.value.filter((e) => e.ts !== data.ts || e.channel !== data.channel);
        break;
      case "slack.modals":
        modals.value = changed(modals.value, data.user, data.views as View[]);
        break;
      case "teams.message":
        teamsMessages.value = changed(teamsMessages.value, data.conversation,
          upsert(teamsMessages.value.get(data.conversation) ?? [], data.message as TeamsMessage, teamsKey, mostMessages));
        break;
      case "teams.message_gone":
        teamsMessages.value = changed(teamsMessages.value, data.conversation,
          (teamsMessages.value.get(data.conversation) ?? []).filter((m) => m.id !== data.id));
        break;
      case "teams.notice":
        teamsNotices.value = upsert(teamsNotices.value, data as TeamsNotice, (n) => String(n.id).padStart(12, "0"), mostMessages);
        break;
      case "teams.dialogs":
        teamsDialogs.value = changed(teamsDialogs.value, data.user, data.dialogs as TeamsDialog[]);
        break;
      case "place":
        places.value = upsert(places.value, data as Place, placeKey, 200);
        break;
      case "wire":
        if (wire.value.length === 0 || data.number > wire.value[wire.value.length - 1].number || data.platform === "teams") {
          wire.value = [...wire.value, data as WireEntry].slice(-mostEntries);
        }
        break;
      case "daemon":
        daemon.value = data as Daemon;
        break;
      case "log":
        daemonLog.value = [...daemonLog.value, ...(data.lines as string[])].slice(-mostLines);
        break;
      case "faults":
        faults.value = data.faults;
        break;
      case "documents":
        setDocuments(data);
        break;
      case "guide":
        guide.value = data as Guide;
        break;
    }
  });
}
