// The event stream: keeps a WebSocket to the server, takes up where it stopped, and says when there is none.
import { signal } from "@preact/signals";
import { apply } from "./world";

export type LinkState = "connecting" | "open" | "lost" | "locked";
export const link = signal<LinkState>("connecting");

let newest = "";
let pause = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;
let socket: WebSocket | undefined;

export function connect(): void {
  clearTimeout(timer);
  const url = new URL("/api/events", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (newest) url.searchParams.set("after", newest);
  const ws = new WebSocket(url);
  socket = ws;
  ws.onmessage = (e) => {
    const event = JSON.parse(String(e.data)) as { id: string; type: string; data: unknown };
    apply(event.type, event.data);
    newest = event.id;
    pause = 1000;
    link.value = "open";
  };
  ws.onopen = () => { if (newest) link.value = "open"; };
  ws.onclose = () => { if (socket === ws) void retry(); };
}

async function retry(): Promise<void> {
  link.value = "lost";
  // A refused handshake does not tell why; a plain request does.
  try {
    const r = await fetch("/api/session", { cache: "no-store" });
    if (r.status === 401) { link.value = "locked"; return; }
  } catch { /* still down */ }
  timer = setTimeout(connect, pause);
  pause = Math.min(pause * 2, 10_000);
}

addEventListener("online", () => { if (link.value === "lost") connect(); });
addEventListener("pageshow", (e) => { if (e.persisted) connect(); });
