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

constexpr std::string_view workspace_sections = R"(
[defaults]
destinations = ["support-billing"]

[approval]
required = {{ S1 = 2, S2 = 1, default = 1 }}
approvers = ["role:Approval Lead"]
expires = "30m"
mirror = [{mirror}]

[ops]
destination = "support-billing"

[[slack]]
name = "sandbox"
app_token = {app_token}
bot_token = {bot_token}
api_url = "http://127.0.0.1:{port}/api/"

[[destination]]
name = "support-billing"
slack = {{ workspace = "sandbox", channel = "C0BILLING" }}

[[destination]]
name = "status"
slack = {{ workspace = "sandbox", channel = "C0STATUS" }}
public = true
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

// Marcos and Aline are deputies that the shipped runbook names; they have no account in this workspace.
constexpr configured_person people[] = {
    {"@ana.suporte", "Ana Souza", "U0ANA", 1, "Support Commander"},
    {"@renata.quality", "Renata Martins", "U0RENATA", 2, "Approval Lead"},
    {"@igor.audit", "Igor Batista", "U0IGOR", 3, "Approval Lead"},
    {"@joao.ops", "João Lima", "U0JOAO", 4, "Incident Scribe"},
    {"@marcos.noc", "Marcos Dias", nullptr, 0, nullptr},
    {"@aline.rel", "Aline Reis", nullptr, 0, nullptr},
};

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

std::string sandbox_config_text(
    std::uint16_t port,
    const std::string& state_dir,
    const std::string& documents_dir,
    bot::language language,
    std::uint16_t daemon_port,
    std::uint16_t teams_port
)
{
    std::string text = fmt::format(
        "[daemon]\n"
        "documents = {}\n"
        "locale = \"{}\"\n"
        "timezone = \"America/Sao_Paulo\"\n\n"
        "[store]\n"
        "url = {}\n\n"
        "[http]\n"
        "listen = \"127.0.0.1:{}\"\n",
        toml_text(documents_dir),
        language == bot::language::en ? "en" : "pt-BR",
        toml_text("sqlite:" + state_dir + "/incidentd.db"),
        daemon_port
    );
    text += fmt::format(
        workspace_sections,
        fmt::arg("app_token", toml_text("file:" + state_dir + "/app-token")),
        fmt::arg("bot_token", toml_text("file:" + state_dir + "/bot-token")),
        fmt::arg("port", port),
        fmt::arg("mirror", teams_port == 0 ? "" : "\"teams-support\"")
    );
    if (teams_port != 0) {
        text += fmt::format(
            teams_sections,
            fmt::arg("password", toml_text("file:" + state_dir + "/teams-password")),
            fmt::arg("port", teams_port)
        );
    }
    for (const configured_person& p : people) text += section(p, teams_port != 0);
    return text;
}

bot::result<void> prepare_state(
    const std::string& state_dir, const std::string& app_token, const std::string& bot_token
)
{
    std::error_code ec;
    const bool made = fs::create_directories(state_dir, ec);
    if (ec) return boost::system::error_code(ec);
    if (made && ::chmod(state_dir.c_str(), S_IRWXU) != 0) return last_error();
    if (auto done = write_file(state_dir + "/app-token", app_token + "\n", 0600); !done) return done;
    if (auto done = write_file(state_dir + "/teams-password", "teams-sandbox-secret\n", 0600); !done)
        return done;
    return write_file(state_dir + "/bot-token", bot_token + "\n", 0600);
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
