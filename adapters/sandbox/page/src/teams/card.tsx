// Adaptive Cards, drawn by Microsoft's own library. Around it: text through our markdown (text nodes only), no media,
// no images from elsewhere, and actions handed to whoever shows the card.
import { useEffect, useRef } from "preact/hooks";
import * as ac from "adaptivecards";
import { markdown } from "./markdown";
import { t } from "../words";

export type Json = Record<string, any>;

export interface Pressed {
  // How the control side finds the action: its id, verb or title, whichever is the only one of its kind.
  action: string;
  inputs: Record<string, string>;
  opensDialog: boolean;
}

let mentions: ReadonlySet<string> = new Set();

ac.AdaptiveCard.onProcessMarkdown = (text, result) => {
  const box = document.createElement("div");
  box.append(markdown(text, { mentions, card: true }));
  result.outputHtml = box.innerHTML;
  result.didProcess = true;
};
ac.GlobalSettings.useMarkdownInRadioButtonAndCheckbox = false;
ac.GlobalRegistry.elements.unregister("Media");

const host = new ac.HostConfig({
  fontFamily: "inherit",
  supportsInteractivity: true,
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 14 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  fontSizes: { small: 12, default: 14, medium: 15, large: 17, extraLarge: 21 },
  fontWeights: { lighter: 400, default: 400, bolder: 650 },
  lineHeights: { small: 17, default: 20, medium: 21, large: 24, extraLarge: 28 },
  textStyles: { heading: { size: "large", weight: "bolder", color: "default", isSubtle: false } },
  textBlock: { headingLevel: 3 },
  containerStyles: {
    default: style("transparent"), emphasis: style("var(--raised)"), accent: style("var(--accent-soft)"),
    good: style("var(--good-soft)"), attention: style("var(--bad-soft)"), warning: style("var(--warn-soft)"),
  },
  actions: {
    maxActions: 12, spacing: "default", buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left",
    showCard: { actionMode: "inline", inlineTopMargin: 10 },
  },
  factSet: { title: { weight: "bolder", wrap: true, maxWidth: 160 }, value: { wrap: true }, spacing: 12 },
  inputs: {
    label: { inputSpacing: "small", requiredInputs: { suffix: " *", suffixColor: "attention", weight: "bolder" }, optionalInputs: { weight: "bolder" } },
    errorMessage: { color: "attention", size: "small", spacing: "small", weight: "default" },
  },
});

function style(background: string): Json {
  const c = (d: string, s: string) => ({ default: d, subtle: s, highlightColors: { default: "var(--mark)", subtle: "var(--mark)" } });
  return {
    backgroundColor: background, borderColor: "var(--line)",
    foregroundColors: {
      default: c("var(--text)", "var(--text-2)"), dark: c("var(--text)", "var(--text-2)"), light: c("var(--text-2)", "var(--text-2)"),
      accent: c("var(--accent-text)", "var(--accent-text)"), attention: c("var(--bad-text)", "var(--bad-text)"),
      good: c("var(--good-text)", "var(--good-text)"), warning: c("var(--warn-text)", "var(--warn-text)"),
    },
  };
}

// Images would be fetched from elsewhere; their description takes their place. Depth and breadth are bounded.
function tame(v: unknown, depth = 0): unknown {
  if (depth > 30) return undefined;
  if (Array.isArray(v)) return v.slice(0, 500).map((x) => tame(x, depth + 1));
  if (v === null || typeof v !== "object") return v;
  const o = v as Json;
  if (o.type === "Image") return { type: "TextBlock", text: `🖼 ${String(o.altText ?? t("image"))}`, isSubtle: true, wrap: true };
  const out: Json = {};
  for (const [k, x] of Object.entries(o)) {
    if (k === "backgroundImage" || k === "iconUrl") continue;
    out[k] = k === "data" || k === "msteams" ? x : tame(x, depth + 1);
  }
  return out;
}

export function cardMentions(card: Json): ReadonlySet<string> {
  const list = Array.isArray(card.msteams?.entities) ? card.msteams.entities : [];
  return new Set(list.map((e: Json) => /^<at>(.*)<\/at>$/.exec(String(e?.text ?? ""))?.[1] ?? "").filter((s: string) => s !== ""));
}

function actionsIn(v: unknown, out: Json[] = []): Json[] {
  if (Array.isArray(v)) v.forEach((x) => actionsIn(x, out));
  else if (v !== null && typeof v === "object") {
    const o = v as Json;
    if (typeof o.type === "string" && o.type.startsWith("Action.")) out.push(o);
    for (const [k, x] of Object.entries(o)) if (k !== "data") actionsIn(x, out);
  }
  return out;
}

function nameOf(action: ac.Action, card: Json): string {
  const all = actionsIn(card);
  const verb = action instanceof ac.ExecuteAction ? action.verb : (action.toJSON() as Json)?.data?.verb;
  if (action.id && all.some((a) => a.id === action.id)) return action.id;
  if (verb && all.filter((a) => (a.verb ?? a.data?.verb) === verb).length === 1) return String(verb);
  return action.title ?? String(verb ?? "");
}

export function Card({ card, onPress, label }: { card: Json; onPress: (p: Pressed) => void; label?: string }) {
  const box = useRef<HTMLDivElement>(null);
  const press = useRef(onPress);
  press.current = onPress;
  const text = JSON.stringify(card);
  useEffect(() => {
    const shown = new ac.AdaptiveCard();
    shown.hostConfig = host;
    mentions = cardMentions(card);
    shown.parse(tame(card) as Json);
    shown.onExecuteAction = (action) => {
      if (action instanceof ac.OpenUrlAction) {
        if (/^https:/i.test(action.url ?? "")) window.open(action.url, "_blank", "noreferrer,noopener");
        return;
      }
      if (!(action instanceof ac.ExecuteAction) && !(action instanceof ac.SubmitAction)) return;
      const inputs: Record<string, string> = {};
      for (const input of shown.getAllInputs()) if (input.id) inputs[input.id] = String(input.value ?? "");
      const data = (action.toJSON() as Json)?.data;
      press.current({ action: nameOf(action, card), inputs, opensDialog: data?.msteams?.type === "task/fetch" });
    };
    const drawn = shown.render();
    if (drawn) {
      for (let i = 0; i < shown.getActionCount(); i++) {
        const action = shown.getActionAt(i);
        const verb = action instanceof ac.ExecuteAction ? action.verb : undefined;
        if (verb && action?.renderedElement) action.renderedElement.dataset.action = verb;
      }
      for (const a of drawn.querySelectorAll("a")) { a.target = "_blank"; a.rel = "noreferrer noopener"; }
      box.current!.replaceChildren(drawn);
    }
  }, [text]);
  return <div class="adaptive-card" ref={box} role="group" aria-label={label ?? t("card")} />;
}
