// Times as people read them, in the browser's time zone and the page's language.
import { language } from "./look";

const made = new Map<string, Intl.DateTimeFormat>();

function format(o: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language.value + JSON.stringify(o);
  let f = made.get(key);
  if (!f) made.set(key, f = new Intl.DateTimeFormat(language.value, o));
  return f;
}

export function clock(ms: number): string {
  return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

export function clockSeconds(ms: number): string {
  return format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(ms) +
    "." + String(Math.floor(ms % 1000)).padStart(3, "0");
}

export function full(ms: number): string {
  return format({ dateStyle: "full", timeStyle: "medium" }).format(ms);
}

export function day(ms: number): string {
  return format({ weekday: "long", day: "numeric", month: "long" }).format(ms);
}

export function duration(us: number): string {
  const n = new Intl.NumberFormat(language.value, { maximumFractionDigits: us < 10_000 ? 1 : 0 });
  if (us < 50) return `< ${n.format(0.1)} ms`;
  if (us < 1_000_000) return `${n.format(us / 1000)} ms`;
  return `${new Intl.NumberFormat(language.value, { maximumFractionDigits: 1 }).format(us / 1_000_000)} s`;
}

export function size(bytes: number): string {
  const n = new Intl.NumberFormat(language.value, { maximumFractionDigits: 1 });
  return bytes < 1000 ? `${bytes} B` : `${n.format(bytes / 1000)} kB`;
}

// Slack's <!date^…>: the tokens it knows; anything else stays as it is.
export function dateText(seconds: number, pattern: string, fallback: string): string {
  const ms = seconds * 1000;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8e15) return fallback;
  const pretty = (o: Intl.DateTimeFormatOptions) => {
    const days = Math.round((new Date(ms).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86_400_000);
    if (Math.abs(days) > 1) return format(o).format(ms);
    return new Intl.RelativeTimeFormat(language.value, { numeric: "auto" }).format(days, "day");
  };
  const long: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const medium: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };
  const short: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
  const tokens: Record<string, () => string> = {
    date_num: () => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 10),
    date: () => format(medium).format(ms),
    date_short: () => format(short).format(ms),
    date_long: () => format(long).format(ms),
    date_pretty: () => pretty(medium),
    date_short_pretty: () => pretty(short),
    date_long_pretty: () => pretty(long),
    time: () => clock(ms),
    time_secs: () => format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(ms),
    ago: () => {
      const minutes = Math.round((ms - Date.now()) / 60_000);
      const r = new Intl.RelativeTimeFormat(language.value, { numeric: "auto" });
      if (Math.abs(minutes) < 60) return r.format(minutes, "minute");
      if (Math.abs(minutes) < 48 * 60) return r.format(Math.round(minutes / 60), "hour");
      return r.format(Math.round(minutes / 1440), "day");
    },
  };
  return pattern.replace(/\{([a-z_]+)\}/g, (whole, name: string) => tokens[name]?.() ?? whole);
}
