// Name, the daemon's state, the guide, language and theme.
import { Avatar, Mark } from "../parts/avatar";
import { Icon } from "../parts/icon";
import { Menu } from "../parts/menu";
import { me } from "../state/directory";
import { language, theme } from "../state/look";
import { link } from "../state/link";
import { railOpen, show, sideOpen } from "../state/view";
import { daemon } from "../state/world";
import { connectOpen } from "./connect_dialog";
import { stateTone, stateWord } from "./faults_pane";
import { guideShown } from "./guide_strip";
import { hasTries, tryOpen } from "./try_dialog";
import { t } from "../words";

export function TopBar() {
  const lost = link.value === "lost";
  return (
    <header class="top">
      <button type="button" id="rail-button" class="icon-button only-phone" aria-label={t("people_and_channels")} aria-expanded={railOpen.value} aria-controls="rail"
        onClick={() => { railOpen.value = !railOpen.value; if (railOpen.value) requestAnimationFrame(() => document.querySelector<HTMLElement>("#rail [aria-checked=true]")?.focus()); }}>
        <Icon name="menu" />
      </button>
      <div class="brand">
        <span class="brand-mark"><Mark size={24} /></span>
        <h1>incidentd</h1>
        <p class="not-phone">{t("tagline")}</p>
      </div>
      <span class="grow" />
      {lost && <span class="pill lost" role="status"><span class="dot warn" /><span>{t("reconnecting")}</span></span>}
      <button type="button" class="pill" onClick={() => show("faults")} title={t("tab_faults")}>
        <span class={`dot ${stateTone()}`} /><span class="long">{t("the_daemon")}</span><span>{stateWord()}</span>
        {daemon.value?.pid != null && <span class="mono long not-phone">{daemon.value.pid}</span>}
      </button>
      <button type="button" class="button small not-phone" aria-pressed={guideShown.value} onClick={() => { guideShown.value = !guideShown.value; }}>
        <Icon name="flag" size={14} />{t("guide")}
      </button>
      {hasTries() && <button type="button" class="button small not-phone" onClick={() => { tryOpen.value = true; }}><Icon name="play" size={13} />{t("try_short")}</button>}
      <button type="button" class="button small not-phone" onClick={() => { connectOpen.value = true; }}><Icon name="plug" size={14} />{t("connect_short")}</button>
      <div class="segments not-phone" role="group" aria-label={t("language")}>
        <button type="button" aria-pressed={language.value === "pt-BR"} aria-label="PT: Português" onClick={() => { language.value = "pt-BR"; }}>PT</button>
        <button type="button" aria-pressed={language.value === "en"} aria-label="EN: English" onClick={() => { language.value = "en"; }}>EN</button>
      </div>
      <div class="not-phone">
        <Menu label={t("theme")} button={<Icon name={theme.value === "dark" ? "moon" : theme.value === "light" ? "sun" : "auto"} />}
          items={(["auto", "light", "dark"] as const).map((v) => ({ label: t(`theme_${v}`), current: theme.value === v, pick: () => { theme.value = v; } }))} />
      </div>
      <button type="button" class="icon-button not-phone" aria-pressed={sideOpen.value} aria-label={t("side_panel")} title={t("side_panel")} onClick={() => { sideOpen.value = !sideOpen.value; }}>
        <Icon name="wire" />
      </button>
      <div class="only-phone">
        <Menu label={t("more_actions")} button={<Icon name="more" />}
          items={[
            { label: t("guide"), pick: () => { guideShown.value = !guideShown.value; } },
            ...(hasTries() ? [{ label: t("try_short"), pick: () => { tryOpen.value = true; } }] : []),
            { label: t("connect_short"), pick: () => { connectOpen.value = true; } },
            { label: language.value === "en" ? "Português" : "English", pick: () => { language.value = language.value === "en" ? "pt-BR" : "en"; } },
            { label: t("theme_light"), pick: () => { theme.value = "light"; } },
            { label: t("theme_dark"), pick: () => { theme.value = "dark"; } },
            { label: t("theme_auto"), pick: () => { theme.value = "auto"; } },
          ]} />
      </div>
      <button type="button" class="icon-button only-phone" aria-label={`${t("you_are")}: ${me.value?.name ?? ""}`}
        onClick={() => { railOpen.value = true; requestAnimationFrame(() => document.querySelector<HTMLElement>("#rail [aria-checked=true]")?.focus()); }}>
        {me.value && <Avatar id={me.value.handle} tiny />}
      </button>
    </header>
  );
}
