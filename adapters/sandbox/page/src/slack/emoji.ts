// Emoji by Slack's short names. The table is made at build time from the npm package `gemoji`.
import table from "emoji-table";

const aliases: Record<string, string> = {
  heavy_tick: "heavy_check_mark",
  thumbsup_all: "+1",
  rolling_on_the_floor_laughing: "rofl",
  slightly_smiling_face: "slightly_smiling_face",
  large_green_circle: "green_circle",
  large_yellow_circle: "yellow_circle",
  large_orange_circle: "orange_circle",
};

const names: ReadonlyMap<string, string> = new Map(
  table.split(" ").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  }),
);

// The character, or undefined for a name nobody knows (a workspace's own emoji).
export function emojiOf(name: string): string | undefined {
  const plain = name.replace(/::skin-tone-[2-6]$/, "");
  return names.get(plain) ?? names.get(aliases[plain] ?? "");
}

export function searchEmoji(part: string, most: number): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const [name, char] of names) {
    if (found.length === most) break;
    if (!name.includes(part) || seen.has(char)) continue;
    seen.add(char);
    found.push(name);
  }
  return found;
}

export const usual = [
  "white_check_mark", "x", "eyes", "+1", "rotating_light", "tada", "heart", "thinking", "raised_hands", "hourglass",
  "fire", "pray",
];
