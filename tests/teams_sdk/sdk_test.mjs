// Runs Microsoft's SDK (botbuilder) as a bot against the server binary: INCIDENTD_TEAMS_SERVER=path npm test
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

const server_path = process.env.INCIDENTD_TEAMS_SERVER;
const folder = mkdtempSync(join(tmpdir(), 'incidentd-teams-sdk-'));
const certificate = join(folder, 'certificate.pem');
const billing = '#support-billing';
const ana = '@ana.suporte';

let server;
let bot;
let base;

// POST /control/WHAT.
function control(what, body = {}) {
  return new Promise((done, failed) => {
    const sent = request(
      `${base}/control/${what}`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, ca: readFileSync(certificate) },
      async (reply) => {
        const chunks = [];
        for await (const chunk of reply) chunks.push(chunk);
        done(JSON.parse(Buffer.concat(chunks).toString()));
      },
    );
    sent.on('error', failed);
    sent.end(JSON.stringify(body));
  });
}

async function first_line(child) {
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return line.trim();
}

async function say(text, where = billing, as = ana) {
  const said = await control('say', { as, conversation: where, text });
  assert.equal(said.ok, true, JSON.stringify(said));
  assert.equal(said.delivered, true, JSON.stringify(said));
  return said;
}

async function answer(contains, where = billing, as = ana) {
  const seen = await control('wait', {
    for: 'messages', as, conversation: where, contains, from_bot: true, timeout_ms: 10000,
  });
  assert.equal(seen.ok, true, `nobody said ${contains}: ${JSON.stringify(await control('messages', { as, conversation: where }))}`);
  return seen.messages.at(-1);
}

before(async () => {
  assert.ok(server_path, 'INCIDENTD_TEAMS_SERVER names the server binary');
  server = spawn(server_path, ['0', '--tls', certificate, '--no-throttling'], { stdio: ['ignore', 'pipe', 'inherit'] });
  base = `https://127.0.0.1:${await first_line(server)}`;
  const { app_id, tenant } = await control('state');
  bot = spawn(process.execPath, [new URL('sdk_bot.mjs', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      NODE_EXTRA_CA_CERTS: certificate,
      NODE_NO_WARNINGS: '1',
      BASE: base,
      APP_ID: app_id,
      TENANT: tenant,
      SECRET: 'teams-sandbox-secret',
    },
  });
  await control('settings', { bot_url: `http://127.0.0.1:${await first_line(bot)}/api/messages` });
});

after(async () => {
  for (const child of [bot, server]) {
    if (!child) continue;
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
});

test('the SDK validates our tokens against our keys, finds its mention and answers in the thread', async () => {
  const said = await say('@Incident olá @Renata Martins, tudo bem?');
  const heard = await answer('echo');
  assert.equal(heard.text, 'echo "olá <at>Renata Martins</at>, tudo bem?" mentions 28:bbbbbbbb-0000-4000-8000-000000000002 29:1-RENATA');
  assert.equal(heard.root, said.id);
});

test('a personal chat and a group chat deliver, with and without a mention', async () => {
  await say('hello', 'personal');
  assert.match((await answer('echo', 'personal')).text, /^echo "hello"/);
  await say('@Incident hello', 'Plantão');
  assert.match((await answer('echo', 'Plantão')).text, /^echo "hello"/);
  const silent = await control('say', { as: ana, conversation: 'Plantão', text: 'not for the bot' });
  assert.equal(silent.delivered, false);
});

for (const kind of [
  'wrong_key', 'wrong_audience', 'wrong_issuer', 'expired', 'not_yet', 'alg_none', 'hs256', 'unknown_kid', 'unendorsed',
  'other_service_url', 'no_service_url', 'no_kid', 'no_token', 'garbage',
]) {
  test(`the SDK refuses a forged token: ${kind}`, async () => {
    const done = await control('forge', { kind });
    assert.ok(done.status === 401 || done.status === 403 || done.status === 500, JSON.stringify(done));
    assert.notEqual(done.status, 200);
  });
}

test('a well-signed activity with nothing forged is taken', async () => {
  assert.equal((await control('forge', { kind: 'good', text: '@Incident forged nothing' })).status, 200);
  await answer('forged nothing');
});

test('the roster comes in pages, a member and the team by themselves', async () => {
  for (let i = 0; i < 60; i += 1) {
    await control('person', {
      id: `29:1-CROWD${i}`, aad: `dddddddd-0000-4000-8000-${String(i).padStart(12, '0')}`, handle: `crowd${i}`,
      name: `Crowd ${i}`, team: 'Operações',
    });
  }
  await say('@Incident members');
  assert.match((await answer('members 65')).text, /Ana Souza/);
  await say('@Incident me');
  assert.equal(
    (await answer('you are')).text,
    'you are Ana Souza aaaaaaaa-0000-4000-8000-000000000001 ana.suporte@example.org',
  );
  await say('@Incident team');
  await answer('team Operações with 3 channels');
});

test('messages are updated and deleted', async () => {
  await say('@Incident change');
  const changed = await answer('after');
  assert.ok(changed.edited);
  const all = await control('messages', { conversation: billing, contains: 'deleted soon', deleted: true });
  assert.equal(all.messages.length, 1);
  assert.equal(all.messages[0].deleted, true);
});

test('a new thread in another channel and a personal chat are made as Teams wants them', async () => {
  await say('@Incident thread');
  const made = await answer('a new thread', '#status');
  assert.equal(made.root, made.id);
  await say('@Incident whisper');
  await answer('only for you', 'personal');
});

test('Action.Execute: a required input, an error, a message, the card changed for everyone', async () => {
  await say('@Incident card');
  const card = await answer('Draft is pending');
  const at = { as: '@renata.quality', conversation: billing, id: card.id };
  const empty = await control('press', { ...at, action: 'approve' });
  assert.deepEqual([empty.error, empty.fields], ['inputs_required', ['comment']]);
  const refused = await control('press', { ...at, action: 'refuse' });
  assert.deepEqual([refused.shown, refused.text], ['error', 'You may not approve this']);
  const done = await control('press', { ...at, action: 'Approve', inputs: { comment: 'ship it' } });
  assert.deepEqual([done.shown, done.text], ['message', 'approved D1 by aaaaaaaa-0000-4000-8000-000000000002']);
  await answer('Draft is approved: ship it');
  const old = await control('press', { ...at, action: 'approve' });
  assert.equal(old.error, 'no_such_action');
  assert.equal((await control('press', { ...at, action: 'approve', inputs: { comment: 'x' }, stale: true })).shown, 'message');
});

test('a refresh gives the listed person a view of their own', async () => {
  await say('@Incident card');
  const card = await answer('Draft is pending');
  const at = { conversation: billing, id: card.id };
  assert.equal((await control('refresh', { ...at, as: '@renata.quality' })).shown, 'card');
  assert.equal((await control('refresh', { ...at, as: '@igor.audit' })).error, 'not_for_this_person');
});

test('Action.Submit is a message with a value; task/fetch opens a dialog that validates, repeats and ends', async () => {
  await say('@Incident card');
  const card = await answer('Draft is pending');
  const at = { as: '@igor.audit', conversation: billing, id: card.id };
  assert.equal((await control('press', { ...at, action: 'Plain' })).ok, true);
  await answer(`submitted {"plain":true} on ${card.id}`);
  const opened = await control('press', { ...at, action: 'Edit' });
  assert.deepEqual([opened.shown, opened.title], ['dialog', 'Edit D1']);
  assert.equal((await control('submit', { as: '@igor.audit', values: {} })).error, 'inputs_required');
  assert.equal((await control('submit', { as: '@igor.audit', values: { text: 'again' } })).shown, 'dialog');
  const saved = await control('submit', { as: '@igor.audit', values: { text: 'new text' } });
  assert.deepEqual([saved.shown, saved.text], ['message', 'saved new text of D1']);
  assert.equal((await control('submit', { as: '@igor.audit', values: { text: 'late' } })).error, 'no_open_dialog');
});

test('reactions, edits, installations and new members are events the SDK knows', async () => {
  const own = await say('@Incident hi there');
  const echo = await answer('hi there');
  assert.equal((await control('react', { as: ana, conversation: billing, id: echo.id, type: 'like' })).status, 200);
  await answer(`reaction like on ${echo.id}`);
  assert.equal((await control('edit', { as: ana, conversation: billing, id: own.id, text: '@Incident hi again' })).status, 200);
  await answer('edited to hi again');
  assert.equal((await control('install', { as: ana, team: 'Vendas' })).ok, true);
  await answer('installed', '19:VENDAS@thread.tacv2');
  assert.equal((await control('membership', { as: '@joao.ops', by: ana, team: 'Vendas' })).ok, true);
  await answer('joined 29:1-JOAO in Vendas', '19:VENDAS@thread.tacv2');
});

test('answers of the wrong shape are what they are for people: unable to reach app', async () => {
  await say('@Incident card');
  const card = await answer('Draft is pending');
  const press = () => control('press', { as: ana, conversation: billing, id: card.id, action: 'refuse' });
  for (const kind of ['envelope_lost', 'ack_lost']) {
    await control('fault', { kind, filter: 'invoke', times: 1 });
    assert.equal((await press()).error, 'unable_to_reach_app');
  }
  assert.equal((await press()).shown, 'error');
});

test('the log has every call, and no secret', async () => {
  const log = await control('log', { kind: 'call', most: 2000 });
  assert.ok(log.entries.some((e) => e.subject === 'token' && e.status === 200));
  assert.ok(!JSON.stringify(log).includes('teams-sandbox-secret'));
  assert.ok(!/"access_token":"e/.test(JSON.stringify(log)));
});
