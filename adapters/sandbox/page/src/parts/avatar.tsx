// Faces: initials for people, the product's own mark for the bot.
import { isBot, everybody, personOf } from "../state/directory";

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words[words.length - 1][0] : "")).toUpperCase();
}

export function Avatar({ id, name, tiny }: { id: string; name?: string; tiny?: boolean }) {
  const size = tiny ? " tiny" : "";
  if (isBot(id)) return <span class={`avatar bot${size}`} aria-hidden="true"><Mark size={tiny ? 14 : 20} /></span>;
  const p = personOf(id);
  const hue = p ? everybody.value.indexOf(p) % 5 : 4;
  // The initials come from a stylesheet's attr(), as they are no text of the page.
  return <span class={`avatar hue-${hue}${size}`} aria-hidden="true" data-initials={initials(p?.name ?? name ?? id)} />;
}

// A message that waits for its check mark.
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">
      <path d="M4 4.500h16v11.500h-8.500L7 20v-4H4z" stroke="currentColor" stroke-width="1.900" stroke-linejoin="round" />
      <path d="M8.300 10.200l2.600 2.600 4.800-5" stroke="currentColor" stroke-width="1.900" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
