// Copies a text and says so. Falls back to selecting it where the clipboard is not allowed.
import { useState } from "preact/hooks";
import { Icon } from "./icon";
import { t } from "../words";
import { announce } from "./announce";

export function Copy({ text, label }: { text: string; label?: string }) {
  const [done, setDone] = useState(false);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "off-screen";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    setDone(true);
    announce(t("copied"));
    setTimeout(() => setDone(false), 1600);
  }
  return (
    <button type="button" class="button small quiet" onClick={copy} aria-label={`${t("copy")}${label ? `: ${label}` : ""}`}>
      <Icon name={done ? "check" : "copy"} size={14} />{done ? t("copied") : t("copy")}
    </button>
  );
}
