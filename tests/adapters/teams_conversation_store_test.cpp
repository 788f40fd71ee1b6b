#include "adapters/teams/conversation_store.hpp"

#include <doctest/doctest.h>

using namespace adapters::teams;
using namespace std::chrono_literals;

namespace {

struct book {
    bot::time_point now{std::chrono::milliseconds(1'795'456'860'000)};
    conversation_store store{"acme", {}, [this] { return now; }};
};

conversation_reference channel()
{
    return {
        .id = "19:BILLING@thread.tacv2;messageid=17",
        .kind = "channel",
        .service_url = "https://smba.example/emea/",
        .tenant_id = "T",
        .name = "support-billing",
        .team_id = "19:TEAM@thread.tacv2",
        .team_aad_id = "cccccccc",
        .person = {},
        .bot_id = "28:bot"
    };
}

conversation_reference chat_of(std::string person, std::string id)
{
    conversation_reference c;
    c.id = std::move(id);
    c.kind = "personal";
    c.service_url = "https://smba.example/emea/";
    c.person = std::move(person);
    return c;
}

struct keeper final : bot::event_sink {
    std::vector<bot::address> rows;
    void submit(bot::inbound, bot::reply_path) override {}
    void keep(std::vector<bot::address> more, std::vector<std::string>, std::function<void()>) override
    {
        rows.insert(rows.end(), more.begin(), more.end());
    }
    bool accepting() const noexcept override { return true; }
};

}  // namespace

TEST_CASE("what was learned is found by the bare id, by team and by person, and again after a restart")
{
    book b;
    auto rows = b.store.learn(channel());
    for (auto& row : b.store.learn(chat_of("aad-ana", "a:1ANA"))) rows.push_back(row);
    for (auto& row : b.store.learn(known_person{"aad-ana", "29:1-ANA", "Ana"})) rows.push_back(row);
    REQUIRE(rows.size() == 3);
    rows.push_back({.platform = "teams", .connection = "other", .key = "person/x", .body = "{}"});
    rows.push_back({.platform = "teams", .connection = "acme", .key = "person/broken", .body = "{"});
    const conversation_store again("acme", rows, [&] { return b.now; });
    for (const conversation_store* s : {&std::as_const(b.store), &again}) {
        const auto* found = s->find("19:BILLING@thread.tacv2;messageid=99");
        REQUIRE(found != nullptr);
        auto expected = channel();
        expected.id = "19:BILLING@thread.tacv2";
        CHECK(*found == expected);
        CHECK(s->of_team("cccccccc") == found);
        CHECK(s->of_team("19:TEAM@thread.tacv2") == found);
        CHECK(s->of_team("") == nullptr);
        REQUIRE(s->personal_chat("aad-ana") != nullptr);
        CHECK(s->personal_chat("aad-ana")->id == "a:1ANA");
        REQUIRE(s->person_by_mri("29:1-ANA") != nullptr);
        CHECK(s->person_by_mri("29:1-ANA")->aad == "aad-ana");
        CHECK(s->person("x") == nullptr);
    }
}

TEST_CASE("nothing is written while nothing changes, but an hour later the last sight is")
{
    book b;
    CHECK(b.store.learn(channel()).size() == 1);
    CHECK(b.store.learn(channel()).empty());
    b.now += 61min;
    CHECK(b.store.learn(channel()).size() == 1);
    auto moved = channel();
    moved.service_url = "https://smba.example/amer/";
    CHECK(b.store.learn(moved).size() == 1);
    CHECK(b.store.find(channel().id)->service_url == "https://smba.example/amer/");
}

TEST_CASE("an empty or absurd member never overwrites a known one")
{
    book b;
    b.store.learn(channel());
    conversation_reference less;
    less.id = channel().id;
    less.name = std::string(5000, 'x');
    less.kind = "chan\nnel";
    CHECK(b.store.learn(less).empty());
    CHECK(b.store.find(channel().id)->name == "support-billing");
    CHECK(b.store.find(channel().id)->kind == "channel");
    CHECK(b.store.learn(conversation_reference{}).empty());
}

TEST_CASE("a forgotten conversation is gone, its row too, and the person's next chat is found")
{
    book b;
    keeper sink;
    b.store.attach(&sink);
    b.store.remember(chat_of("aad-ana", "a:1OLD"));
    b.store.remember(chat_of("aad-ana", "a:1NEW"));
    b.store.forget("a:1OLD");
    REQUIRE(sink.rows.size() == 3);
    CHECK(sink.rows.back().key == "conversation/a:1OLD");
    CHECK(sink.rows.back().body.empty());
    REQUIRE(b.store.personal_chat("aad-ana") != nullptr);
    CHECK(b.store.personal_chat("aad-ana")->id == "a:1NEW");
    b.store.forget("a:1NEW");
    CHECK(b.store.personal_chat("aad-ana") == nullptr);
}
