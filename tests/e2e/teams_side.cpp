#include "tests/e2e/teams_side.hpp"

#include "tests/support/http_call.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <stdexcept>

namespace tests {

namespace {

const std::string tenant = "11111111-2222-3333-4444-555555555555";

// A port that nobody holds now; the daemon binds it a moment later.
std::uint16_t free_port()
{
    const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    const bool bound = s >= 0 && ::bind(s, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0 &&
                       ::getsockname(s, reinterpret_cast<sockaddr*>(&where), &size) == 0;
    if (s >= 0) ::close(s);
    if (!bound) throw std::runtime_error("no free port");
    return ntohs(where.sin_port);
}

}  // namespace

teams_side::teams_side(const std::filesystem::path& directory, std::vector<std::string> words)
    : bot_port_(free_port())
{
    words.insert(words.begin(), {INCIDENTD_TEAMS_SERVER, "0"});
    words.insert(words.end(), {"--bot", fmt::format("http://127.0.0.1:{}/api/messages", bot_port_)});
    server_ = process(words, {}, directory / "teams.port", directory / "teams.log");
    if (!eventually([&] { return file_text(directory / "teams.port").ends_with("\n"); }))
        throw std::runtime_error("the Teams server does not start");
    port_ = static_cast<std::uint16_t>(std::stoi(file_text(directory / "teams.port")));
}

std::string teams_side::section() const
{
    return fmt::format(
        R"([[teams]]
name = "acme-teams"
app_id = "bbbbbbbb-0000-4000-8000-000000000002"
app_type = "single_tenant"
tenant_id = "{0}"
app_password = "env:TEAMS_PASSWORD"
openid_metadata_url = "http://127.0.0.1:{1}/v1/.well-known/openidconfiguration"
token_url = "http://127.0.0.1:{1}/{{tenant_id}}/oauth2/v2.0/token"
service_url = "http://127.0.0.1:{1}/emea/{0}/"
service_hosts = ["127.0.0.1"]
)",
        tenant,
        port_
    );
}

json::object teams_side::control(const std::string& path, json::object arguments) const
{
    const auto answer = http_call(port_, "POST", "/control/" + path, json::serialize(arguments));
    if (answer.status != 200) throw std::runtime_error(fmt::format("/control/{}: {}", path, answer.status));
    return json::parse(answer.body).as_object();
}

json::object teams_side::say(std::string as, std::string conversation, std::string text) const
{
    return control("say", {{"as", as}, {"conversation", conversation}, {"text", "@Incident " + text}});
}

json::object teams_side::press(
    std::string as,
    std::string conversation,
    const json::object& message,
    std::string action,
    json::object inputs
) const
{
    return control(
        "press",
        {{"as", as},
         {"conversation", conversation},
         {"id", message.at("id")},
         {"action", action},
         {"inputs", inputs}}
    );
}

std::vector<json::object> teams_side::messages(std::string conversation, std::string contains) const
{
    const auto seen =
        control("messages", {{"conversation", conversation}, {"contains", contains}, {"from_bot", true}});
    std::vector<json::object> out;
    if (!seen.at("ok").as_bool()) return out;
    for (const auto& m : seen.at("messages").as_array()) out.push_back(m.as_object());
    return out;
}

json::object teams_side::message(std::string conversation, std::string contains, std::chrono::seconds limit)
    const
{
    json::object found;
    (void)eventually(
        [&] {
            auto all = messages(conversation, contains);
            if (!all.empty()) found = std::move(all.back());
            return !found.empty();
        },
        limit
    );
    return found;
}

bool teams_side::told(std::string as, std::string contains) const
{
    const auto seen = control(
        "wait",
        {{"for", "messages"},
         {"as", as},
         {"conversation", "personal"},
         {"contains", contains},
         {"from_bot", true},
         {"timeout_ms", 20'000}}
    );
    return seen.at("ok").as_bool();
}

std::string teams_meta(const json::object& message, std::string_view key)
{
    const auto* data = message.if_contains("channel_data");
    const auto* ours = data == nullptr ? nullptr : data->as_object().if_contains("incidentd");
    const auto* value = ours == nullptr ? nullptr : ours->as_object().if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace tests
