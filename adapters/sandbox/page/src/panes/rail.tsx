// Who one is, and where one can go.
import { useRef } from "preact/hooks";
import { Avatar } from "../parts/avatar";
import { Icon } from "../parts/icon";
import { newest } from "./items";
import { Person, Place, Platform } from "../state/model";
import { become, everybody, me, myPlaces, place, placeKey } from "../state/directory";
import { lastSeen, openPlace, railOpen } from "../state/view";
import { hasTeams } from "../state/world";
import { announce } from "../parts/announce";
import { t } from "../words";

function roleOf(p: Person): string {
  if (p.stranger) return t("stranger");
  return p.roles.map((r) => (r.deputy ? `${r.name} (${t("deputy")})` : r.name)).join(" · ");
}

function People() {
  const list = useRef<HTMLDivElement>(null);
  const all = everybody.value;
  function pick(p: Person, focus: boolean) {
    become(p.handle);
    announce(t("you_are_now", p.name));
    if (focus) list.current?.querySelectorAll<HTMLElement>("[role=radio]")[all.indexOf(p)]?.focus();
  }
  function keys(e: KeyboardEvent) {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key];
    if (!by || !me.value) return;
    e.preventDefault();
    pick(all[(all.indexOf(me.value) + by + all.length) % all.length], true);
  }
  return (
    <section>
      <h2 id="people-title"><Icon name="people" size={14} />{t("you_are")}</h2>
      <div role="radiogroup" aria-labelledby="people-title" ref={list} onKeyDown={keys}>
        {all.map((p) => {
          const on = p === me.value;
          return (
            <button key={p.handle} type="button" role="radio" aria-checked={on} tabIndex={on ? 0 : -1} class="rail-item person" data-person={p.handle} onClick={() => pick(p, false)}>
              <Avatar id={p.handle} name={p.name} tiny />
              <span class="person-words"><span class="name">{p.name}</span><small>{roleOf(p)}</small></span>
            </button>
          );
        })}
      </div>
    </section>
  );
}

// Teams have channels of the same name ("General"); then the team says which.
function ambiguous(p: Place): boolean {
  return myPlaces.value.some((o) => o !== p && o.platform === p.platform && o.name === p.name);
}

function PlaceItem({ of: p }: { of: Place }) {
  const here = place.value !== null && placeKey(place.value) === placeKey(p);
  const fresh = here ? 0 : newest(p).fresh(lastSeen(p));
  const icon = p.kind === "private" ? "lock" : p.kind === "channel" && p.platform === "slack" ? "hash" : "chat";
  return (
    <li>
      <button type="button" class={fresh > 0 ? "rail-item has-unread" : "rail-item"} aria-current={here ? "true" : undefined} data-place={placeKey(p)} onClick={() => openPlace(placeKey(p))}>
        <Icon name={icon} size={15} />
        <span class="name" title={p.kind === "personal" ? undefined : p.name}>{p.kind === "personal" ? t("personal_chat") : p.name}{p.team && ambiguous(p) && <small> · {p.team}</small>}</span>
        {fresh > 0 && <span class="unread" aria-label={t("n_new", fresh)}>{fresh}</span>}
      </button>
    </li>
  );
}

function Places({ platform, title }: { platform: Platform; title: string }) {
  const all = myPlaces.value.filter((p) => p.platform === platform);
  if (all.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>{all.map((p) => <PlaceItem key={placeKey(p)} of={p} />)}</ul>
    </section>
  );
}

export function Rail() {
  return (
    <>
      {railOpen.value && <button type="button" class="scrim only-phone" aria-label={t("close")} onClick={() => { railOpen.value = false; }} />}
      <nav class={railOpen.value ? "rail open" : "rail"} id="rail" aria-label={t("people_and_channels")}
        onKeyDown={(e) => { if (e.key === "Escape" && railOpen.value) { railOpen.value = false; document.getElementById("rail-button")?.focus(); } }}>
        <People />
        <Places platform="slack" title={t("slack_channels")} />
        {hasTeams.value && <Places platform="teams" title={t("teams_channels")} />}
      </nav>
    </>
  );
}
