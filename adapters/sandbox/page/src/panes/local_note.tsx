// What the client itself tells one person, such as a command that the app did not acknowledge.
import { MessageFrame } from "./message_frame";
import { dropLocalNote, focusComposer, LocalNote, setDraft } from "../state/view";
import { t } from "../words";

export function LocalNoteView({ of: n }: { of: LocalNote }) {
  return (
    <MessageFrame id={`n${n.id}`} author="client" name={t("client_name")} app={false} at={n.at} onlyYou>
      <div class="rich"><p class="plain">{n.text}</p></div>
      <div class="block actions">
        <button type="button" class="button small" onClick={() => { setDraft(n.place, n.command); dropLocalNote(n.id); focusComposer.value++; }}>{t("type_again")}</button>
        <button type="button" class="button small quiet" onClick={() => dropLocalNote(n.id)}>{t("dismiss")}</button>
      </div>
    </MessageFrame>
  );
}
