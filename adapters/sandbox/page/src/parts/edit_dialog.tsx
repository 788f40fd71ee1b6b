import { useState } from "preact/hooks";
import { Dialog } from "./dialog";
import { t } from "../words";

export function EditDialog({ text, onSave, onClose }: { text: string; onSave: (text: string) => void; onClose: () => void }) {
  const [typed, setTyped] = useState(text);
  return (
    <Dialog title={t("edit_message")} size="medium" onClose={onClose} onSubmit={() => { if (typed.trim()) onSave(typed); }}
      footer={
        <>
          <button type="button" class="button" onClick={onClose}>{t("cancel")}</button>
          <button type="submit" class="button accent">{t("save")}</button>
        </>
      }>
      <textarea class="field" rows={4} aria-label={t("edit_message")} value={typed} onInput={(e) => setTyped(e.currentTarget.value)} />
    </Dialog>
  );
}
