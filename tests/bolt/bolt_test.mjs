// Runs @slack/bolt in Socket Mode against the server binary: INCIDENTD_SLACK_SERVER=path npm test
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';

const server_path = process.env.INCIDENTD_SLACK_SERVER;

let server;
let base;
let app;
const heard = { actions: [], submissions: [], reactions: [], mentions: [], closed: [] };

async function sandbox(what, body = {}) {
  const reply = await fetch(`${base}/sandbox/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return reply.json();
}

async function settled(check) {
  for (let i = 0; i < 300; i += 1) {
    if (check()) return;
    await new Promise((done) => { setTimeout(done, 10); });
  }
  assert.fail(`never: ${check}`);
}

const modal = (title) => ({
  type: 'modal',
  callback_id: 'edit',
  notify_on_close: true,
  title: { type: 'plain_text', text: title },
  submit: { type: 'plain_text', text: 'Save' },
  blocks: [{
    type: 'input',
    block_id: 'text',
    label: { type: 'plain_text', text: 'Text' },
    element: { type: 'plain_text_input', action_id: 'value', max_length: 100 },
  }],
});

before(async () => {
  assert.ok(server_path, 'INCIDENTD_SLACK_SERVER names the server binary');
  server = spawn(server_path, ['0', '--retries', '50,100,200'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  base = `http://127.0.0.1:${line.trim()}`;
  const clientOptions = { slackApiUrl: `${base}/api/` };
  const receiver = new SocketModeReceiver({
    appToken: 'xapp-sandbox',
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  app = new App({ token: 'xoxb-sandbox', receiver, clientOptions, logLevel: LogLevel.ERROR });
  app.command('/incident', async ({ command, ack, client }) => {
    if (command.text === 'form') {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modal('Edit') });
      return;
    }
    if (command.text === 'silent') return;
    await ack(`you said ${command.text}`);
    await client.chat.postMessage({
      channel: command.channel_id,
      text: 'preview',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: 'preview' } },
        {
          type: 'actions',
          block_id: 'choices',
          elements: [{
            type: 'button', action_id: 'approve', value: 'D1.1', style: 'primary',
            text: { type: 'plain_text', text: 'Approve' },
          }],
        },
      ],
      metadata: { event_type: 'preview', event_payload: { draft_id: 'D1' } },
    });
  });
  app.action('approve', async ({ ack, action, body, respond, client }) => {
    await ack();
    heard.actions.push({ value: action.value, user: body.user.id });
    await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: 'approved', blocks: [] });
    await respond({ text: 'thank you', response_type: 'ephemeral', replace_original: false });
  });
  app.view('edit', async ({ ack, view }) => {
    const { value } = view.state.values.text.value;
    if (value === 'bad') return ack({ response_action: 'errors', errors: { text: 'Not that' } });
    heard.submissions.push(value);
    return ack();
  });
  app.view({ type: 'view_closed', callback_id: 'edit' }, async ({ ack, view }) => {
    heard.closed.push(view.id);
    await ack();
  });
  app.event('reaction_added', async ({ event }) => heard.reactions.push(event));
  app.event('app_mention', async ({ event, say }) => {
    heard.mentions.push(event.text);
    await say({ text: 'here', thread_ts: event.ts });
  });
  await app.start();
  assert.equal((await sandbox('wait', { for: 'link' })).ok, true);
});

after(async () => {
  await app?.stop();
  server?.kill('SIGTERM');
  if (server) await once(server, 'exit');
});

test('a slash command is acknowledged with a text that only the person sees', async () => {
  const typed = await sandbox('slash', { as: '@ana.suporte', channel: '#support-billing', text: '/incident hello & co' });
  assert.equal(typed.ok, true, JSON.stringify(typed));
  const seen = await sandbox('wait', { for: 'ephemerals', as: '@ana.suporte', contains: 'you said' });
  assert.equal(seen.messages[0].text, 'you said hello &amp; co');
  assert.deepEqual((await sandbox('ephemerals', { as: '@joao.ops' })).messages, []);
});

test('a command without an ack is an operation_timeout for the person', async () => {
  const typed = await sandbox('slash', { as: '@ana.suporte', channel: '#status', text: '/incident silent' });
  assert.equal(typed.error, 'operation_timeout');
});

test('a button reaches its handler, which updates the message and answers in private', async () => {
  const { messages } = await sandbox('wait', { for: 'messages', channel: '#support-billing', event_type: 'preview' });
  const { ts } = messages[0];
  const pressed = await sandbox('press', { as: '@renata.quality', channel: '#support-billing', ts, action_id: 'approve' });
  assert.equal(pressed.ok, true, JSON.stringify(pressed));
  const changed = await sandbox('wait', { for: 'messages', channel: '#support-billing', contains: 'approved' });
  assert.equal(changed.messages[0].ts, ts);
  assert.equal(changed.messages[0].blocks, undefined);
  assert.deepEqual(heard.actions, [{ value: 'D1.1', user: 'U0RENATA' }]);
  assert.equal((await sandbox('wait', { for: 'ephemerals', as: '@renata.quality' })).messages[0].text, 'thank you');
});

test('a modal keeps its place on errors and closes on success', async () => {
  await sandbox('slash', { as: '@ana.suporte', channel: '#status', text: '/incident form' });
  const shown = await sandbox('wait', { for: 'modals', as: '@ana.suporte' });
  assert.equal(shown.views[0].callback_id, 'edit');
  const empty = await sandbox('submit', { as: '@ana.suporte', values: {} });
  assert.equal(empty.error, 'refused_by_client');
  const bad = await sandbox('submit', { as: '@ana.suporte', values: { text: 'bad' } });
  assert.deepEqual(bad.errors, { text: 'Not that' });
  const good = await sandbox('submit', { as: '@ana.suporte', values: { text: 'good' } });
  assert.equal(good.closed, true, JSON.stringify(good));
  assert.deepEqual(heard.submissions, ['good']);
  assert.deepEqual((await sandbox('modals', { as: '@ana.suporte' })).views, []);
});

test('closing a modal tells the app', async () => {
  await sandbox('slash', { as: '@ana.suporte', channel: '#status', text: '/incident form' });
  const shown = await sandbox('wait', { for: 'modals', as: '@ana.suporte' });
  await sandbox('close', { as: '@ana.suporte' });
  await settled(() => heard.closed.includes(shown.views[0].id));
});

test('reactions and mentions arrive as events and are acknowledged', async () => {
  const said = await sandbox('say', { as: '@joao.ops', channel: '#status', text: '@incidentd are you there?' });
  await settled(() => heard.mentions.length === 1);
  assert.equal(heard.mentions[0], '<@U0BOT> are you there?');
  const reply = await sandbox('wait', { for: 'messages', channel: '#status', thread_ts: said.ts, contains: 'here', count: 2 });
  assert.equal(reply.ok, true);
  await sandbox('react', { as: '@joao.ops', channel: '#status', ts: said.ts, name: 'white_check_mark' });
  await settled(() => heard.reactions.length === 1);
  assert.equal(heard.reactions[0].item.ts, said.ts);
  assert.equal((await sandbox('wait', { for: 'no_events' })).ok, true);
});

test('errors of the Web API carry the spot', async () => {
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }];
  const refused = await app.client.chat.postMessage({ channel: 'C0STATUS', text: 'x', blocks }).catch((e) => e);
  assert.equal(refused.data.error, 'invalid_blocks');
  assert.deepEqual(
    refused.data.response_metadata.messages,
    ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
  );
});

test('the SDK waits out a 429', async () => {
  await sandbox('fault', { kind: 'rate_limited', filter: 'chat.postMessage', times: 1, retry_after: 1 });
  const posted = await app.client.chat.postMessage({ channel: 'C0STATUS', text: 'after the limit' });
  assert.equal(posted.ok, true);
});

test('the SDK reconnects when Slack recycles the link', async () => {
  const { links } = await sandbox('links');
  await sandbox('disconnect', { reason: 'refresh_requested' });
  for (let fresh = false; !fresh;) {
    const now = await sandbox('links');
    fresh = now.links.some((l) => !l.draining && l.id > links[0].id);
    await new Promise((done) => { setTimeout(done, 50); });
  }
  const typed = await sandbox('slash', { as: '@ana.suporte', channel: '#status', text: '/incident again' });
  assert.equal(typed.ok, true, JSON.stringify(typed));
});
