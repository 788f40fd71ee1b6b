#include "tests/e2e/stand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

namespace tests {

namespace fs = std::filesystem;

const std::string good_runbook = R"md(# Comunicação

| Papel | Titular | Suplente |
| --- | --- | --- |
| Approval Lead | @renata.quality | @igor.audit |

```json runbook_templates
{"templates": {
  "initial_update": {"slack": "🚨 *{incident_id}* ({severity})\nImpacto: {impact_summary}\nAgora: {mitigation_actions}"},
  "progress_update": {"slack": "🔄 *{incident_id}*\nAgora: {mitigation_actions}\nPróxima: {next_update}"},
  "resolution": {"slack": "✅ *{incident_id}*: {root_cause}"}
}}
```
)md";

namespace {

fs::path fresh_directory()
{
    static std::atomic<int> last{0};
    auto where = fs::temp_directory_path() / fmt::format("incidentd-e2e-{}-{}", ::getpid(), ++last);
    fs::remove_all(where);
    fs::create_directories(where / "docs" / "runbooks");
    fs::create_directories(where / "state");
    fs::permissions(where / "state", fs::perms::owner_all);
    return where;
}

}  // namespace

stand::stand(stand_options options) : options_(std::move(options)), directory_(fresh_directory())
{
    std::vector<std::string> words{INCIDENTD_SLACK_SERVER, "0"};
    words.insert(words.end(), options_.slack_words.begin(), options_.slack_words.end());
    slack_ = process(words, {}, directory_ / "slack.port", directory_ / "slack.log");
    const bool is_up = eventually([&] { return file_text(directory_ / "slack.port").ends_with("\n"); });
    if (!is_up) throw std::runtime_error("the Slack server does not start");
    slack_port_ = static_cast<std::uint16_t>(std::stoi(file_text(directory_ / "slack.port")));
    write_runbook((options_.runbook.empty() ? good_runbook : options_.runbook) + options_.extra_runbook_text);
    if (options_.with_teams) teams_ = std::make_unique<teams_side>(directory_, options_.teams_words);
    if (!options_.webhook_channel.empty())
        webhook_url_ = text_of(slack("webhook", {{"channel", options_.webhook_channel}}), "url");
    config_file_ = directory_ / "incidentd.toml";
    std::ofstream out(config_file_);
    out << fmt::format(
        R"([daemon]
documents = "{0}"
[store]
url = "sqlite:{1}"
[runbooks]
paths = ["runbooks/*.md"]
[[slack]]
name = "acme"
app_token = "env:SLACK_APP_TOKEN"
bot_token = "{5}"
api_url = "{2}"
pacing = false
liveness = "{3}"
[http]
listen = "127.0.0.1:{6}"
[approval]
required = {{ S1 = 2, default = 1 }}
approvers = ["role:Approval Lead"]
expires = "{4}"
{7})",
        documents().string(),
        (directory_ / "state" / "incidentd.db").string(),
        options_.slack_api_url.empty() ? fmt::format("http://127.0.0.1:{}/api/", slack_port_)
                                       : options_.slack_api_url,
        options_.liveness,
        options_.expires,
        options_.bot_token_reference,
        teams_ ? teams_->bot_port() : 0,
        options_.approval
    );
    if (teams_) out << teams_->section();
    if (!options_.destination_channel.empty()) {
        out << fmt::format(
            "[defaults]\ndestinations = [\"public\"{}]\n[[destination]]\nname = \"public\"\n"
            "slack = {{ workspace = \"acme\", channel = \"{}\" }}\n",
            webhook_url_.empty() ? "" : ", \"stakeholders\"",
            options_.destination_channel
        );
    }
    if (!webhook_url_.empty()) {
        out << "[[destination]]\nname = \"stakeholders\"\n"
               "webhook = { kind = \"slack_incoming\", url = \"env:STAKEHOLDERS_WEBHOOK\" }\n";
        if (!options_.webhook_language.empty())
            out << fmt::format("language = \"{}\"\n", options_.webhook_language);
    }
    int person_number = 0;
    for (const auto* person :
         {"ana.suporte|Ana Souza|U0ANA",
          "renata.quality|Renata Martins|U0RENATA",
          "igor.audit|Igor Batista|U0IGOR"}) {
        ++person_number;
        const std::string all = person;
        const auto a = all.find('|');
        const auto b = all.rfind('|');
        out << fmt::format(
            "[[person]]\nhandle = \"@{}\"\nname = \"{}\"\nslack = \"{}\"\n",
            all.substr(0, a),
            all.substr(a + 1, b - a - 1),
            all.substr(b + 1)
        );
        if (teams_) out << fmt::format("teams = \"aaaaaaaa-0000-4000-8000-{:012}\"\n", person_number);
    }
    out << options_.sections;
}

stand::~stand()
{
    daemon_ = process();
    slack_ = process();
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

void stand::replace_in_config(const std::string& from, const std::string& to) const
{
    auto text = file_text(config_file_);
    const auto at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("the configuration has no " + from);
    text.replace(at, from.size(), to);
    std::ofstream(config_file_, std::ios::binary) << text;
}

void stand::append_to_config(const std::string& text) const
{
    std::ofstream(config_file_, std::ios::binary | std::ios::app) << text;
}

std::vector<std::string> stand::environment() const
{
    std::vector<std::string> all{
        "PATH=/usr/bin:/bin",
        "SLACK_APP_TOKEN=xapp-sandbox",
        "SLACK_BOT_TOKEN=" + options_.bot_token,
        "STAKEHOLDERS_WEBHOOK=" + webhook_url_,
        "TEAMS_PASSWORD=" + teams_password,
    };
    all.insert(all.end(), more_environment_.begin(), more_environment_.end());
    return all;
}

void stand::launch()
{
    log_file_ = directory_ / fmt::format("daemon-{}.log", ++starts_);
    daemon_ = process(
        {INCIDENTD_BINARY, "run", "--config", config_file_.string()},
        environment(),
        directory_ / "daemon.out",
        log_file_
    );
}

bool stand::start()
{
    launch();
    return eventually([&] { return log().find(" info ready") != std::string::npos; });
}

void stand::kill_now()
{
    daemon_.signal(SIGKILL);
    (void)daemon_.wait(std::chrono::seconds(30));
}

std::optional<int> stand::stop()
{
    daemon_.signal(SIGTERM);
    return daemon_.wait(std::chrono::seconds(10));
}

std::uint16_t stand::port() const
{
    static const std::string words = "health and metrics on 127.0.0.1:";
    const std::string all = log();
    const auto at = all.find(words);
    if (at == std::string::npos) return 0;
    return static_cast<std::uint16_t>(std::stoi(all.substr(at + words.size())));
}

http_answer stand::get(const std::string& path) const
{
    const auto where = port();
    return where == 0 ? http_answer{} : http_call(where, "GET", path);
}

json::object stand::slack(const std::string& path, json::object arguments) const
{
    const auto answer = http_call(slack_port_, "POST", "/sandbox/" + path, json::serialize(arguments));
    if (answer.status != 200) throw std::runtime_error(fmt::format("/sandbox/{}: {}", path, answer.status));
    return json::parse(answer.body).as_object();
}

json::object stand::slash(std::string as, std::string channel, std::string text) const
{
    return slack("slash", {{"as", as}, {"channel", channel}, {"text", text}});
}

json::object stand::press(
    std::string as, std::string channel, const json::object& message, std::string action
) const
{
    return slack(
        "press", {{"as", as}, {"channel", channel}, {"ts", text_of(message, "ts")}, {"action_id", action}}
    );
}

std::vector<json::object> stand::messages(std::string channel, std::string event_type, std::string contains)
    const
{
    const auto seen =
        slack("messages", {{"channel", channel}, {"event_type", event_type}, {"contains", contains}});
    std::vector<json::object> out;
    for (const auto& m : seen.at("messages").as_array()) out.push_back(m.as_object());
    return out;
}

json::object stand::message(
    std::string channel, std::string event_type, std::string contains, std::chrono::seconds limit
) const
{
    json::object found;
    (void)eventually(
        [&] {
            const auto all = messages(channel, event_type, contains);
            if (!all.empty()) found = all.back();
            return !all.empty();
        },
        limit
    );
    return found;
}

bool stand::told(std::string as, std::string contains, std::string channel) const
{
    const auto seen = slack(
        "wait",
        {{"for", "ephemerals"},
         {"as", as},
         {"channel", channel},
         {"contains", contains},
         {"timeout_ms", 20'000}}
    );
    return seen.at("ok").as_bool();
}

std::unique_ptr<bot::store_reader> stand::read_store() const
{
    auto opened = bot::store_reader::open("sqlite:" + (directory_ / "state" / "incidentd.db").string());
    return std::move(opened.value());
}

int stand::run(std::vector<std::string> words, std::string& out) const
{
    words.insert(words.begin(), INCIDENTD_BINARY);
    words.insert(words.end(), {"--config", config_file_.string()});
    process child(words, environment(), directory_ / "cli.out", directory_ / "cli.err");
    const auto code = child.wait(std::chrono::seconds(30));
    out = file_text(directory_ / "cli.out");
    return code.value_or(-1);
}

void stand::write_runbook(const std::string& text) const
{
    const auto fresh = directory_ / "runbook.new";
    std::ofstream(fresh, std::ios::binary) << text;
    fs::rename(fresh, runbook());
}

bool accepted(const json::object& deed)
{
    return deed.at("ok").is_bool() && deed.at("ok").as_bool();
}

std::string text_of(const json::object& o, std::string_view key)
{
    const auto* v = o.if_contains(key);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::string meta(const json::object& message, std::string_view key)
{
    const auto* m = message.if_contains("metadata");
    return m == nullptr ? std::string() : text_of(m->at("event_payload").as_object(), key);
}

bool has(const json::object& message, std::string_view words)
{
    return json::serialize(message).find(words) != std::string::npos;
}

}  // namespace tests
