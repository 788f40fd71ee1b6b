// A bot made of Microsoft's SDK, told by its environment where the in-process Teams is: prints its port on a line.
import { createServer } from 'node:http';
import { ConfidentialClientApplication } from '@azure/msal-node';
import { BotFrameworkAuthenticationFactory, MsalServiceClientCredentialsFactory } from 'botframework-connector';
import { CardFactory, CloudAdapter, MessageFactory, TeamsActivityHandler, TeamsInfo, TurnContext } from 'botbuilder';

const { BASE: base, APP_ID: app_id, TENANT: tenant, SECRET: secret } = process.env;

const client = new ConfidentialClientApplication({
  auth: {
    authority: `${base}/${tenant}`,
    knownAuthorities: [new URL(base).host],
    clientId: app_id,
    clientSecret: secret,
  },
});
const authentication = BotFrameworkAuthenticationFactory.create(
  undefined,
  true,
  `${base}/${tenant}`,
  'https://api.botframework.com',
  'https://api.botframework.com',
  `${base}/oauth`,
  `${base}/v1/.well-known/openidconfiguration`,
  `${base}/v1/.well-known/openidconfiguration`,
  'urn:botframework:azure',
  new MsalServiceClientCredentialsFactory(app_id, client),
  { requiredEndorsements: [] },
);
const adapter = new CloudAdapter(authentication);
adapter.onTurnError = async (context, error) => {
  console.error(error);
  await context.sendActivity(`failed: ${error.message}`);
};

const approval = (state) => CardFactory.adaptiveCard({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'TextBlock', text: `Draft is ${state}`, wrap: true },
    { type: 'Input.Text', id: 'comment', label: 'Comment', isRequired: state === 'pending', errorMessage: 'Say why' },
  ],
  refresh: { action: { type: 'Action.Execute', verb: 'look', data: { draft: 'D1' } }, userIds: ['29:1-RENATA'] },
  actions: state === 'pending' ? [
    { type: 'Action.Execute', title: 'Approve', verb: 'approve', data: { draft: 'D1' } },
    { type: 'Action.Execute', title: 'Refuse', verb: 'refuse', associatedInputs: 'none' },
    { type: 'Action.Submit', title: 'Edit', data: { msteams: { type: 'task/fetch' }, draft: 'D1' }, associatedInputs: 'none' },
    { type: 'Action.Submit', title: 'Plain', data: { plain: true }, associatedInputs: 'none' },
  ] : [],
});

const form = {
  title: 'Edit D1',
  height: 'medium',
  width: 600,
  card: CardFactory.adaptiveCard({
    type: 'AdaptiveCard',
    version: '1.5',
    body: [{ type: 'Input.Text', id: 'text', label: 'Text', isRequired: true, errorMessage: 'Missing' }],
    actions: [{ type: 'Action.Submit', title: 'Save', data: { draft: 'D1' } }],
  }),
};

class Bot extends TeamsActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      const { activity } = context;
      const said = activity.text ? TurnContext.removeRecipientMention(activity).trim() : '';
      if (activity.value) {
        await context.sendActivity(`submitted ${JSON.stringify(activity.value)} on ${activity.replyToId}`);
      } else if (said === 'card') {
        await context.sendActivity(MessageFactory.attachment(approval('pending')));
      } else if (said === 'members') {
        let page = await TeamsInfo.getPagedMembers(context, 50);
        const names = page.members.map((m) => m.name);
        while (page.continuationToken) {
          page = await TeamsInfo.getPagedMembers(context, 50, page.continuationToken);
          names.push(...page.members.map((m) => m.name));
        }
        await context.sendActivity(`members ${names.length}: ${names.slice(0, 3).join(', ')}`);
      } else if (said === 'me') {
        const me = await TeamsInfo.getMember(context, activity.from.id);
        await context.sendActivity(`you are ${me.name} ${me.aadObjectId} ${me.email}`);
      } else if (said === 'team') {
        const team = await TeamsInfo.getTeamDetails(context);
        const channels = await TeamsInfo.getTeamChannels(context);
        await context.sendActivity(`team ${team.name} with ${channels.length} channels`);
      } else if (said === 'change') {
        const sent = await context.sendActivity('before');
        await context.updateActivity({ ...MessageFactory.text('after'), id: sent.id });
        const gone = await context.sendActivity('deleted soon');
        await context.deleteActivity(gone.id);
      } else if (said === 'thread') {
        await TeamsInfo.sendMessageToTeamsChannel(context, MessageFactory.text('a new thread'), '19:STATUS@thread.tacv2', app_id);
      } else if (said === 'whisper') {
        const to = { id: activity.from.id, name: activity.from.name };
        await adapter.createConversationAsync(
          app_id,
          'msteams',
          activity.serviceUrl,
          'https://api.botframework.com',
          { isGroup: false, bot: activity.recipient, members: [to], tenantId: tenant, channelData: { tenant: { id: tenant } } },
          async (chat) => { await chat.sendActivity('only for you'); },
        );
      } else {
        const mentions = TurnContext.getMentions(activity).map((m) => m.mentioned.id).join(' ');
        await context.sendActivity(MessageFactory.text(`echo "${said}" mentions ${mentions}`));
      }
      await next();
    });
    this.onReactionsAdded(async (context, next) => {
      await context.sendActivity(`reaction ${context.activity.reactionsAdded[0].type} on ${context.activity.replyToId}`);
      await next();
    });
    this.onTeamsMembersAddedEvent(async (members, team, context, next) => {
      await context.sendActivity(`joined ${members.map((m) => m.id).join(' ')} in ${team.name}`);
      await next();
    });
    this.onInstallationUpdateAdd(async (context, next) => {
      await context.sendActivity('installed');
      await next();
    });
    this.onTeamsMessageEditEvent(async (context, next) => {
      await context.sendActivity(`edited to ${TurnContext.removeRecipientMention(context.activity).trim()}`);
      await next();
    });
  }

  async onAdaptiveCardInvoke(context, invoked) {
    const { verb, data } = invoked.action;
    if (verb === 'refuse') {
      return {
        statusCode: 400,
        type: 'application/vnd.microsoft.error',
        value: { code: 'NotApprover', message: 'You may not approve this' },
      };
    }
    if (verb === 'look') {
      return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: approval('pending').content };
    }
    const message = MessageFactory.attachment(approval(`approved: ${data.comment}`));
    message.id = context.activity.replyToId;
    await context.updateActivity(message);
    return {
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: `approved ${data.draft} by ${context.activity.from.aadObjectId}`,
    };
  }

  async handleTeamsTaskModuleFetch(context, request) {
    return { task: { type: 'continue', value: { ...form, title: `Edit ${request.data.draft}` } } };
  }

  async handleTeamsTaskModuleSubmit(context, request) {
    if (request.data.text === 'again') return { task: { type: 'continue', value: form } };
    return { task: { type: 'message', value: `saved ${request.data.text} of ${request.data.draft}` } };
  }
}

const bot = new Bot();
const server = createServer(async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  try {
    req.body = JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    res.writeHead(400).end();
    return;
  }
  // What the adapter expects of a web framework's response.
  Object.assign(res, {
    status(code) { res.statusCode = code; return res; },
    header(name, value) { res.setHeader(name, value); return res; },
    send(body) {
      if (body !== undefined && !res.writableEnded) {
        res.setHeader('content-type', 'application/json');
        res.write(typeof body === 'string' ? body : JSON.stringify(body));
      }
      return res;
    },
  });
  try {
    await adapter.process(req, res, (context) => bot.run(context));
    if (!res.writableEnded) res.end();
  } catch (error) {
    if (!res.headersSent) res.writeHead(500);
    res.end();
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => process.exit(0));
