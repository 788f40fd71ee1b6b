#include "tests/bench/load/teams_load.hpp"

#include "adapters/http/client.hpp"
#include "adapters/sandbox/teams_sample.hpp"
#include "adapters/sandbox/teams_server.hpp"
#include "tests/bench/load/process_facts.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>

#include <fstream>
#include <stdexcept>
#include <vector>

namespace bench {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace sandbox = adapters::sandbox;
namespace http = adapters::http;

namespace {

constexpr std::size_t people = 400;
constexpr std::size_t channels = 50;

class stage {
public:
    stage(activity_plan plan, fs::path directory)
        : plan_(plan),
          directory_(std::move(directory)),
          acks_(plan.open.count),
          teams_(io_.get_executor(), time_, settings()),
          web_(io_.get_executor(), time_, {}, {}, http::pool_limits{.per_origin = 128})
    {
        sandbox::fill_sample(teams_.workspace());
        auto& w = teams_.workspace();
        for (std::size_t n = 0; n < people; ++n) {
            sandbox::teams_person p;
            p.id = fmt::format("29:1-BENCH{}", n);
            p.aad = fmt::format("eeeeeeee-0000-4000-8000-{:012}", n);
            p.handle = fmt::format("bench{}", n);
            p.name = fmt::format("Bench {}", n);
            w.find_team("Operações")->members.insert(p.id);
            w.add(std::move(p));
        }
        for (std::size_t n = 0; n < channels; ++n)
            w.add_channel("19:OPERACOES@thread.tacv2", channel(n), fmt::format("bench-{}", n));
        if (!teams_.start()) throw std::runtime_error("the in-process Teams does not start");
    }

    activity_result at_the_daemon(const std::string& binary)
    {
        write_configuration();
        auto words = pinned({binary, "run", "--config", (directory_ / "app.toml").string()});
        return measure(std::move(words), [](const std::string&, const std::string& err) -> std::uint16_t {
            static const std::string says = "health and metrics on 127.0.0.1:";
            const auto at = err.find(says);
            if (at == std::string::npos || err.find(" info ready") == std::string::npos) return 0;
            return static_cast<std::uint16_t>(std::stoi(err.substr(at + says.size())));
        });
    }

    activity_result at_the_floor()
    {
        std::string key;
        if (plan_.fresh_tokens) {
            key = (directory_ / "key.pem").string();
            std::ofstream(key) << teams_.keys().public_pem();
        }
        auto words = pinned({"/proc/self/exe", "--http-floor", (directory_ / "floor.db").string(), key});
        return measure(std::move(words), [](const std::string& out, const std::string&) -> std::uint16_t {
            return out.ends_with("\n") ? static_cast<std::uint16_t>(std::stoi(out)) : std::uint16_t{0};
        });
    }

private:
    static sandbox::teams_server_settings settings()
    {
        sandbox::teams_server_settings s;
        s.throttling = false;
        return s;
    }

    static std::string channel(std::size_t n) { return fmt::format("19:BENCH{}@thread.tacv2", n); }

    std::vector<std::string> pinned(std::vector<std::string> words) const
    {
        if (words.front() == "/proc/self/exe") words.front() = fs::read_symlink("/proc/self/exe").string();
        if (plan_.receiver_core < 0) return words;
        words.insert(words.begin(), {"/usr/bin/taskset", "-c", std::to_string(plan_.receiver_core)});
        return words;
    }

    template <class PortOf>
    activity_result measure(std::vector<std::string> words, PortOf port_of)
    {
        activity_result result;
        const tests::process receiver(
            words,
            {"PATH=/usr/bin:/bin", "TEAMS_PASSWORD=teams-sandbox-secret"},
            directory_ / "receiver.out",
            directory_ / "receiver.err"
        );
        std::exception_ptr failure;
        const auto whole = [&]() -> asio::awaitable<void> {
            const auto text = [&](const char* name) { return tests::file_text(directory_ / name); };
            co_await until(
                [&] { return (port_ = port_of(text("receiver.out"), text("receiver.err"))) != 0; },
                std::chrono::seconds(20)
            );
            result.is_ready = port_ != 0;
            if (result.is_ready) {
                co_await open_loop(result, receiver.id());
                co_await closed_loop(result);
            } else {
                result.complaint = text("receiver.err");
            }
            co_await teams_.stop();
            web_.close_idle();
        };
        asio::co_spawn(io_, whole(), [&](std::exception_ptr e) {
            failure = e;
            io_.stop();
        });
        io_.run();
        if (failure) std::rethrow_exception(failure);
        return result;
    }

    asio::awaitable<void> open_loop(activity_result& result, pid_t receiver)
    {
        std::vector<http::request> ready;
        for (std::size_t n = 0; n < plan_.open.count; ++n) ready.push_back(request());
        const double before = cpu_ms(receiver);
        co_await arrivals(plan_.open, [&](std::size_t event, steady::time_point due) {
            acks_.due(event, due);
            asio::co_spawn(io_, send(std::move(ready[event]), event), asio::detached);
        });
        co_await until([this] { return acks_.all_answered(); }, std::chrono::seconds(15));
        result.cpu_ms_an_event = (cpu_ms(receiver) - before) / static_cast<double>(plan_.open.count);
        result.ack = acks_.sum_up();
    }

    asio::awaitable<void> send(http::request r, std::size_t event)
    {
        const auto reply = co_await web_.send(std::move(r));
        if (reply && reply->status == 200) acks_.answered(event);
    }

    // As many as are taken: requests are made beforehand, so that the sender's own work stays small.
    asio::awaitable<void> closed_loop(activity_result& result)
    {
        constexpr std::size_t most =
            6'000;  // signing them takes a while, and an empty stock ends the loop early
        const auto wanted = std::min(most, static_cast<std::size_t>(plan_.closed_for * 4'000));
        for (std::size_t n = 0; n < wanted; ++n) stock_.push_back(request());
        const auto start = steady::now();
        closing_ =
            start +
            std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(plan_.closed_for));
        for (std::size_t n = 0; n < plan_.closed; ++n) {
            ++under_way_;
            asio::co_spawn(io_, one_by_one(), asio::detached);
        }
        co_await until([this] { return under_way_ == 0; }, std::chrono::seconds(60));
        const std::chrono::duration<double> took = steady::now() - start;
        result.per_second = static_cast<double>(taken_) / took.count();
    }

    asio::awaitable<void> one_by_one()
    {
        while (!stock_.empty() && steady::now() < closing_) {
            auto r = std::move(stock_.back());
            stock_.pop_back();
            const auto reply = co_await web_.send(std::move(r));
            if (reply && reply->status == 200) ++taken_;
        }
        --under_way_;
    }

    http::request request()
    {
        auto& w = teams_.workspace();
        const auto n = made_++;
        const auto* who = w.find_person(fmt::format("29:1-BENCH{}", n % people));
        auto* where = w.find_conversation(channel(n % channels));
        auto typed = sandbox::as_typed(w, fmt::format("@Incident whoami bench-{:07}", n), where->what);
        sandbox::teams_message m;
        m.id = w.next_id();
        m.root = m.id;
        m.text = std::move(typed.text);
        m.html = std::move(typed.html);
        m.entities = std::move(typed.entities);
        sandbox::token_claims claims;
        claims.audience = w.self().app_id;
        claims.service_url = teams_.service_url();
        claims.now = time_.wall_now();
        claims.life += std::chrono::seconds(plan_.fresh_tokens ? n : 0);  // so that no two are the same
        if (plan_.fresh_tokens || token_.empty()) token_ = teams_.keys().authorization(claims).front();
        http::request r;
        r.method = "POST";
        r.url = fmt::format("http://127.0.0.1:{}/api/messages", port_);
        r.headers.add("Content-Type", "application/json; charset=utf-8");
        r.headers.add("Authorization", token_);
        r.body = boost::json::serialize(teams_.people().message_activity(*who, *where, m));
        return r;
    }

    void write_configuration()
    {
        fs::create_directories(directory_ / "docs" / "runbooks");
        fs::create_directories(directory_ / "state");
        fs::permissions(directory_ / "state", fs::perms::owner_all);
        std::ofstream(directory_ / "docs" / "runbooks" / "communication.md")
            << "# Comunicação\n\n```message stage=initial_update channel=any\n{incident_id}\n```\n";
        const auto& me = teams_.workspace().self();
        std::ofstream(directory_ / "app.toml") << fmt::format(
            R"([daemon]
documents = "{dir}/docs"
[store]
url = "sqlite:{dir}/state/incidentd.db"
[runbooks]
paths = ["runbooks/*.md"]
[[teams]]
name = "acme-teams"
app_id = "{app}"
app_type = "single_tenant"
tenant_id = "{tenant}"
app_password = "env:TEAMS_PASSWORD"
openid_metadata_url = "{openid}"
token_url = "{token}"
service_url = "{service}"
service_hosts = ["127.0.0.1"]
[http]
listen = "127.0.0.1:0"
[approval]
required = {{ default = 1 }}
approvers = ["person:@ana.suporte"]
[[person]]
handle = "@ana.suporte"
name = "Ana Souza"
teams = "aaaaaaaa-0000-4000-8000-000000000001"
)",
            fmt::arg("dir", directory_.string()),
            fmt::arg("app", me.app_id),
            fmt::arg("tenant", me.tenant),
            fmt::arg("openid", teams_.openid_metadata_url()),
            fmt::arg("token", teams_.token_url()),
            fmt::arg("service", teams_.service_url())
        );
    }

    activity_plan plan_;
    const fs::path directory_;
    latencies acks_;
    asio::io_context io_{1};
    bot::real_clock time_;
    sandbox::teams_server teams_;
    http::client web_;
    std::string token_;
    std::uint16_t port_ = 0;
    std::size_t made_ = 0, under_way_ = 0, taken_ = 0;
    steady::time_point closing_{};
    std::vector<http::request> stock_;
};

}  // namespace

activity_result load_daemon_with_activities(
    const std::string& binary, activity_plan plan, const std::filesystem::path& directory
)
{
    return stage(plan, directory).at_the_daemon(binary);
}

activity_result load_floor_with_activities(activity_plan plan, const std::filesystem::path& directory)
{
    return stage(plan, directory).at_the_floor();
}

}  // namespace bench
