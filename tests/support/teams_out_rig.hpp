// One Teams platform whose Connector and token service are scripted; its side that listens is silent.
#pragma once

#include "adapters/teams/connector.hpp"
#include "adapters/teams/teams.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/teams_peer.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace tests::teams_out {

using namespace adapters;
using namespace adapters::teams;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using bot::delivery_kind;
using bot::delivery_result;
using bot::failure_kind;
using tests::teams_peer;

inline const std::string ana = "aaaaaaaa-0000-4000-8000-000000000001";

struct memory_book final : conversation_book {
    std::map<std::string, conversation_reference, std::less<>> all;
    const conversation_reference* find(std::string_view id) const override
    {
        const auto at = all.find(id);
        return at == all.end() ? nullptr : &at->second;
    }
    const conversation_reference* personal_chat(std::string_view person) const override
    {
        for (const auto& [id, r] : all) {
            if (r.kind == "personal" && r.person == person) return &r;
        }
        return nullptr;
    }
    const conversation_reference* of_team(std::string_view id) const override
    {
        for (const auto& [key, r] : all) {
            if (!r.team_id.empty() && (r.team_id == id || r.team_aad_id == id)) return &r;
        }
        return nullptr;
    }
    void remember(conversation_reference what) override { all[what.id] = what; }
    void forget(std::string_view id) override { all.erase(std::string(id)); }
};

struct quiet_inbound final : inbound_side {
    bot::clock& time;
    explicit quiet_inbound(bot::clock& t) : time(t) {}
    asio::awaitable<boost::system::error_code> run(bot::event_sink&) override
    {
        for (;;) co_await time.sleep_for(1h);
    }
    bool usable() const noexcept override { return true; }
    std::string trouble() const override { return {}; }
    asio::awaitable<void> stop() override { co_return; }
};

struct rig {
    tests::loop loop;
    teams_peer peer{loop.executor(), loop.time};
    http::client net{loop.executor(), loop.time, {}};
    memory_book book;
    bot::teams_settings config;
    timings limits;
    counters count;
    std::unique_ptr<bot::platform> here;

    rig()
    {
        config.name = "acme-teams";
        config.app_id = "bbbbbbbb-0000-4000-8000-000000000002";
        config.tenant_id = "T";
        config.app_password.text = "env:PW";
        config.token_url = peer.url("/{tenant_id}/oauth2/v2.0/token");
        config.service_hosts = {"127.0.0.1"};
        config.service_url = peer.url("/emea/");
        limits.post = 2000ms;
        limits.first_pause = 4ms;
        book.remember(
            {.id = "19:C@thread.tacv2",
             .kind = "channel",
             .service_url = peer.url("/emea/"),
             .tenant_id = "T",
             .name = "ops",
             .team_id = "19:TEAM@thread.tacv2",
             .team_aad_id = "g-1",
             .person = {}}
        );
    }
    ~rig()
    {
        here.reset();
        net.close_idle();
        loop.run([this]() -> asio::awaitable<int> {
            co_await peer.server.stop(0s);
            co_return 0;
        }());
    }
    bot::platform& start()
    {
        here = make_teams(
            {.executor = loop.executor(),
             .time = loop.time,
             .net = net,
             .book = book,
             .make_inbound =
                 [this](teller, member_finder) { return std::make_unique<quiet_inbound>(loop.time); },
             .name_of = [](const bot::account& who) { return who.id == ana ? "@ana.suporte" : ""; },
             .named = [](std::string_view name) -> std::optional<bot::account> {
                 if (name == "Ana Souza") return bot::account{"teams", ana};
                 return std::nullopt;
             },
             .language = bot::language::en,
             .count = count,
             .identity = {},
             .seed = 7},
            config,
            password{
                "env:PW",
                [](bool) -> asio::awaitable<bot::result<bot::secret>> {
                    co_return bot::secret(std::string("hidden"));
                }
            },
            limits
        );
        return *here;
    }
    bot::delivery row(delivery_kind kind, std::string conversation = "19:C@thread.tacv2") const
    {
        bot::delivery d;
        d.id = "d7";
        d.kind = kind;
        d.channel = {"teams", "acme-teams", std::move(conversation)};
        d.destination = "ops";
        d.draft_id = "D12";
        d.incident_id = "SUP-INC-845";
        d.stage = "resolution";
        d.revision = 2;
        d.content_sha256 = "abc";
        if (kind == delivery_kind::post)
            d.final_text = "**done** by <at>Ana Souza</at> & <at>Bob</at>  \nnext";
        else if (kind == delivery_kind::preview)
            d.preview = bot::preview_view{};
        else
            d.words = bot::notice{.text = "a *line*", .buttons = {}};
        return d;
    }
    bot::delivery sent(std::string platform_id, delivery_kind kind = delivery_kind::preview) const
    {
        bot::delivery d = row(kind);
        d.id = "d1";
        d.state = bot::delivery_state::sent;
        d.platform_id = std::move(platform_id);
        return d;
    }
    bot::delivery_outcome deliver(bot::delivery what, std::optional<bot::delivery> target = {})
    {
        if (!here) start();
        return loop.run(here->deliver(std::move(what), std::move(target)));
    }
};

}  // namespace tests::teams_out
