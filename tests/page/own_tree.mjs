// A documents tree with a configuration of somebody's own, in a temporary folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const runbook = `# Comunicação

| Papel | Titular | Suplente |
| --- | --- | --- |
| Support Commander | @bia.ops | |
| Approval Lead | @caio.ops | @duda.ops |

\`\`\`message stage=initial_update channel=any
AVISO {incident_id}: {impact_summary}
\`\`\`
`;

const daemon = `
[daemon]
documents = "/srv/real-documents"
incident_prefix = "ACME-"
[store]
url = "sqlite:/var/lib/incidentd/real.db"
[runbooks]
paths = ["books/*.md"]
`;

const slackSide = `
[ops]
destination = "ops"
[[slack]]
name = "acme"
app_token = "env:REAL_APP_TOKEN"
bot_token = "env:REAL_BOT_TOKEN"
[[destination]]
name = "avisos"
slack = { workspace = "acme", channel = "C0AVISOS" }
[[destination]]
name = "ops"
slack = { workspace = "acme", channel = "C0OPS" }
`;

const people = `
[[person]]
handle = "@bia.ops"
name = "Bia Nunes"
slack = "U0BIA"
teams = "10000000-0000-4000-8000-000000000001"
[[person]]
handle = "@caio.ops"
name = "Caio Prado"
slack = "U0CAIO"
teams = "10000000-0000-4000-8000-000000000002"
[[person]]
handle = "@duda.ops"
name = "Duda Rocha"
slack = "U0DUDA"
`;

// `rules` has [approval]; `more` any other sections; without `slack` there is none.
export function ownTree({ rules, destinations = ["avisos"], more = "", slack = true }) {
  const root = mkdtempSync(join(tmpdir(), "incidentd-page-own-"));
  mkdirSync(join(root, "books"));
  writeFileSync(join(root, "books/team.md"), runbook);
  const text = [rules, "[defaults]", `destinations = ${JSON.stringify(destinations)}`, daemon, slack ? slackSide : "", people, more].join("\n");
  writeFileSync(join(root, "incidentd.toml"), text);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
