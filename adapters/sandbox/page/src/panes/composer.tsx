// Where people type: completion of commands, people, channels and emoji; the arrow up brings back what was sent.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icon";
import { EmojiPicker, slackChoices } from "../parts/emoji_picker";
import { announce } from "../parts/announce";
import { Place } from "../state/model";
import { me, placeKey } from "../state/directory";
import { reason, slack, teams, tellTrouble } from "../state/deeds";
import { addLocalNote, drafts, focusComposer, history, remember, setDraft } from "../state/view";
import { session } from "../state/world";
import { emojiOf } from "../slack/emoji";
import { completions, Suggestion, usageOf } from "./completion";
import { t } from "../words";


export function Composer({ place, thread }: { place: Place; thread?: string }) {
  const key = placeKey(place) + (thread ? `/${thread}` : "");
  const text = drafts.value[key] ?? "";
  const area = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(text.length);
  const [active, setActive] = useState(-1);
  const [hidden, setHidden] = useState(false);
  const [picking, setPicking] = useState(false);
  const wanted = useRef(-1);  // where the caret goes once the new text stands
  const [back, setBack] = useState(-1);  // how far back in the history
  const listId = `suggestions-${thread ? "thread" : "main"}`;
  const list: Suggestion[] = hidden ? [] : completions(text.slice(0, caret), place, thread !== undefined);
  const at = Math.min(active < 0 && list[0]?.eager ? 0 : active, list.length - 1);
  const usage = thread ? null : usageOf(text, place);

  useEffect(() => { setActive(-1); }, [text]);
  useLayoutEffect(() => {
    if (wanted.current >= 0) area.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = -1;
  });
  useLayoutEffect(() => {
    if (thread || focusComposer.value === 0) return;
    const a = area.current;
    if (!a) return;
    a.focus();
    a.setSelectionRange(a.value.length, a.value.length);
    setCaret(a.value.length);
    setHidden(true);
  }, [focusComposer.value]);
  useEffect(() => {
    const a = area.current;
    if (!a) return;
    a.style.height = "auto";
    a.style.height = `${Math.min(a.scrollHeight, 200)}px`;
  }, [text]);

  function put(value: string, at = value.length) {
    setDraft(key, value);
    setCaret(at);
    wanted.current = at;
  }

  function complete(s: Suggestion) {
    const before = text.slice(0, s.from) + s.insert;
    put(before + text.slice(caret), before.length);
    area.current?.focus();
  }

  async function send() {
    const typed = text.trim();
    const as = me.value?.handle;
    if (typed === "" || !as) return;
    remember(typed);
    setBack(-1);
    put("");
    const slash = place.platform === "slack" && typed.startsWith("/");
    if (slash && thread) {
      addLocalNote({ place: placeKey(place), person: as, at: Date.now(), text: t("no_slash_in_threads"), command: typed });
    } else if (slash) {
      const done = await slack("slash", { as, channel: place.id, text: typed });
      if (!done.ok) {
        const word = typed.split(/\s/, 1)[0];
        const why = done.error === "operation_timeout" || done.error === "dispatch_failed" ? t("slash_failed", word, done.error) : reason(done);
        addLocalNote({ place: placeKey(place), person: as, at: Date.now(), text: why, command: typed });
        announce(why);
      }
    } else if (place.platform === "slack") {
      const where = place.kind === "personal" ? `@${session.value?.bot.slack.name}` : place.id;
      tellTrouble(await slack("say", { as, channel: where, text: typed, ...(thread ? { thread_ts: thread } : {}) }));
    } else {
      const done = await teams("say", {
        as, conversation: place.kind === "personal" ? "personal" : place.id, text: typed, ...(thread ? { thread } : {}),
      });
      tellTrouble(done);
    }
  }

  function keys(e: KeyboardEvent) {
    if (e.isComposing) return;
    if (list.length > 0) {
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        setActive((at + (e.key === "ArrowDown" ? 1 : list.length + (at < 0 ? 0 : -1))) % list.length);
        return;
      }
      if ((e.key === "Tab" && !e.shiftKey) || (e.key === "Enter" && !e.shiftKey && at >= 0)) {
        e.preventDefault();
        complete(list[Math.max(at, 0)]);
        return;
      }
      if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); setHidden(true); return; }
    }
    if (e.key === "Enter" && !e.shiftKey) { e.preventDefault(); void send(); return; }
    if (e.key === "ArrowUp" && (text === "" || back >= 0) && caret <= (text.indexOf("\n") < 0 ? text.length : text.indexOf("\n"))) {
      const next = Math.min(back + 1, history.value.length - 1);
      if (next < 0) return;
      e.preventDefault();
      setHidden(true);
      setBack(next);
      put(history.value[history.value.length - 1 - next]);
    } else if (e.key === "ArrowDown" && back >= 0) {
      e.preventDefault();
      setBack(back - 1);
      put(back === 0 ? "" : history.value[history.value.length - back]);
    }
  }

  const label = thread ? t("reply_in_thread") : t("message_to", place.kind === "personal" ? session.value?.bot[place.platform]?.name ?? "" : (place.platform === "slack" ? "#" : "") + place.name);
  return (
    <div class="composer">
      {list.length > 0 && (
        <ul class="suggestions" id={listId} role="listbox" aria-label={t("suggestions")}>
          {list.map((s, i) => (
            <li key={s.label} id={`${listId}-${i}`} role="option" aria-selected={i === at} class={i === at ? "on" : ""}
              onPointerDown={(e) => { e.preventDefault(); complete(s); }}>
              <span class="what">{s.char && <span class="emoji">{s.char} </span>}{s.label}</span>
              {s.detail && <span class="detail">{s.detail}</span>}
            </li>
          ))}
        </ul>
      )}
      <div class="composer-box">
        <textarea ref={area} rows={1} value={text} placeholder={label} aria-label={label} spellcheck={false} autocomplete="off"
          aria-autocomplete="list" aria-controls={list.length > 0 ? listId : undefined}
          aria-activedescendant={list.length > 0 && at >= 0 ? `${listId}-${at}` : undefined}
          onInput={(e) => { setHidden(false); setBack(-1); setCaret(e.currentTarget.selectionStart); setDraft(key, e.currentTarget.value); }}
          onSelect={(e) => setCaret(e.currentTarget.selectionStart)} onKeyDown={keys} onBlur={() => setHidden(true)} onFocus={() => setHidden(text !== "")} />
        <div class="composer-foot">
          <div class="menu-root">
            <button type="button" class="icon-button" aria-label={t("insert_emoji")} title={t("insert_emoji")} aria-expanded={picking}
              onClick={() => setPicking(!picking)}><Icon name="smile" /></button>
            {picking && (
              <EmojiPicker up search offered={slackChoices(session.value?.emoji ?? [])} onClose={() => { setPicking(false); area.current?.focus(); }}
                onPick={(name) => {
                  setPicking(false);
                  const what = place.platform === "slack" ? `:${name}:` : emojiOf(name) ?? "";
                  put(text.slice(0, caret) + what + text.slice(caret), caret + what.length);
                  area.current?.focus();
                }} />
            )}
          </div>
          <p class="usage" aria-live="polite">
            {usage ? <><code>{usage.usage}</code> <span>{usage.help}</span></> : <span class="not-phone">{t("composer_hint")}</span>}
          </p>
          <button type="button" class="button accent send" disabled={text.trim() === ""} aria-label={t("send")} onClick={() => void send()}>
            <Icon name="send" size={16} />
          </button>
        </div>
      </div>
    </div>
  );
}
