// The daemon as a service: what its manager is told, how it ends, what a reload takes up, what stays private.
#include "tests/e2e/stand.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>

using namespace tests;

namespace {

const std::string billing = "C0BILLING";
const std::string status = "C0STATUS";
const std::string general = "C0GERAL";

json::object open_incident(const stand& s)
{
    const auto said = s.slash("U0ANA", billing, "/incident open Parado mitigation_actions=Desvio");
    return accepted(said) ? s.message(billing, "incidentd_preview") : json::object{};
}

bool holds(const std::string& text, std::string_view words)
{
    return text.find(words) != std::string::npos;
}

// What systemd listens on.
class service_manager {
public:
    service_manager()
        : path_((std::filesystem::temp_directory_path() / ("incidentd-notify-" + std::to_string(::getpid())))
                    .string()),
          fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    {
        ::unlink(path_.c_str());
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        std::strncpy(at.sun_path, path_.c_str(), sizeof at.sun_path - 1);
        REQUIRE(::bind(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
    }
    ~service_manager()
    {
        ::close(fd_);
        ::unlink(path_.c_str());
    }
    service_manager(const service_manager&) = delete;
    service_manager& operator=(const service_manager&) = delete;

    std::string variable() const { return "NOTIFY_SOCKET=" + path_; }
    const std::string& told()
    {
        char bytes[4096];
        for (ssize_t got = 0; (got = ::recv(fd_, bytes, sizeof bytes, 0)) > 0;)
            told_.append(bytes, static_cast<std::size_t>(got)).append("\n");
        return told_;
    }

private:
    std::string path_;
    int fd_;
    std::string told_;
};

// A host that takes connections and says nothing.
class silent_host {
public:
    silent_host() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::bind(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
        REQUIRE(::listen(fd_, 8) == 0);
        socklen_t size = sizeof at;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
        port_ = ntohs(at.sin_port);
    }
    ~silent_host() { ::close(fd_); }
    silent_host(const silent_host&) = delete;
    silent_host& operator=(const silent_host&) = delete;
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
    int fd_;
    std::uint16_t port_ = 0;
};

bool leaves_no_core(const process& one)
{
    return eventually([&] {
        const auto limits = file_text("/proc/" + std::to_string(one.id()) + "/limits");
        const auto at = limits.find("Max core file size");
        return at != std::string::npos && limits.substr(at, 45).find(" 0 ") != std::string::npos;
    });
}

const bot::delivery* delivery_to(const bot::world& world, std::string_view destination)
{
    for (const auto& [id, d] : world.deliveries())
        if (d.destination == destination) return &d;
    return nullptr;
}

}  // namespace

TEST_CASE("the service manager is told that it works while one platform is away, and readyz says which")
{
    service_manager systemd;
    const silent_host away;
    stand s;
    s.add_to_environment(systemd.variable());
    s.append_to_config(
        "[[slack]]\nname = \"away\"\napp_token = \"env:SLACK_APP_TOKEN\"\nbot_token = "
        "\"env:SLACK_BOT_TOKEN\"\n"
        "api_url = \"" +
        away.url() + "/api/\"\n"
    );
    s.launch();
    CHECK(eventually([&] { return holds(systemd.told(), "READY=1\n"); }));
    CHECK(eventually([&] { return accepted(s.slash("U0ANA", billing, "/incident list")); }));
    const auto ready = s.get("/readyz");
    CHECK(ready.status == 503);
    CHECK(holds(ready.body, "slack away"));
    CHECK(eventually([&] { return holds(systemd.told(), "STATUS=not ready: slack away"); }));
    CHECK(s.stop() == 0);
    CHECK(holds(systemd.told(), "STOPPING=1"));
    CHECK_FALSE(holds(s.log(), " info ready"));
}

TEST_CASE("SIGTERM ends it in order within ten seconds while a private answer hangs")
{
    stand s;
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    s.slack("fault", {{"kind", "slow"}, {"filter", "hook"}, {"delay_ms", 120'000}});
    CHECK(accepted(s.press("U0ANA", billing, preview, "draft.approve")));  // refused: her own draft
    REQUIRE(eventually([&] {
        return s.slack("faults", {}).at("faults").at(0).at("strikes").to_number<int>() == 1;
    }));
    const auto began = std::chrono::steady_clock::now();
    CHECK(s.stop() == 0);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
    CHECK_FALSE(holds(s.log(), "critical"));
    CHECK_FALSE(holds(s.log(), "did not end"));
}

TEST_CASE("a secret manager that hangs until the end leaves the post to the next start, which posts it once")
{
    stand s({.webhook_channel = general});
    const auto open = s.directory() / "vault.open";
    const auto script = s.directory() / "vault.sh";
    std::ofstream(script) << "[ -e " << open.string() << " ] || exec sleep 600\n"
                          << "printf %s \"$STAKEHOLDERS_WEBHOOK\"\n";
    s.replace_in_config("env:STAKEHOLDERS_WEBHOOK", "exec:sh " + script.string());
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    CHECK(accepted(s.press("U0RENATA", billing, preview, "draft.approve")));
    REQUIRE(eventually([&] {
        const auto world = s.read_store()->load_world();
        const auto* post = delivery_to(world, "stakeholders");
        return post != nullptr && post->attempts > 0;
    }));
    const auto began = std::chrono::steady_clock::now();
    CHECK(s.stop() == 0);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
    {
        const auto world = s.read_store()->load_world();
        const auto* post = delivery_to(world, "stakeholders");
        REQUIRE(post != nullptr);
        CHECK(post->state == bot::delivery_state::queued);
    }
    std::ofstream(open) << "yes";
    REQUIRE(s.start());
    CHECK(eventually([&] { return s.messages(general, "", "Desvio").size() == 1; }));
    CHECK(s.stop() == 0);
    CHECK(s.messages(general, "", "Desvio").size() == 1);
}

TEST_CASE("a webhook's secret is read again on SIGHUP")
{
    stand s({.webhook_channel = general});
    const auto file = s.directory() / "hook";
    const auto put = [&](const std::string& channel) {
        const auto fresh = s.directory() / "hook.new";
        std::ofstream(fresh) << text_of(s.slack("webhook", {{"channel", channel}}), "url");
        std::filesystem::permissions(fresh, std::filesystem::perms(0600));
        std::filesystem::rename(fresh, file);
    };
    put(billing);
    s.replace_in_config("env:STAKEHOLDERS_WEBHOOK", "file:" + file.string());
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    CHECK(accepted(s.press("U0RENATA", billing, preview, "draft.approve")));
    CHECK(eventually([&] { return s.messages(billing, "", "Agora: Desvio").size() >= 2; })
    );  // and the preview
    put(general);
    s.daemon().signal(SIGHUP);
    REQUIRE(eventually([&] { return holds(s.log(), "configuration reloaded"); }));
    CHECK(accepted(s.slash("U0ANA", billing, "/incident update progress_update next_update=15:30")));
    const auto second = s.message(billing, "incidentd_preview", "D2.1");
    REQUIRE(!second.empty());
    CHECK(accepted(s.press("U0RENATA", billing, second, "draft.approve")));
    CHECK(eventually([&] { return s.messages(general, "", "Próxima: 15:30").size() == 1; }));
    CHECK(s.stop() == 0);
}

TEST_CASE("a webhook whose secret is missing is told of before anybody approves a post to it")
{
    stand s({.webhook_channel = general});
    s.replace_in_config("env:STAKEHOLDERS_WEBHOOK", "env:NOT_SET");
    s.append_to_config("[ops]\ndestination = \"public\"\n");
    REQUIRE(s.start());
    CHECK(eventually([&] {
        return holds(s.get("/readyz").body, "destination stakeholders: secret env:NOT_SET");
    }));
    CHECK(s.get("/readyz").status == 200);
    CHECK(holds(s.log(), "warning destination stakeholders: secret env:NOT_SET"));
    CHECK(holds(s.get("/metrics").body, "platform=\"webhook\",connection=\"\"} 0\n"));
    CHECK(!s.message(status, "", "env:NOT_SET").empty());
    CHECK(s.stop() == 0);
}

TEST_CASE("SIGHUP says which changed settings need a restart")
{
    stand s;
    REQUIRE(s.start());
    s.replace_in_config("liveness = \"25s\"", "liveness = \"35s\"");
    s.replace_in_config("listen = \"127.0.0.1:0\"", "listen = \"127.0.0.1:1\"");
    s.replace_in_config("expires = \"30m\"", "expires = \"10m\"");
    s.daemon().signal(SIGHUP);
    REQUIRE(eventually([&] { return holds(s.log(), "configuration reloaded"); }));
    CHECK(holds(s.log(), "taken up by a restart only: [[slack]] acme: liveness; [http] listen\n"));
    CHECK(s.stop() == 0);
}

TEST_CASE("a directory of runbooks that cannot be watched is a warning with its reason")
{
    stand s;
    s.replace_in_config("paths = [\"runbooks/*.md\"]", "paths = [\"runbooks/*.md\", \"missing/*.md\"]");
    REQUIRE(s.start());
    const auto ready = s.get("/readyz");
    CHECK(ready.status == 200);
    CHECK(holds(ready.body, "missing: No such file or directory"));
    CHECK(holds(s.log(), "missing: No such file or directory"));
    CHECK(holds(s.get("/metrics").body, "incidentd_unwatched_directories{of=\"runbooks\"} 1"));
    CHECK(s.stop() == 0);
}

TEST_CASE("no core file is left by whatever holds a secret, and not by the daemon alone")
{
    rlimit most{};
    REQUIRE(::getrlimit(RLIMIT_CORE, &most) == 0);
    const rlimit before = most;
    most.rlim_cur = most.rlim_max;
    REQUIRE(::setrlimit(RLIMIT_CORE, &most) == 0);
    const silent_host webhook;
    stand s;
    process messenger(
        {INCIDENTD_BINARY,
         "messenger",
         "--channel",
         "slack",
         "--stage",
         "resolution",
         "--runbook",
         s.runbook().string(),
         "--webhook-url",
         webhook.url() + "/services/verysecret"},
        {},
        s.directory() / "m.out",
        s.directory() / "m.err"
    );
    CHECK(leaves_no_core(messenger));
    REQUIRE(s.start());
    REQUIRE(!open_incident(s).empty());
    CHECK(leaves_no_core(s.daemon()));
    process bundle(
        {INCIDENTD_BINARY,
         "--config",
         (s.directory() / "incidentd.toml").string(),
         "audit",
         "bundle",
         "--incident",
         "SUP-INC-1",
         "--sign",
         "exec:sleep 600",
         "--out",
         (s.directory() / "evidence").string()},
        {"PATH=/usr/bin:/bin"},
        s.directory() / "b.out",
        s.directory() / "b.err"
    );
    CHECK(leaves_no_core(bundle));
    CHECK(s.stop() == 0);
    ::setrlimit(RLIMIT_CORE, &before);
}
