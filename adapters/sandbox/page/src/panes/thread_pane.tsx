// The open thread, beside the conversation.
import { Composer } from "./composer";
import { itemsOf } from "./items";
import { MessageList } from "./message_list";
import { place } from "../state/directory";
import { thread } from "../state/view";
import { t } from "../words";

export function ThreadPane() {
  const p = place.value;
  const root = thread.value;
  if (!p || !root) return <div class="empty"><p class="subtle">{t("no_thread_open")}</p></div>;
  return (
    <div class="pane thread-pane">
      <MessageList key={root} items={itemsOf(p, root)} place={p} inThread label={t("thread")} />
      <Composer key={`c ${root}`} place={p} thread={root} />
    </div>
  );
}
