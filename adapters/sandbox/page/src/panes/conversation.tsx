// The middle of the page: one place's messages and the composer.
import { useEffect } from "preact/hooks";
import { Composer } from "./composer";
import { itemsOf } from "./items";
import { MessageList } from "./message_list";
import { Icon } from "../parts/icon";
import { place, personOf, placeKey } from "../state/directory";
import { language } from "../state/look";
import { Platform } from "../state/model";
import { focusComposer, markSeen, setDraft } from "../state/view";
import { session } from "../state/world";
import { t } from "../words";

// The first lines to try, in the language of the page, from the daemon's own table.
function openers(platform: Platform): string[] {
  const prefix = session.value?.commands[platform][0];
  if (!prefix) return [];
  return ["help", "open", "list"].flatMap((word) => {
    const row = session.value?.commands.table.find((r) => r.word === word);
    return row ? [`${prefix} ${row.usage[language.value].split(" ", 1)[0]}`] : [];
  });
}

export function Conversation() {
  const p = place.value;
  const items = p ? itemsOf(p, null) : [];
  const last = [...items].reverse().find((i) => i.kind === "slack" || i.kind === "teams")?.key ?? "";
  useEffect(() => { if (p && last) markSeen(p, last); }, [p && placeKey(p), last]);
  if (!p) return <main class="conversation" id="conversation" />;
  const people = p.members.filter((m) => personOf(m)).length;
  const title = p.kind === "personal" ? t("personal_chat") : p.name;
  return (
    <main class="conversation" id="conversation" tabIndex={-1}>
      <header class="conversation-head">
        <h2>
          <Icon name={p.kind === "private" ? "lock" : p.kind === "channel" && p.platform === "slack" ? "hash" : "chat"} size={16} />
          <span title={title}>{title}</span>
        </h2>
        <p class="subtle">
          {p.platform === "slack" ? "Slack" : `Teams${p.team ? ` · ${p.team}` : ""}`}{people > 0 && ` · ${people === 1 ? t("one_person") : t("n_people", people)}`}
          {!p.bot && ` · ${t("bot_not_here")}`}
        </p>
      </header>
      {items.length === 0
        ? (
          <div class="empty">
            <Icon name="chat" size={28} />
            <p>{t("nothing_here_yet")}</p>
            {p.bot && (
              <>
                <p class="subtle">{t("try_this")}</p>
                <div class="row">
                  {openers(p.platform).map((line) => (
                    <button key={line} type="button" class="button small" onClick={() => { setDraft(placeKey(p), line); focusComposer.value++; }}><code>{line}</code></button>
                  ))}
                </div>
              </>
            )}
          </div>
        )
        : <MessageList key={placeKey(p)} items={items} place={p} label={t("messages_in", title)} />}
      <Composer key={`c ${placeKey(p)}`} place={p} />
    </main>
  );
}
