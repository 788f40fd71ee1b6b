#include "adapters/sandbox/web/connect.hpp"

#include "adapters/sandbox/web/shipped_texts.hpp"
#include "bot/language.hpp"

namespace adapters::sandbox::web {

namespace {

json::object both(const bot::phrase& p)
{
    return {{"pt-BR", p.pt_br}, {"en", p.en}};
}

json::object setting(const char* name, const char* example, const bot::phrase& label, const bot::phrase& help)
{
    return {{"name", name}, {"example", example}, {"label", both(label)}, {"help", both(help)}};
}

}  // namespace

json::object connect_facts()
{
    json::array settings;
    settings.push_back(setting(
        "SLACK_APP_TOKEN",
        "xapp-1-…",
        {"Token do aplicativo", "App-level token"},
        {"Em api.slack.com/apps, no aplicativo criado com o manifesto: Basic Information → App-Level Tokens "
         "→ "
         "Generate, com o escopo connections:write.",
         "At api.slack.com/apps, in the app made from the manifest: Basic Information → App-Level Tokens → "
         "Generate, with the scope connections:write."}
    ));
    settings.push_back(setting(
        "SLACK_BOT_TOKEN",
        "xoxb-…",
        {"Token do bot", "Bot token"},
        {"Install App → Install to Workspace; depois copie o Bot User OAuth Token.",
         "Install App → Install to Workspace; then copy the Bot User OAuth Token."}
    ));
    settings.push_back(setting(
        "[[destination]] slack.channel",
        "C0123456789",
        {"Canal das publicações", "Channel of the posts"},
        {"O ID do canal (no Slack: nome do canal → final da janela), na configuração que deploy/run escreve. "
         "Convide o bot: /invite @incident. Lá também ficam as pessoas que podem aprovar.",
         "The channel's id (in Slack: the channel's name → end of the window), in the configuration that "
         "deploy/run writes. Invite the bot: /invite @incident. The people who may approve are there too."}
    ));
    return {
        {"slack",
         {{"manifest", shipped_manifest},
          {"manifest_url_hint", "api.slack.com/apps → Create New App → From an app manifest"},
          {"settings", std::move(settings)},
          {"run", "SLACK_APP_TOKEN=xapp-… SLACK_BOT_TOKEN=xoxb-… deploy/run"}}},
        {"teams", nullptr},
    };
}

}  // namespace adapters::sandbox::web
