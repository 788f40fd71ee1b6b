// Messages in order, with the day between them. Stays at the bottom while the person is there; arrows walk it.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Place } from "../state/model";
import { day } from "../state/time";
import { pointedAt } from "../state/view";
import { Item } from "./items";
import { EphemeralView, SlackMessageView } from "./slack_message";
import { NoticeView, TeamsMessageView } from "./teams_message";
import { LocalNoteView } from "./local_note";
import { Icon } from "../parts/icon";
import { t } from "../words";

const near = 90;  // pixels from the bottom that count as being there

export function MessageList({ items, place, inThread, label }: { items: Item[]; place: Place; inThread?: boolean; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const stick = useRef(true);
  const [below, setBelow] = useState(false);
  const last = items[items.length - 1]?.key ?? "";

  function toBottom() {
    const b = box.current;
    if (b) b.scrollTop = b.scrollHeight;
    setBelow(false);
  }
  useLayoutEffect(() => {
    const b = box.current;
    if (b && b.scrollHeight <= b.clientHeight + near) stick.current = true;  // all of it can be seen
    if (stick.current) toBottom();
    else setBelow(true);
  }, [last]);
  useEffect(() => {
    // Cards and images of text grow after they were placed.
    const o = new ResizeObserver(() => { if (stick.current) toBottom(); });
    o.observe(inner.current!);
    o.observe(box.current!);
    return () => o.disconnect();
  }, []);
  useEffect(() => {
    const id = pointedAt.value;
    if (id === "") return;
    const m = box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    if (!m) return;
    stick.current = false;
    m.scrollIntoView({ block: "center" });
    const clear = setTimeout(() => { pointedAt.value = ""; }, 4000);
    return () => clearTimeout(clear);
  }, [pointedAt.value]);

  function scrolled() {
    const b = box.current!;
    stick.current = b.scrollHeight - b.scrollTop - b.clientHeight < near;
    if (stick.current) setBelow(false);
  }

  // Up and down walk from message to message, as long as the focus is on one of them and not inside.
  function keys(e: KeyboardEvent) {
    const all = [...box.current!.querySelectorAll<HTMLElement>("article.message")];
    const on = document.activeElement as HTMLElement;
    const at = all.indexOf(on);
    if (on !== box.current && at < 0) return;
    const to = { ArrowDown: at < 0 ? all.length - 1 : at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1, Home: 0, End: all.length - 1 }[e.key];
    if (to === undefined || !all[to]) return;
    e.preventDefault();
    all[to].focus();
  }

  let before: Item | undefined;
  return (
    <div class="message-scroll" ref={box} onScroll={scrolled} onKeyDown={keys} tabIndex={0} role="log" aria-label={label} aria-live="polite" aria-relevant="additions">
      <div class="message-list" ref={inner}>
        {items.map((item) => {
          const newDay = !before || new Date(before.at).toDateString() !== new Date(item.at).toDateString();
          const compact = !newDay && before !== undefined && item.kind === before.kind && item.by !== "" && item.by === before.by &&
            item.at - before.at < 5 * 60_000 && (item.kind === "slack" || item.kind === "teams") && !hasBody(item) && !hasBody(before);
          before = item;
          return (
            <div key={item.key} class="message-slot">
              {newDay && !inThread && <div class="day"><span>{day(item.at)}</span></div>}
              {item.kind === "slack" && <SlackMessageView of={item.of} place={place} compact={compact} inThread={inThread} replies={inThread ? undefined : item.replies} />}
              {item.kind === "ephemeral" && <EphemeralView of={item.of} place={place} />}
              {item.kind === "teams" && <TeamsMessageView of={item.of} place={place} compact={compact} inThread={inThread} replies={inThread ? undefined : item.replies} />}
              {item.kind === "notice" && <NoticeView of={item.of} place={place} />}
              {item.kind === "note" && <LocalNoteView of={item.of} />}
            </div>
          );
        })}
      </div>
      {below && (
        <button type="button" class="button small new-below" onClick={() => { stick.current = true; toBottom(); }}>
          <Icon name="down" size={14} />{t("new_messages")}
        </button>
      )}
    </div>
  );
}

// Blocks and cards always show their author.
function hasBody(i: Item): boolean {
  if (i.kind === "slack") return (i.of.blocks?.length ?? 0) > 0 || i.of.bot_id !== undefined;
  if (i.kind === "teams") return Boolean(i.of.card) || i.of.from_bot === true;
  return true;
}
