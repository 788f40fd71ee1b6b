// The cards that the built daemon really sends, taken from the in-process Teams' log: checked with the types that
// Microsoft publishes for cards in Teams and rendered by Microsoft's renderer.
//   INCIDENTD_BINARY=path INCIDENTD_TEAMS_SERVER=path node --test cards_test.mjs
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { JSDOM } from 'jsdom';
import ts from 'typescript';

const folder = mkdtempSync(join(tmpdir(), 'incidentd-teams-cards-'));
const here = fileURLToPath(new URL('.', import.meta.url));
const billing = '19:BILLING@thread.tacv2';
const ana = '@ana.suporte';
const renata = '@renata.quality';
const adaptive = 'application/vnd.microsoft.card.adaptive';

let teams;
let daemon;
let base;
let cards = [];

async function control(what, body = {}) {
  const reply = await fetch(`${base}/control/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return reply.json();
}

async function free_port() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

async function eventually(holds, what) {
  for (let i = 0; i < 600; i += 1) {
    const value = await holds();
    if (value) return value;
    await new Promise((done) => { setTimeout(done, 50); });
  }
  assert.fail(`never: ${what}`);
}

async function said(contains, as = ana, conversation = billing) {
  return eventually(async () => {
    const seen = await control('messages', { conversation, as, contains, from_bot: true });
    return seen.messages.at(-1);
  }, `the bot says ${contains}`);
}

const type = (text, as = ana) => control('say', { as, conversation: billing, text: `@Incident ${text}` });
const press = (message, action, as = renata, inputs = {}) => control('press', { as, conversation: billing, id: message.id, action, inputs });

// Every card anywhere in a call to the Connector or in an answer to an invoke.
function gather(value, found) {
  if (Array.isArray(value)) value.forEach((each) => gather(each, found));
  if (value === null || typeof value !== 'object') return;
  if (value.contentType === adaptive) found.push(value.content);
  if (value.type === adaptive && value.value) found.push(value.value);
  Object.values(value).forEach((each) => gather(each, found));
}

before(async () => {
  const { INCIDENTD_BINARY: binary, INCIDENTD_TEAMS_SERVER: server } = process.env;
  assert.ok(binary && server, 'INCIDENTD_BINARY and INCIDENTD_TEAMS_SERVER name the programs');
  const port = await free_port();
  teams = spawn(server, ['0', '--no-throttling', '--bot', `http://127.0.0.1:${port}/api/messages`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: teams.stdout }), 'line');
  base = `http://127.0.0.1:${line.trim()}`;
  const { app_id, tenant, service_url } = await control('state');
  mkdirSync(join(folder, 'docs', 'runbooks'), { recursive: true });
  mkdirSync(join(folder, 'state'));
  chmodSync(join(folder, 'state'), 0o700);
  writeFileSync(join(folder, 'docs', 'runbooks', 'communication.md'), `# Comunicação

| Papel | Titular | Suplente |
| --- | --- | --- |
| Approval Lead | @renata.quality | @igor.audit |

\`\`\`message stage=initial_update channel=any
🚨 **{incident_id}** ({severity}) <at>Renata Martins</at>
Impacto: {impact_summary}
Agora: {mitigation_actions}
\`\`\`
\`\`\`message stage=progress_update channel=any
🔄 {incident_id} {next_update}
\`\`\`
`);
  writeFileSync(join(folder, 'incidentd.toml'), `[daemon]
documents = "${folder}/docs"
[store]
url = "sqlite:${folder}/state/incidentd.db"
[runbooks]
paths = ["runbooks/*.md"]
[[teams]]
name = "acme-teams"
app_id = "${app_id}"
app_type = "single_tenant"
tenant_id = "${tenant}"
app_password = "env:TEAMS_PASSWORD"
openid_metadata_url = "${base}/v1/.well-known/openidconfiguration"
token_url = "${base}/${tenant}/oauth2/v2.0/token"
service_url = "${service_url}"
service_hosts = ["127.0.0.1"]
[http]
listen = "127.0.0.1:${port}"
[approval]
required = { S1 = 2, default = 1 }
approvers = ["role:Approval Lead"]
[[person]]
handle = "@ana.suporte"
name = "Ana Souza"
teams = "aaaaaaaa-0000-4000-8000-000000000001"
[[person]]
handle = "@renata.quality"
name = "Renata Martins"
teams = "aaaaaaaa-0000-4000-8000-000000000002"
[[person]]
handle = "@igor.audit"
name = "Igor Batista"
teams = "aaaaaaaa-0000-4000-8000-000000000003"
`);
  daemon = spawn(binary, ['run', '--config', join(folder, 'incidentd.toml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: '/usr/bin:/bin', TEAMS_PASSWORD: 'teams-sandbox-secret' },
  });
  let log = '';
  daemon.stderr.on('data', (chunk) => { log += chunk; });
  await eventually(() => log.includes(' info ready') || daemon.exitCode !== null, `the daemon is ready:\n${log}`);
  assert.equal(daemon.exitCode, null, log);
});

after(async () => {
  for (const child of [daemon, teams]) {
    if (!child || child.exitCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
});

test('the daemon shows previews, forms, questions, lists and answers, each as a card that the client takes', async () => {
  assert.equal((await type('open "Checkout <lento> & *fora*" severity=S2')).ok, true);
  let preview = await said('SUP-INC-1');
  const form = await press(preview, 'draft.edit', ana);
  assert.equal(form.shown, 'dialog', JSON.stringify(form));
  const saved = await control('submit', { as: ana, values: { 'var.mitigation_actions': 'Desvio [a](b) `c`' } });
  assert.equal(saved.ok, true, JSON.stringify(saved));
  preview = await said('Desvio');
  assert.equal((await press(preview, 'draft.reject')).shown, 'dialog');
  await control('close', { as: renata });
  await press(preview, 'draft.refresh');
  await control('refresh', { as: renata, conversation: billing, id: preview.id, manual: true });
  await control('fault', { kind: 'lost_reply', filter: 'create', times: 1 });
  const approved = await press(preview, 'draft.approve');
  assert.equal(approved.ok, true, JSON.stringify(approved));
  const question = await eventually(async () => {
    const seen = await control('messages', { conversation: billing, from_bot: true });
    return seen.messages.find((m) => JSON.stringify(m.card ?? {}).includes('delivery.arrived'));
  }, 'the question about the lost reply');
  assert.equal((await press(question, 'delivery.arrived')).ok, true);
  for (const words of ['help', 'list', 'status 1', 'update', 'severity', 'nonsense', 'whoami', 'timeline 1']) await type(words);
  await type('open "Segundo" severity=S1 mitigation_actions=x');
  await said('SUP-INC-2');
  await type('approve');
  assert.equal((await control('wait', { for: 'no_activities', timeout_ms: 30000 })).ok, true);
  await eventually(async () => (await control('messages', { as: ana, conversation: 'personal', from_bot: true })).messages.length >= 5, 'private answers');
  const log = await control('log', { most: 2000 });
  for (const entry of log.entries) {
    if (entry.kind === 'call') assert.ok(entry.status < 400 || entry.fault, `refused: ${JSON.stringify(entry)}`);
    gather(entry.sent, cards);
  }
  cards = [...new Map(cards.map((card) => [JSON.stringify(card), card])).values()];
  assert.ok(cards.length >= 8, `only ${cards.length} different cards`);
});

// Microsoft's pages write "Full", its types "full"; clients take both.
const spelled = (key, value) => (key === 'width' && value === 'Full' ? 'full' : value);

test('every card fits the types that Microsoft publishes for Teams', () => {
  const file = join(here, 'every_card.ts');
  const source = `import type { IAdaptiveCard } from '@microsoft/teams.cards';\n${cards.map((card, i) => `export const card${i}: IAdaptiveCard = ${JSON.stringify(card, spelled, 1)};\n`).join('')}`;
  const options = { noEmit: true, strict: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? source : readFile(name));
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, source, options.target) : getSourceFile(name, ...rest));
  const program = ts.createProgram([file], options, host);
  const lines = source.split('\n');
  const faults = ts.getPreEmitDiagnostics(program).map((d) => {
    const at = d.file?.getLineAndCharacterOfPosition(d.start).line;
    return `${ts.flattenDiagnosticMessageText(d.messageText, '\n')} at: ${lines[at]}`;
  });
  assert.deepEqual(faults, []);
});

test('every card is parsed and rendered by Microsoft\'s renderer without a complaint', async () => {
  const { window } = new JSDOM('<!doctype html><body></body>');
  for (const name of Object.getOwnPropertyNames(window).filter((n) => /^(HTML\w*|Node|Element|document)$/.test(n))) {
    globalThis[name] = window[name];
  }
  globalThis.window = window;
  const renderer = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');
  renderer.AdaptiveCard.onProcessMarkdown = (text, result) => { result.outputHtml = text; result.didProcess = true; };
  const words = [];
  for (const source of cards) {
    const card = new renderer.AdaptiveCard();
    card.version = renderer.Versions.v1_5;
    const context = new renderer.SerializationContext(renderer.Versions.v1_5);
    card.parse(source, context);
    const complaints = [];
    for (let i = 0; i < context.eventCount; i += 1) complaints.push(context.getEventAt(i).message);
    complaints.push(...card.validateProperties().validationEvents.map((e) => e.message));
    assert.deepEqual(complaints, [], JSON.stringify(source));
    const shown = card.render();
    assert.ok(shown, JSON.stringify(source));
    words.push(shown.textContent);
    const buttons = [...shown.querySelectorAll('button')].map((b) => b.title || b.textContent);
    const titles = (source.actions ?? []).filter((a) => a.mode !== 'secondary').map((a) => a.title);
    for (const title of titles) assert.ok(buttons.includes(title), `no button ${title} in ${JSON.stringify(source)}`);
  }
  assert.ok(words.some((text) => text.includes('SUP-INC-1')));
});
