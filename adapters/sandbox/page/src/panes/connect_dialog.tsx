// "Connect your own": the manifest and the three settings, ready to copy.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../parts/dialog";
import { Copy } from "../parts/copy";
import { Done, Json } from "../state/model";
import { look, reason } from "../state/deeds";
import { language } from "../state/look";
import { t } from "../words";

export const connectOpen = signal(false);

function words(v: unknown): string {
  if (typeof v === "string") return v;
  return (v as Json | undefined)?.[language.value] ?? "";
}

function Platform({ of: p, name }: { of: Json; name: string }) {
  const manifest = String(p.manifest ?? "");
  return (
    <>
      <ol class="connect-steps">
        <li>
          <h3>{t("connect_manifest", name)}</h3>
          <p class="subtle">{name === "Slack" ? t("connect_manifest_help") : t("connect_manifest_help_teams")}</p>
          <div class="code-box">
            <div class="code-tools"><Copy text={manifest} label={t("connect_manifest", name)} /></div>
            <pre tabIndex={0}>{manifest}</pre>
          </div>
        </li>
        <li>
          <h3>{t("connect_settings")}</h3>
          <dl class="settings">
            {((p.settings ?? []) as Json[]).map((s) => (
              <div key={s.name}>
                <dt><code>{s.name}</code><span>{words(s.label)}</span></dt>
                <dd>
                  <p class="subtle">{words(s.help)}</p>
                  {s.example && <div class="code-line"><code>{s.example}</code><Copy text={String(s.example)} label={s.name} /></div>}
                </dd>
              </div>
            ))}
          </dl>
        </li>
        {p.run && (
          <li>
            <h3>{t("connect_run")}</h3>
            <div class="code-line"><code>{p.run}</code><Copy text={String(p.run)} label={t("connect_run")} /></div>
          </li>
        )}
      </ol>
    </>
  );
}

export function ConnectDialog() {
  const [got, setGot] = useState<Done | null>(null);
  const [which, setWhich] = useState<"slack" | "teams">("slack");
  useEffect(() => { if (connectOpen.value) void look("/api/connect").then(setGot); }, [connectOpen.value]);
  if (!connectOpen.value) return null;
  return (
    <Dialog title={t("connect_title")} subtitle={t("connect_subtitle")} size="large" onClose={() => { connectOpen.value = false; }}
      footer={<button type="button" class="button" onClick={() => { connectOpen.value = false; }}>{t("close")}</button>}>
      {!got && <p class="subtle">{t("loading")}</p>}
      {got && !got.ok && <p class="form-trouble">{reason(got)}</p>}
      {got?.ok && got.teams && (
        <div class="segments" role="group" aria-label={t("platform")}>
          <button type="button" aria-pressed={which === "slack"} onClick={() => setWhich("slack")}>Slack</button>
          <button type="button" aria-pressed={which === "teams"} onClick={() => setWhich("teams")}>Teams</button>
        </div>
      )}
      {got?.ok && <Platform of={(which === "teams" && got.teams) || got.slack} name={which === "teams" && got.teams ? "Teams" : "Slack"} />}
    </Dialog>
  );
}
