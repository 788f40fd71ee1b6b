// The official SDK doing the least that a bot can do with a command: acknowledge it and answer.
//   node bolt_least.mjs http://127.0.0.1:PORT/api/      (npm ci in tests/bolt first)
import { createRequire } from 'node:module';

const require = createRequire(new URL('../bolt/package.json', import.meta.url));
const { App, LogLevel, SocketModeReceiver } = require('@slack/bolt');

const clientOptions = { slackApiUrl: process.argv[2] };
const receiver = new SocketModeReceiver({
  appToken: 'xapp-sandbox',
  logLevel: LogLevel.ERROR,
  installerOptions: { clientOptions },
});
const app = new App({ token: 'xoxb-sandbox', receiver, clientOptions, logLevel: LogLevel.ERROR });
app.command('/incident', async ({ ack, respond }) => {
  await ack();
  await respond('ok');
});
await app.start();
