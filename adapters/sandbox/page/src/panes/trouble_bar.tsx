// What keeps everything else from working, said above it: the workspace itself is gone, or its daemon is.
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../parts/icon";
import { post, tellTrouble } from "../state/deeds";
import { link } from "../state/link";
import { daemon } from "../state/world";
import { t } from "../words";

const patience = 4000;  // ms in which a lost link usually comes back by itself

export function TroubleBar() {
  const lost = link.value === "lost";
  const [long, setLong] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!lost) return;
    const later = setTimeout(() => setLong(true), patience);
    return () => clearTimeout(later);
  }, [lost]);
  const stopped = daemon.value?.state === "stopped";
  if (lost ? !long : !stopped) return null;
  async function start() {
    setBusy(true);
    tellTrouble(await post("/api/daemon/restart", {}));
    setBusy(false);
  }
  return (
    <div class="trouble-bar" role="status">
      <span class="dot bad" />
      <p>{lost ? t("server_gone") : t("daemon_down")}</p>
      {!lost && <button type="button" class="button small" disabled={busy} onClick={() => void start()}><Icon name="play" size={13} />{t("start")}</button>}
    </div>
  );
}
