// Who and what ids stand for, and who the person at the browser is just now.
import { computed } from "@preact/signals";
import { Person, Place, Platform } from "./model";
import { isText, remembered } from "./kept";
import { hasTeams, places, session } from "./world";

const chosenPerson = remembered("person", "", isText, "session");
const chosenPlace = remembered("place", "", isText, "session");

export const everybody = computed<Person[]>(() => session.value?.people ?? []);
export const me = computed<Person | null>(() =>
  everybody.value.find((p) => p.handle === chosenPerson.value) ?? everybody.value[0] ?? null);
export const myId = computed(() => me.value?.slack?.id ?? "");
export const myTeamsId = computed(() => me.value?.teams?.id ?? "");

export function become(handle: string): void { chosenPerson.value = handle; }

function idOf(p: Person | null, platform: Platform): string {
  return (platform === "slack" ? p?.slack?.id : p?.teams?.id) ?? "";
}

// The places this person sees, in the order of the rail. The chat with the bot is offered before it exists.
export const myPlaces = computed<Place[]>(() => {
  const seen = places.value.filter((p) => {
    if (p.platform === "teams" && !hasTeams.value) return false;
    if (p.kind === "personal" || p.kind === "private") return p.members.includes(idOf(me.value, p.platform));
    return true;
  });
  const bot = session.value?.bot;
  for (const platform of ["slack", "teams"] as const) {
    const name = bot?.[platform]?.name;
    if (!name || (platform === "teams" ? !hasTeams.value : session.value?.slack === false)) continue;
    if (seen.some((p) => p.platform === platform && p.kind === "personal")) continue;
    seen.push({ platform, id: platform === "slack" ? `@${name}` : "personal", name, kind: "personal", bot: true, members: [idOf(me.value, platform)] });
  }
  return seen;
});

// A chat with the bot keeps its key when it comes to exist.
export const placeKey = (p: Place): string => `${p.platform}:${p.kind === "personal" ? "personal" : p.id}`;

export const place = computed<Place | null>(() =>
  myPlaces.value.find((p) => placeKey(p) === chosenPlace.value) ?? myPlaces.value[0] ?? null);

export function goTo(key: string): void { chosenPlace.value = key; }

export const people = computed(() => everybody.value.flatMap((p) => (p.slack ? [{ id: p.slack.id, name: p.name }] : [])));
export const channels = computed(() => places.value.filter((p) => p.kind !== "personal"));

export function personOf(id: string): Person | undefined {
  return everybody.value.find((p) => p.slack?.id === id || p.teams?.id === id || p.teams?.aad === id || p.handle === id);
}

export function isBot(id: string): boolean {
  const b = session.value?.bot;
  return id === b?.slack.id || (b?.teams != null && id === b.teams.id);
}

export function personLabel(id: string, otherwise: string): string {
  if (isBot(id)) return id === session.value?.bot.slack.id ? session.value.bot.slack.name : session.value?.bot.teams?.name ?? id;
  return personOf(id)?.name ?? (otherwise || id);
}

export function channelLabel(id: string, otherwise: string): string {
  return places.value.find((p) => p.id === id)?.name ?? (otherwise || id);
}

export function groupLabel(id: string, otherwise: string): string {
  return session.value?.groups.find((g) => g.id === id)?.handle ?? (otherwise.replace(/^@/, "") || id);
}
