// The guided first minute. What was done is read from the workspace, so that a reload loses nothing.
import { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { computed } from "@preact/signals";
import { Icon } from "../parts/icon";
import { become, everybody, me, place, placeKey } from "../state/directory";
import { isFlag, isTexts, remembered } from "../state/kept";
import { language } from "../state/look";
import { focusComposer, openDocument, openPlace, pointedAt, setDraft, show, showConversation } from "../state/view";
import { Guide, Spot } from "../state/model";
import { guide, session } from "../state/world";
import { connectOpen } from "./connect_dialog";
import { hasTries, tryOpen } from "./try_dialog";
import { t } from "../words";

export const guideShown = remembered("guide", true, isFlag);
const acknowledged = remembered<Record<string, string>>("guide-seen", {}, isTexts);

type Step = "open" | "preview" | "approve" | "post" | "record" | "connect";
const order: Step[] = ["open", "preview", "approve", "post", "record", "connect"];

const draftKey = computed(() => `${session.value?.run ?? ""} ${guide.value?.preview?.draft ?? ""}`);
function has(step: string): boolean { return (acknowledged.value[step] ?? "") === draftKey.value && guide.value?.preview !== null; }
function mark(step: string): void { acknowledged.value = { ...acknowledged.value, [step]: draftKey.value }; }

// Later steps wait until the person has seen what the earlier one brought.
const step = computed<Step>(() => {
  const g = guide.value;
  if (!g || !g.done.includes("open")) return "open";
  if (!g.done.includes("approve")) return has("preview") ? "approve" : "preview";
  if (!has("post")) return "post";
  if (!has("record")) return "record";
  return "connect";
});

export function guideStep(): Step { return step.value; }

export function GuideStrip() {
  const g = guide.value;
  const now = step.value;
  const showing = guideShown.value && g !== null;
  // The button to press glows while it is its turn.
  useEffect(() => { document.documentElement.dataset.guide = showing ? now : ""; }, [showing, now]);
  if (!showing) return null;
  const person = (handle: string) => everybody.value.find((p) => p.handle === handle)?.name.split(" ")[0] ?? handle;
  const at = order.indexOf(now);
  let words = "";
  let does: ComponentChildren = null;

  if (now === "open") {
    const other = me.value?.handle !== g.open.as;
    words = other ? t("guide_open_as", person(g.open.as)) : t("guide_open");
    does = (
      <button type="button" class="button small accent" onClick={() => {
        become(g.open.as);
        const key = `${g.open.platform}:${g.open.channel}`;
        openPlace(key);
        setDraft(key, g.open.command[language.value]);
        focusComposer.value++;
      }}>{t("guide_fill_in")}</button>
    );
  } else if (now === "preview") {
    words = t("guide_preview");
    does = (
      <>
        <button type="button" class="button small" onClick={() => point(nearest(g.preview))}>{t("guide_show_me")}</button>
        <button type="button" class="button small accent" onClick={() => mark("preview")}>{t("guide_read_it")}</button>
      </>
    );
  } else if (now === "approve") {
    const who = g.preview?.as ?? "";
    const ready = me.value?.handle === who;
    const copy = nearest(g.preview);
    words = !ready ? t("guide_switch", person(who)) : t(copy?.platform === "teams" ? "guide_approve_card" : "guide_approve", person(who));
    does = ready
      ? <button type="button" class="button small accent" onClick={() => point(copy, g.preview?.action_id)}>{t("guide_show_me")}</button>
      : <button type="button" class="button small accent" onClick={() => { become(who); point(copy); }}>{t("guide_become", person(who))}</button>;
  } else if (now === "post") {
    words = g.post ? t("guide_post") : t("guide_post_waits");
    does = g.post && (
      <>
        <button type="button" class="button small" onClick={() => point(g.post)}>{t("guide_show_me")}</button>
        <button type="button" class="button small accent" onClick={() => mark("post")}>{t("guide_next")}</button>
      </>
    );
  } else if (now === "record") {
    words = g.record ? t("guide_record") : t("guide_record_waits");
    does = g.record && (
      <button type="button" class="button small accent" onClick={() => { openDocument.value = g.record!.path; show("documents"); mark("record"); }}>{t("guide_open_record")}</button>
    );
  } else {
    words = t("guide_connect");
    does = (
      <>
        {hasTries() && <button type="button" class="button small" onClick={() => { tryOpen.value = true; }}>{t("try_short")}</button>}
        <button type="button" class="button small accent" onClick={() => { connectOpen.value = true; }}>{t("connect_slack")}</button>
      </>
    );
  }

  return (
    <section class="guide" aria-label={t("guide_title")}>
      <ol class="steps">
        {order.map((s, i) => (
          <li key={s} class={i < at ? "step done" : i === at ? "step now" : "step"} aria-current={i === at ? "step" : undefined}
            aria-label={`${i + 1}: ${t(`step_${s}`)}${i < at ? ` (${t("done")})` : ""}`} title={t(`step_${s}`)}>
            {i < at ? <Icon name="check" size={13} /> : i + 1}
          </li>
        ))}
      </ol>
      <div class="words" aria-live="polite">
        <h2>{t(`step_${now}`)}</h2>
        <p>{words}</p>
      </div>
      <div class="does">
        {does}
        <button type="button" class="icon-button small" aria-label={t("guide_dismiss")} title={t("guide_dismiss")} onClick={() => { guideShown.value = false; }}><Icon name="close" size={15} /></button>
      </div>
    </section>
  );
}

// The copy where the person is, else one on the same platform, else the first.
function nearest(p: Guide["preview"]): Spot | null {
  const here = place.value;
  if (!p || !here) return p;
  return p.copies.find((c) => `${c.platform}:${c.channel}` === placeKey(here)) ?? p.copies.find((c) => c.platform === here.platform) ?? p;
}

function point(where: Spot | null | undefined, action?: string): void {
  if (!where) return;
  openPlace(`${where.platform}:${where.channel}`);
  showConversation();
  pointedAt.value = "";
  requestAnimationFrame(() => {
    pointedAt.value = where.ts;
    if (!action) return;
    requestAnimationFrame(() => {
      const b = document.querySelector<HTMLElement>(`#conversation [data-id="${CSS.escape(where.ts)}"] [data-action="${CSS.escape(action)}"]`);
      b?.focus();
      b?.scrollIntoView({ block: "nearest" });
    });
  });
}
