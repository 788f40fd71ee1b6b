// The daemon's cards in Microsoft's own renderer: they parse without a fault, and what people typed is shown as it is.
// The cards are in tests/fixtures/teams_cards, which the unit tests compare with what the daemon makes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import MarkdownIt from "markdown-it";

const dom = new JSDOM("<body></body>");
globalThis.window = dom.window;
for (const name of Object.getOwnPropertyNames(dom.window)) {
  if (/^(document|HTML.*|Node|Element|.*Event)$/.test(name) && !(name in globalThis)) globalThis[name] = dom.window[name];
}
const AC = createRequire(import.meta.url)("adaptivecards/dist/adaptivecards.js");
const markdown = new MarkdownIt();
AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

const fixture = (name) => JSON.parse(readFileSync(new URL(`../fixtures/teams_cards/${name}.json`, import.meta.url), "utf8"));

function rendered(json) {
  const card = new AC.AdaptiveCard();
  const context = new AC.SerializationContext(AC.Versions.v1_5);
  card.parse(json, context);
  const faults = [];
  for (let i = 0; i < context.eventCount; ++i) faults.push(context.getEventAt(i).message);
  for (const event of card.validateProperties().validationEvents) faults.push(event.message);
  return { card, faults, element: card.render() };
}

for (const name of ["preview", "decided", "question"]) {
  test(`the ${name} has no fault in Microsoft's renderer`, () => {
    const { faults, element } = rendered(fixture(name));
    assert.deepEqual(faults, []);
    assert.ok(element);
  });
}

test("the preview shows the final text as it will look, and three buttons", () => {
  const { card, element } = rendered(fixture("preview"));
  assert.match(element.innerHTML, /<strong>Done<\/strong>/);
  assert.equal(card.getActionCount(), 3);
  assert.deepEqual([0, 1, 2].map((i) => card.getActionAt(i).getJsonTypeName()), ["Action.Execute", "Action.Submit", "Action.Submit"]);
  assert.match(element.textContent, /not filled: \*impact\*/);
});

test("a question before sending again unfolds with the button that sends", () => {
  const { card } = rendered(fixture("question"));
  const unfold = card.getActionAt(1);
  assert.equal(unfold.getJsonTypeName(), "Action.ShowCard");
  assert.equal(unfold.card.getActionAt(0).verb, "delivery.resend");
});

for (const { text, card } of fixture("texts")) {
  test(`shown as typed: ${JSON.stringify(text)}`, () => {
    const { faults, element } = rendered(card);
    assert.deepEqual(faults, []);
    const shown = element.textContent.replaceAll("\u200b", "").replaceAll("\u00a0", " ").trimEnd();
    assert.equal(shown, text.replaceAll("\t", " "));
    assert.equal(element.querySelectorAll("a, img, em, strong, code, li, blockquote, hr, h1, b, s, pre, table").length, 0);
  });
}
