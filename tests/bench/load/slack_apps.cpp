#include "tests/bench/load/slack_load.hpp"

namespace bench {

namespace {

const std::vector<std::string> environment{
    "PATH=/usr/bin:/bin",
    "SLACK_APP_TOKEN=xapp-sandbox",
    "SLACK_BOT_TOKEN=xoxb-sandbox",
    "NOTIFY_SOCKET={dir}/notify",
};

}  // namespace

slack_app the_daemon(const std::string& binary)
{
    return {
        .words = {binary, "run", "--config", "{dir}/app.toml"},
        .environment = environment,
        .config = R"([daemon]
documents = "{dir}/docs"
[store]
url = "sqlite:{dir}/state/incidentd.db"
[runbooks]
paths = ["runbooks/*.md"]
[[slack]]
name = "acme"
app_token = "env:SLACK_APP_TOKEN"
bot_token = "env:SLACK_BOT_TOKEN"
api_url = "{api}"
pacing = false
[http]
listen = "127.0.0.1:0"
[approval]
required = { default = 1 }
approvers = ["role:Approval Lead"]
[[person]]
handle = "@ana.suporte"
name = "Ana Souza"
slack = "U0ANA"
[[person]]
handle = "@renata.quality"
name = "Renata Martins"
slack = "U0RENATA"
)",
        .runbook = R"md(# Comunicação

| Papel | Titular | Suplente |
| --- | --- | --- |
| Approval Lead | @renata.quality | |

```message stage=initial_update channel=any
🚨 *{incident_id}* ({severity})
Impacto: {impact_summary}
Agora: {mitigation_actions}
```
)md",
        .typed = "/incident open \"{n} checkout lento\" severity=S3 mitigation_actions=Desvio",
    };
}

slack_app the_daemon_asked(const std::string& binary)
{
    slack_app app = the_daemon(binary);
    app.typed = "/incident whoami {n}";
    app.shows_previews = false;
    return app;
}

slack_app the_script(const std::string& node, const std::string& script)
{
    return {
        .words = {node, script, "{api}"},
        .environment = environment,
        .config = {},
        .runbook = {},
        .typed = "/incident whoami {n}",
        .notifies_ready = false,
        .shows_previews = false,
    };
}

}  // namespace bench
