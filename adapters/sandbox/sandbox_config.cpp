#include "adapters/sandbox/sandbox_config.hpp"

#include "adapters/sandbox/shipped_runbooks.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <vector>

namespace adapters::sandbox {

namespace fs = std::filesystem;

namespace {

boost::system::error_code last_error()
{
    return {errno, boost::system::system_category()};
}

// A TOML basic string.
std::string toml_text(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
            out += c;
        }
    }
    return out + '"';
}

bot::result<void> write_file(const std::string& path, std::string_view text, mode_t mode)
{
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) return last_error();
    boost::system::error_code failed;
    if (::fchmod(fd, mode) != 0) failed = last_error();
    while (!failed && !text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR) failed = last_error();
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::close(fd) != 0 && !failed) failed = last_error();
    if (failed) return failed;
    return {};
}

// What the rules say in the language of the workspace.
struct rule_words {
    const char* audit;
    const char* hours;
    const char* other_hours;
    const char* blame_name;
    const char* blame_pattern;
    const char* blame_message;
    const char* blame_found;
    const char* blame_fine;
};

constexpr rule_words in_portuguese{
    .audit = "Auditoria",
    .hours = "expediente",
    .other_hours = "fora do expediente",
    .blame_name = "sem-culpa",
    .blame_pattern = R"((?i)\bculpa (?:d[aeo]s?|de)\b)",
    .blame_message = "diga o que aconteceu, não de quem é a culpa",
    .blame_found = "foi culpa do fornecedor",
    .blame_fine = "desculpe o transtorno",
};
constexpr rule_words in_english{
    .audit = "Audit",
    .hours = "business hours",
    .other_hours = "outside business hours",
    .blame_name = "no-blame",
    .blame_pattern = R"((?i)\b(?:fault of|to blame|blame on)\b)",
    .blame_message = "say what happened, not whose fault it is",
    .blame_found = "the supplier is to blame",
    .blame_fine = "sorry for the trouble",
};

// Each kind of rule stands here once, for people to see it at work. The reminders come soon: nobody plays for
// half an hour.
constexpr std::string_view approval_sections = R"(
[defaults]
destinations = ["support-billing"]

[approval]
required = {{ S1 = 2, S2 = 1, public = 2, default = 1 }}
approvers = ["role:Approval Lead"]
expires = "30m"
mirror = [{mirror}]

[[approval.requires]]
count = 1
approvers = ["role:Approval Lead"]
destinations = ["public"]

[[approval.requires]]
count = 1
approvers = ["role:{audit}"]
destinations = ["public"]

[[approval.window]]
name = "{hours}"
days = ["mon", "tue", "wed", "thu", "fri"]
hours = "08:00-18:00"
severities = ["S3", "S4"]
stages = ["initial_update", "progress_update"]
required = 1
approvers = ["role:Approval Lead"]

[[approval.window]]
name = "{other_hours}"
days = ["mon", "tue", "wed", "thu", "fri"]
hours = "08:00-18:00"
outside = true
severities = ["S3", "S4"]
stages = ["initial_update", "progress_update"]
required = 1
approvers = ["role:Support Commander", "role:Approval Lead"]
self_approval = true

[approval.break_glass]
roles = ["Support Commander"]
remind = "10m"

[approval.nudge]
approver = "2m"
deputy = "4m"
commander = "6m"
ops = "8m"

[policy]
internal_domains = ["interno.example"]

[[policy.rule]]
name = "{blame_name}"
pattern = '{blame_pattern}'
level = "error"
message = "{blame_message}"
match = ["{blame_found}"]
no_match = ["{blame_fine}"]
)";

constexpr std::string_view workspace_sections = R"(
[ops]
destination = "ops"

[[slack]]
name = "sandbox"
app_token = {app_token}
bot_token = {bot_token}
api_url = "http://127.0.0.1:{port}/api/"

[[destination]]
name = "support-billing"
slack = {{ workspace = "sandbox", channel = "C0BILLING" }}

[[destination]]
name = "ops"
slack = {{ workspace = "sandbox", channel = "C0OPS" }}

[[destination]]
name = "status"
slack = {{ workspace = "sandbox", channel = "C0STATUS" }}
public = true
language = "pt-BR"
)";

// Customers who read English, behind an incoming webhook.
constexpr std::string_view webhook_section = R"(
[[destination]]
name = "status-en"
webhook = {{ kind = "slack_incoming", url = {url} }}
public = true
language = "en"
)";

constexpr std::string_view teams_sections = R"(
[[teams]]
name = "sandbox-teams"
app_id = "bbbbbbbb-0000-4000-8000-000000000002"
app_type = "single_tenant"
tenant_id = "11111111-2222-3333-4444-555555555555"
app_password = {password}
openid_metadata_url = "http://127.0.0.1:{port}/v1/.well-known/openidconfiguration"
token_url = "http://127.0.0.1:{port}/{{tenant_id}}/oauth2/v2.0/token"
service_url = "http://127.0.0.1:{port}/emea/11111111-2222-3333-4444-555555555555/"
service_hosts = ["127.0.0.1"]

[[destination]]
name = "teams-support"
teams = {{ bot = "sandbox-teams", conversation = "19:BILLING@thread.tacv2" }}
)";

struct configured_person {
    const char* handle;
    const char* name;
    const char* slack;
    int teams;  // last digit of the aadObjectId
    const char* role;
};

// Igor is deputy Approval Lead by the shipped runbook's table, as are Marcos and Aline of others; those two
// have no account in this workspace. What stands here for Igor is his own office.
std::vector<configured_person> people_of(const rule_words& words)
{
    return {
        {"@ana.suporte", "Ana Souza", "U0ANA", 1, "Support Commander"},
        {"@renata.quality", "Renata Martins", "U0RENATA", 2, "Approval Lead"},
        {"@igor.audit", "Igor Batista", "U0IGOR", 3, words.audit},
        {"@joao.ops", "João Lima", "U0JOAO", 4, "Incident Scribe"},
        {"@marcos.noc", "Marcos Dias", nullptr, 0, nullptr},
        {"@aline.rel", "Aline Reis", nullptr, 0, nullptr},
    };
}

std::string section(const configured_person& p, bool with_teams)
{
    auto text = fmt::format("\n[[person]]\nhandle = \"{}\"\nname = \"{}\"\n", p.handle, p.name);
    if (p.slack != nullptr) text += fmt::format("slack = \"{}\"\n", p.slack);
    if (p.teams != 0 && with_teams)
        text += fmt::format("teams = \"aaaaaaaa-0000-4000-8000-{:012}\"\n", p.teams);
    if (p.role != nullptr) text += fmt::format("roles = [\"{}\"]\n", p.role);
    return text;
}

}  // namespace

std::string sandbox_config_text(const sandbox_setting& where)
{
    const bool english = where.language == bot::language::en;
    const rule_words& words = english ? in_english : in_portuguese;
    std::string text = fmt::format(
        "[daemon]\n"
        "documents = {}\n"
        "locale = \"{}\"\n"
        "timezone = \"America/Sao_Paulo\"\n\n"
        "[store]\n"
        "url = {}\n\n"
        "[http]\n"
        "listen = \"127.0.0.1:{}\"\n",
        toml_text(where.documents_dir),
        english ? "en" : "pt-BR",
        toml_text("sqlite:" + where.state_dir + "/incidentd.db"),
        where.daemon_port
    );
    text += fmt::format(
        approval_sections,
        fmt::arg("mirror", where.teams_port == 0 ? "" : R"("teams-support", "support-billing")"),
        fmt::arg("audit", words.audit),
        fmt::arg("hours", words.hours),
        fmt::arg("other_hours", words.other_hours),
        fmt::arg("blame_name", words.blame_name),
        fmt::arg("blame_pattern", words.blame_pattern),
        fmt::arg("blame_message", words.blame_message),
        fmt::arg("blame_found", words.blame_found),
        fmt::arg("blame_fine", words.blame_fine)
    );
    text += fmt::format(
        workspace_sections,
        fmt::arg("app_token", toml_text("file:" + where.state_dir + "/app-token")),
        fmt::arg("bot_token", toml_text("file:" + where.state_dir + "/bot-token")),
        fmt::arg("port", where.slack_port)
    );
    if (where.has_webhook)
        text += fmt::format(
            webhook_section, fmt::arg("url", toml_text("file:" + where.state_dir + "/" + status_webhook_file))
        );
    if (where.teams_port != 0) {
        text += fmt::format(
            teams_sections,
            fmt::arg("password", toml_text("file:" + where.state_dir + "/teams-password")),
            fmt::arg("port", where.teams_port)
        );
    }
    for (const configured_person& p : people_of(words)) text += section(p, where.teams_port != 0);
    return text;
}

bot::result<void> write_secret(
    const std::string& state_dir, const std::string& name, const std::string& secret
)
{
    return write_file(state_dir + "/" + name, secret + "\n", 0600);
}

bot::result<void> prepare_state(
    const std::string& state_dir, const std::string& app_token, const std::string& bot_token
)
{
    std::error_code ec;
    const bool made = fs::create_directories(state_dir, ec);
    if (ec) return boost::system::error_code(ec);
    if (made && ::chmod(state_dir.c_str(), S_IRWXU) != 0) return last_error();
    if (auto done = write_secret(state_dir, "app-token", app_token); !done) return done;
    if (auto done = write_secret(state_dir, "teams-password", "teams-sandbox-secret"); !done) return done;
    return write_secret(state_dir, "bot-token", bot_token);
}

bot::result<void> prepare_documents(const std::string& documents_dir, bot::language language)
{
    const auto folder = fs::path(documents_dir) / "quality/observability/runbooks";
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (ec) return boost::system::error_code(ec);
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
        if (it->path().extension() == ".md") return {};
    if (ec) return boost::system::error_code(ec);
    const auto text = language == bot::language::en ? shipped_runbook_en : shipped_runbook_pt_br;
    return write_file((folder / "communication-post-incident.md").string(), text, 0644);
}

}  // namespace adapters::sandbox
