// What every message has around its content: who, when, marks, reactions, replies, and what can be done with it.
import { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { Avatar } from "../parts/avatar";
import { Choice, EmojiPicker } from "../parts/emoji_picker";
import { Icon } from "../parts/icon";
import { Item, Menu } from "../parts/menu";
import { clock, full } from "../state/time";
import { pointedAt } from "../state/view";
import { t } from "../words";

export interface Chip { key: string; char: ComponentChildren; label: string; count: number; mine: boolean; names: string }

interface Props {
  id: string;
  author: string;
  name: string;
  app: boolean;
  at: number;
  compact?: boolean;
  edited?: boolean;
  onlyYou?: boolean;
  kind?: string;
  chips?: Chip[];
  choices?: Choice[];
  searchable?: boolean;
  onReact?: (key: string, add: boolean) => void;
  replies?: { count: number; last: number; open: () => void };
  onReply?: () => void;
  menu?: Item[];
  children: ComponentChildren;
}

export function MessageFrame(p: Props) {
  const [picking, setPicking] = useState(false);
  const adder = useRef<HTMLButtonElement>(null);
  function close(focus = true) {
    setPicking(false);
    if (focus) adder.current?.focus();
  }
  function react(key: string) {
    close();
    p.onReact?.(key, !p.chips?.some((c) => c.key === key && c.mine));
  }
  const name = ["message", p.compact && "compact", p.onlyYou && "only-you", p.kind, pointedAt.value === p.id && "pointed-at"].filter(Boolean).join(" ");
  const when = full(p.at);
  return (
    <article class={name} tabIndex={-1} data-id={p.id} aria-label={`${p.name}, ${clock(p.at)}${p.onlyYou ? `, ${t("only_you")}` : ""}`}>
      <div class="message-left">{p.compact ? <time class="hover-time" title={when}>{clock(p.at)}</time> : <Avatar id={p.author} name={p.name} />}</div>
      <div class="message-main">
        {!p.compact && (
          <div class="message-head">
            <span class="author">{p.name}</span>
            {p.app && <span class="badge">App</span>}
            <time title={when}>{clock(p.at)}</time>
          </div>
        )}
        {p.onlyYou && <div class="only-you-mark"><Icon name="eye" size={13} />{t("only_you")}</div>}
        {p.children}
        {p.edited && <span class="edited">{t("edited")}</span>}
        {((p.chips?.length ?? 0) > 0 || picking) && (
          <div class="reactions">
            {p.chips?.map((c) => (
              <button key={c.key} type="button" class="reaction" aria-pressed={c.mine} title={`${c.names}: ${c.label}`}
                aria-label={`${c.label}, ${c.count}: ${c.names}`} onClick={() => p.onReact?.(c.key, !c.mine)}>
                <span aria-hidden="true">{c.char}</span><span class="n">{c.count}</span>
              </button>
            ))}
          </div>
        )}
        {p.replies && p.replies.count > 0 && (
          <button type="button" class="replies" onClick={p.replies.open}>
            <Icon name="thread" size={14} />
            {p.replies.count === 1 ? t("one_reply") : t("replies", p.replies.count)}
            <time title={full(p.replies.last)}>{clock(p.replies.last)}</time>
          </button>
        )}
        <div class={picking ? "toolbar open" : "toolbar"} role="group" aria-label={t("message_actions")}>
          {p.onReact && p.choices && (
            <button type="button" class="icon-button" ref={adder} aria-haspopup="dialog" aria-expanded={picking} aria-label={t("add_reaction")}
              title={t("add_reaction")} onClick={() => setPicking(!picking)}><Icon name="smile" size={16} /></button>
          )}
          {p.onReply && (
            <button type="button" class="icon-button" aria-label={t("reply_in_thread")} title={t("reply_in_thread")} onClick={p.onReply}>
              <Icon name="thread" size={16} />
            </button>
          )}
          {p.menu && <Menu label={t("more_actions")} button={<Icon name="more" size={16} />} items={p.menu} />}
          {picking && <EmojiPicker offered={p.choices!} search={p.searchable === true} onPick={react} onClose={() => close()} />}
        </div>
      </div>
    </article>
  );
}
