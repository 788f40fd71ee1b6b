// The whole page.
import { useEffect } from "preact/hooks";
import { Announcer } from "./parts/announce";
import { Conversation } from "./panes/conversation";
import { ConnectDialog } from "./panes/connect_dialog";
import { GuideStrip } from "./panes/guide_strip";
import { Rail } from "./panes/rail";
import { BottomBar, SidePanel } from "./panes/side_panel";
import { TopBar } from "./panes/top_bar";
import { TroubleBar } from "./panes/trouble_bar";
import { TryDialog } from "./panes/try_dialog";
import { SlackModal } from "./slack/modal";
import { TeamsTask } from "./teams/dialog";
import { link } from "./state/link";
import { onSide, sideOpen } from "./state/view";
import { session } from "./state/world";
import { Mark } from "./parts/avatar";
import { t } from "./words";

export function App() {
  const title = `incidentd · ${t("page_title")}`;
  useEffect(() => { document.title = title; }, [title]);
  if (!session.value) {
    return (
      <main class="waiting">
        <Mark size={40} />
        <h1>incidentd</h1>
        <p role="status">{link.value === "locked" ? t("needs_token") : link.value === "lost" ? t("server_gone") : t("connecting")}</p>
      </main>
    );
  }
  return (
    <div class="app">
      <a class="skip" href="#conversation">{t("skip")}</a>
      <TopBar />
      <TroubleBar />
      <GuideStrip />
      <div class={sideOpen.value ? "columns" : "columns no-side"} data-show={onSide.value ? "side" : "conversation"}>
        <Rail />
        <Conversation />
        <SidePanel />
      </div>
      <BottomBar />
      <SlackModal />
      <TeamsTask />
      <TryDialog />
      <ConnectDialog />
      <Announcer />
    </div>
  );
}
