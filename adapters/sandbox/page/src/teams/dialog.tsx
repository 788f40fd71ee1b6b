// The newest Teams dialog (task module) of the person at the browser.
import { useState } from "preact/hooks";
import { Dialog } from "../parts/dialog";
import { Avatar } from "../parts/avatar";
import { Card } from "./card";
import { TeamsDialog } from "../state/model";
import { me, myTeamsId } from "../state/directory";
import { session, teamsDialogs } from "../state/world";
import { reason, teams } from "../state/deeds";
import { t } from "../words";

function Task({ of: d }: { of: TeamsDialog }) {
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const as = me.value?.handle;
  const bot = session.value?.bot.teams;
  async function submit(action: string, values: Record<string, string>) {
    if (busy) return;
    setBusy(true);
    setTrouble("");
    const done = await teams("submit", { as, dialog: d.id, action, values });
    setBusy(false);
    if (!done.ok) setTrouble(done.error === "unable_to_reach_app" ? t("unable_to_reach_app") : reason(done));
  }
  return (
    <Dialog title={d.title || bot?.name || t("form")} subtitle={bot?.name} mark={<Avatar id={bot?.id ?? ""} />} onClose={() => void teams("close", { as, dialog: d.id })}>
      {trouble && <p class="form-trouble" role="alert">{trouble}</p>}
      {d.text && <p class="plain">{d.text}</p>}
      {d.card && <div class={busy ? "card-frame flat busy" : "card-frame flat"}><Card card={d.card} onPress={(p) => void submit(p.action, p.inputs)} /></div>}
    </Dialog>
  );
}

export function TeamsTask() {
  const stack = teamsDialogs.value.get(myTeamsId.value) ?? [];
  const top = stack[stack.length - 1];
  return top ? <Task key={top.id} of={top} /> : null;
}
