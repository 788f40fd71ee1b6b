// Block Kit as the client draws it. An unknown block says so instead of vanishing.
import { ComponentChildren } from "preact";
import { Element, ElementJson } from "./elements";
import { Mrkdwn, Plain, Text, TextObject } from "./mrkdwn_view";
import { RichText } from "./rich_text";
import { Icon } from "../parts/icon";
import { t } from "../words";

export type BlockJson = Record<string, any> & { type: string; block_id?: string };

// What pressing something does; the surface (message, ephemeral, modal) knows.
export interface Surface {
  act: (element: ElementJson, block: BlockJson, value: unknown) => Promise<void>;
  // The element that is being worked on, so that it shows as busy.
  busy: string;
}

export function keyOf(block: BlockJson, element: ElementJson): string {
  return `${block.block_id ?? ""}/${element.action_id ?? ""}`;
}

export function Blocks({ blocks, surface }: { blocks: BlockJson[]; surface: Surface }) {
  return <div class="blocks">{blocks.map((b, i) => <Block key={b.block_id ?? i} of={b} surface={surface} />)}</div>;
}

// An image from elsewhere is never fetched: its description stands in for it.
export function ImageStandIn({ alt, title, small }: { alt: string; title?: string; small?: boolean }) {
  return (
    <span class={small ? "image-stand-in small" : "image-stand-in"} role="img" aria-label={alt} title={alt}>
      <Icon name="image" size={small ? 14 : 20} />{!small && <span>{title || alt}</span>}
    </span>
  );
}

export function Block({ of: b, surface }: { of: BlockJson; surface: Surface }): ComponentChildren {
  switch (b.type) {
    case "header":
      return <h3 class="block header"><Plain of={b.text} /></h3>;
    case "divider":
      return <hr class="block" />;
    case "section":
      return (
        <div class={b.accessory ? "block section with-accessory" : "block section"}>
          <div class="section-words">
            {b.text && <div class="rich"><Text of={b.text} /></div>}
            {b.fields && (
              <div class="fields">
                {b.fields.map((f: TextObject, i: number) => <div key={i} class="rich"><Text of={f} /></div>)}
              </div>
            )}
          </div>
          {b.accessory && (
            <div class="accessory">
              {b.accessory.type === "image"
                ? <ImageStandIn alt={b.accessory.alt_text ?? ""} />
                : <Element of={b.accessory} block={b} surface={surface} />}
            </div>
          )}
        </div>
      );
    case "context":
      return (
        <div class="block context">
          {b.elements.map((e: any, i: number) => e.type === "image"
            ? <ImageStandIn key={i} alt={e.alt_text ?? ""} small />
            : <div key={i} class="rich"><Text of={e} /></div>)}
        </div>
      );
    case "actions":
      return (
        <div class="block actions">
          {b.elements.map((e: ElementJson, i: number) => <Element key={e.action_id ?? i} of={e} block={b} surface={surface} />)}
        </div>
      );
    case "image":
      return <div class="block"><ImageStandIn alt={b.alt_text ?? ""} title={b.title?.text} /></div>;
    case "markdown":
      return <div class="block rich"><p class="plain">{b.text}</p></div>;
    case "rich_text":
      return <div class="block rich"><RichText elements={b.elements ?? []} /></div>;
    case "table":
      return (
        <div class="block table-scroll" tabIndex={0} role="group" aria-label={t("table")}>
          <table><tbody>
            {(b.rows ?? []).map((row: any[], i: number) => (
              <tr key={i}>{row.map((cell, j) => (
                <td key={j}>{cell.type === "rich_text" ? <RichText elements={cell.elements ?? []} /> : String(cell.text ?? "")}</td>
              ))}</tr>
            ))}
          </tbody></table>
        </div>
      );
    case "input":
      return null;  // only in modals; `modal` draws it
    default:
      return <div class="block unknown"><Mrkdwn text={`\`${b.type}\``} /> {t("unknown_block")}</div>;
  }
}
