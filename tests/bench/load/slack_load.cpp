#include "tests/bench/load/slack_load.hpp"

#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/slack_server.hpp"
#include "tests/bench/load/process_facts.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>
#include <boost/algorithm/string/replace.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace bench {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace sandbox = adapters::sandbox;

namespace {

constexpr int channels = 50;  // posts of one channel take turns; a busy team has more than one
constexpr std::string_view mark = "bench-";

std::string text_in(std::string text, const std::string& api, const fs::path& directory)
{
    boost::replace_all(text, "{api}", api);
    boost::replace_all(text, "{dir}", directory.string());
    return text;
}

class stage {
public:
    stage(load_plan plan, const slack_app& app, const fs::path& directory)
        : plan_(plan),
          app_(app),
          directory_(directory),
          acks_(plan.count),
          previews_(plan.count),
          notify_(io_),
          slack_(io_.get_executor(), time_, settings())
    {
    }

    slack_result run()
    {
        asio::co_spawn(io_, measure(), [this](std::exception_ptr e) {
            failure_ = e;
            io_.stop();
        });
        io_.run();
        if (failure_) std::rethrow_exception(failure_);
        return result_;
    }

private:
    static sandbox::slack_server_settings settings()
    {
        sandbox::slack_server_settings s;
        s.api.rate_limits = false;
        return s;
    }

    asio::awaitable<void> measure()
    {
        co_await observe();
        child_ = tests::process();  // killed: how it stops is not the question here
        notify_.close();
        co_await slack_.stop();
    }

    asio::awaitable<void> observe()
    {
        prepare();
        listen_for_ready();
        slack_.log().on_entry = [this] { look_at(slack_.log().entries().back()); };
        const auto start = steady::now();
        launch();
        co_await until([this] { return is_up(); }, std::chrono::seconds(20));
        result_.is_ready = is_up();
        if (!is_up()) {
            result_.complaint = tests::file_text(directory_ / "app.err");
            co_return;
        }
        const auto ready = app_.notifies_ready ? ready_at_ : linked_at_;
        result_.ready_ms = std::chrono::duration<double, std::milli>(ready - start).count();
        co_await until([] { return false; }, std::chrono::seconds(1));
        result_.idle_mib = resident_mib(child_.id());

        const double before = cpu_ms(child_.id());
        co_await arrivals(plan_, [this](std::size_t event, steady::time_point due) {
            acks_.due(event, due);
            previews_.due(event, due);
            asio::co_spawn(io_, type(event), asio::detached);
        });
        co_await until([this] { return acks_.all_answered(); }, std::chrono::seconds(5));
        if (app_.shows_previews)
            co_await until([this] { return previews_.all_answered(); }, std::chrono::seconds(40));
        // What comes after the last preview or ack belongs to the events too.
        co_await until([] { return false; }, std::chrono::milliseconds(500));
        result_.cpu_ms_an_event = (cpu_ms(child_.id()) - before) / static_cast<double>(plan_.count);
        result_.ack = acks_.sum_up();
        result_.preview = previews_.sum_up();
    }

    void prepare()
    {
        fs::create_directories(directory_ / "docs" / "runbooks");
        fs::create_directories(directory_ / "state");
        fs::permissions(directory_ / "state", fs::perms::owner_all);
        auto& workspace = slack_.workspace();
        sandbox::fill_sample(workspace);
        for (int n = 0; n < channels; ++n) {
            workspace.add_channel(
                channel_id(n),
                fmt::format("bench-{}", n),
                sandbox::channel::kind::open,
                {"U0ANA", "U0RENATA", workspace.self().bot_user}
            );
        }
        if (!slack_.start()) throw std::runtime_error("the in-process Slack does not start");
        if (!app_.config.empty())
            std::ofstream(directory_ / "app.toml") << text_in(app_.config, slack_.api_url(), directory_);
        if (!app_.runbook.empty())
            std::ofstream(directory_ / "docs" / "runbooks" / "communication.md") << app_.runbook;
    }

    void listen_for_ready()
    {
        notify_.open();
        notify_.bind(asio::local::datagram_protocol::endpoint((directory_ / "notify").string()));
        hear_ready();
    }
    void hear_ready()
    {
        notify_.async_receive(
            asio::buffer(heard_),
            [this](const boost::system::error_code& ec, std::size_t n) {
                if (ec) return;
                const bool says_ready =
                    std::string_view(heard_.data(), n).find("READY=1") != std::string_view::npos;
                if (says_ready) ready_at_ = steady::now();
                if (!says_ready) hear_ready();
            }
        );
    }

    void launch()
    {
        const auto filled = [this](std::vector<std::string> all) {
            for (auto& one : all) one = text_in(one, slack_.api_url(), directory_);
            return all;
        };
        child_ = tests::process(
            filled(app_.words), filled(app_.environment), directory_ / "app.out", directory_ / "app.err"
        );
    }

    bool is_up() const
    {
        const steady::time_point never{};
        return linked_at_ != never && (!app_.notifies_ready || ready_at_ != never);
    }

    void look_at(const sandbox::wire_entry& e)
    {
        if (e.kind == "link" && e.subject == "hello" && linked_at_ == steady::time_point{})
            linked_at_ = steady::now();
        if (e.kind != "api" || e.subject != "chat.postMessage" || !e.sent.is_object()) return;
        const auto* metadata = e.sent.get_object().if_contains("metadata");
        if (metadata == nullptr) return;
        if (boost::json::serialize(*metadata).find("incidentd_preview") == std::string::npos) return;
        const std::string all = boost::json::serialize(e.sent);
        const auto at = all.find(mark);
        if (at != std::string::npos)
            previews_.answered(std::strtoull(all.c_str() + at + mark.size(), nullptr, 10));
    }

    static std::string channel_id(int n) { return fmt::format("C0BENCH{:02}", n); }

    asio::awaitable<void> type(std::size_t event)
    {
        const auto seen = co_await slack_.people().slash(
            "U0ANA",
            channel_id(static_cast<int>(event % channels)),
            boost::replace_all_copy(app_.typed, "{n}", fmt::format("{}{:07}", mark, event))
        );
        if (seen.at("ok").as_bool()) acks_.answered(event);
    }

    load_plan plan_;
    const slack_app& app_;
    const fs::path directory_;
    latencies acks_, previews_;
    asio::io_context io_{1};
    bot::real_clock time_;
    asio::local::datagram_protocol::socket notify_;
    std::array<char, 512> heard_{};
    sandbox::slack_server slack_;
    tests::process child_;
    steady::time_point ready_at_{}, linked_at_{};
    slack_result result_;
    std::exception_ptr failure_;
};

}  // namespace

slack_result load_slack(load_plan plan, const slack_app& app, const fs::path& directory)
{
    return stage(plan, app, directory).run();
}

}  // namespace bench
