// What the server sends, as the page keeps it. Fields that only a drawing function reads stay loose JSON.
export type Json = Record<string, any>;
export type Platform = "slack" | "teams";
export interface Words { "pt-BR": string; en: string }

export interface Person {
  handle: string;
  name: string;
  roles: { name: string; deputy: boolean }[];
  locale: string;
  stranger: boolean;
  slack: { id: string } | null;
  teams: { id: string; aad: string } | null;
}

export interface Place {
  platform: Platform;
  id: string;
  name: string;
  kind: "channel" | "private" | "chat" | "personal";
  team?: string;
  bot: boolean;
  archived?: boolean;
  members: string[];
}

export interface CommandRow { word: string; aliases: string[]; usage: Words; help: Words; needs: string }
export interface Fault {
  name: string; on: boolean; kind: string; left: number | null; strikes: number; label: Words; help: Words;
}

export interface Session {
  version: string;
  run: string;
  language: string;
  people: Person[];
  bot: { slack: { id: string; name: string }; teams: { id: string; name: string } | null };
  groups: { id: string; handle: string; users: string[] }[];
  places: Place[];
  commands: { slack: string[]; teams: string[]; table: CommandRow[]; stages: string[] };
  slack: boolean;  // the bot is there
  teams: boolean;
  notes: string[];
  documents: { root: string; sample: boolean; approvals: string };
  emoji: string[];
}

export interface Reaction { name: string; users: string[]; count: number }

export interface SlackMessage {
  ts: string; user: string; text: string; blocks?: Json[]; metadata?: Json; thread_ts?: string; edited?: { ts: string };
  reactions?: Reaction[]; bot_id?: string; app?: boolean; subtype?: string;
}
export interface Ephemeral { channel: string; ts: string; user: string; thread_ts?: string; text: string; blocks?: Json[] }
export interface View {
  id: string; hash: string; title: Json; submit: Json | null; close: Json | null; blocks: Json[]; state: { values: Json }; errors: Record<string, string>;
}

export interface TeamsMessage {
  id: string; conversation: string; root?: string; from: string; text: string; text_format?: string; html?: string; attachments?: Json[];
  mentions?: string[]; channel_data?: Json; reactions?: { type: string; people: string[] }[]; edited?: string | boolean; deleted?: boolean; card?: Json | null; cards?: Record<string, Json>;
  at?: number; from_bot?: boolean;
}
export interface TeamsNotice {
  id: string; user: string; conversation: string; message?: string; kind?: string; text?: string; card?: Json | null; at?: number;
}
export interface TeamsDialog { id: string; title?: string; card?: Json | null; text?: string; errors?: Json }

export interface WireEntry {
  number: number; platform: Platform; at: number; kind: string; subject: string; id?: string; latency_us?: number; sent?: unknown; answered?: unknown;
  status?: number; fault?: string;
}

export interface Daemon {
  state: "starting" | "running" | "stopped";
  pid: number | null;
  since: number;
  starts: number;
  last_end: { signal?: number; code?: number } | null;
  wanted: boolean;
  ready: { ready: boolean; reasons: unknown[]; warnings: unknown[] };
  http?: string;
  log?: string[];
}

export interface DocumentFile { path: string; size: number; modified: number; status: "same" | "added" | "changed" | "removed" }

// A message in a place of either platform.
export interface Spot { platform: Platform; channel: string; ts: string }

export interface Guide {
  step: "open" | "approve" | "post" | "record" | "connect";
  done: string[];
  open: { as: string; platform: Platform; channel: string; command: Words };
  preview: (Spot & { draft: string; action_id: string; as: string; copies: Spot[] }) | null;
  post: Spot | null;
  record: { path: string } | null;
}

export interface Done extends Json { ok: boolean; error?: string; detail?: string }
