// A message's text as its author would type it again.
import { decode } from "./mrkdwn";
import { channelLabel, groupLabel, isBot, personOf } from "../state/directory";
import { session } from "../state/world";

export function typedOf(text: string): string {
  return decode(text.replace(/<([^<>\n]*)>/g, (_, inner: string) => {
    const [left, label = ""] = inner.split("|");
    if (left.startsWith("@")) {
      const id = left.slice(1);
      return isBot(id) ? `@${session.value?.bot.slack.name}` : personOf(id)?.handle ?? `@${label || id}`;
    }
    if (left.startsWith("#")) return `#${channelLabel(left.slice(1), label)}`;
    if (left.startsWith("!subteam^")) return `@${groupLabel(left.slice(9), label)}`;
    if (left.startsWith("!")) return `@${left.slice(1)}`;
    return left;
  }));
}
