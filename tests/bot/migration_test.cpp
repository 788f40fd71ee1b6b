// Stores that earlier versions left behind. Each schema that was ever used has a dump in fixtures/store.
#include "bot/store/schema.hpp"
#include "bot/store/store.hpp"
#include "tests/support/world_copy.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace bot;
namespace fs = std::filesystem;

namespace {

const time_point then{std::chrono::milliseconds(1'795'619'500'000)};

struct old_store {
    fs::path folder;

    explicit old_store(int version)
    {
        std::string name = (fs::temp_directory_path() / "incidentd-old-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        folder = name;
        std::ifstream in(fmt::format("{}/tests/fixtures/store/v{}.sql", INCIDENTD_SOURCE_DIR, version));
        const std::string sql{std::istreambuf_iterator<char>(in), {}};
        REQUIRE(!sql.empty());
        run(sql);
    }
    ~old_store() { fs::remove_all(folder); }

    std::string file() const { return (folder / "incidentd.db").string(); }
    std::string url() const { return "sqlite:" + file(); }

    void run(const std::string& sql) const
    {
        sqlite3* db = nullptr;
        REQUIRE(sqlite3_open(file().c_str(), &db) == SQLITE_OK);
        char* why = nullptr;
        const int done = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &why);
        CHECK_MESSAGE(done == SQLITE_OK, (why == nullptr ? "" : why));
        sqlite3_free(why);
        sqlite3_close(db);
    }
    int version() const
    {
        sqlite3* db = nullptr;
        REQUIRE(sqlite3_open(file().c_str(), &db) == SQLITE_OK);
        int found = -1;
        sqlite3_exec(
            db,
            "PRAGMA user_version",
            [](void* into, int, char** columns, char**) {
                *static_cast<int*>(into) = std::atoi(columns[0]);
                return 0;
            },
            &found,
            nullptr
        );
        sqlite3_close(db);
        return found;
    }
};

struct opened {
    boost::asio::io_context loop{1};
    std::unique_ptr<store> disk;
    loaded_state found;

    explicit opened(const std::string& url)
    {
        auto s = store::open(url, loop.get_executor());
        REQUIRE_MESSAGE(s.has_value(), (s ? std::string() : s.error().message));
        disk = std::move(*s);
        found = disk->load(then);
    }
};

int present()
{
    return static_cast<int>(schema_steps().size());
}

}  // namespace

TEST_CASE("a store of the first schema is brought up to the present one with everything in it")
{
    const old_store here(1);
    REQUIRE(here.version() == 1);
    {
        opened s(here.url());
        CHECK(here.version() == present());
        const world& state = s.found.state;
        const incident* row = state.find_incident("SUP-INC-1");
        REQUIRE(row != nullptr);
        CHECK(row->summary == "12% dos pagamentos com cartão são recusados desde 14:05");
        CHECK(row->level == severity::S2);
        const draft* posted = state.find_draft("D1");
        REQUIRE(posted != nullptr);
        CHECK(posted->state == draft_state::posted);
        REQUIRE(posted->votes.size() == 1);
        CHECK(posted->record_done == posted->record_due);
        CHECK(state.deliveries().size() == 5);
        for (const auto& [id, d] : state.deliveries()) CHECK(d.state == delivery_state::sent);
        CHECK(s.found.seen_keys.size() == 2);
        REQUIRE(s.found.parked.size() == 1);
        CHECK(std::get<press>(s.found.parked.front().event.what).value == "D1.1");

        // New rows beside the old ones, numbered on.
        world after = tests::copy_of(state);
        change_set changes(after, then);
        incident fresh;
        fresh.id = fmt::format("SUP-INC-{}", changes.next_incident_number());
        changes.add_incident(fresh);
        changes.audit({.kind = "incident.opened", .incident_id = fresh.id});
        changes.apply_to(after);
        s.disk->commit(batch_of(changes), [](const store_fault* fault) { CHECK(fault == nullptr); });
        s.disk->close();
        s.loop.run();
    }
    auto reader = store_reader::open(here.url());
    REQUIRE(reader.has_value());
    CHECK((*reader)->load_world().find_incident("SUP-INC-2") != nullptr);
    chain_head head;
    int broken = 0;
    (*reader)->each_audit_event({}, [&](const audit_event& e) { broken += follows(head, e) ? 0 : 1; });
    CHECK(broken == 0);
    CHECK(head.number == 9);
    CHECK(head.hash == (*reader)->recorded_head().hash);
}

TEST_CASE("each step is whole: a store that a crash left between two schemas goes on from the last one")
{
    const auto steps = schema_steps();
    for (int done = 1; done < present(); ++done) {
        CAPTURE(done);
        const old_store here(1);
        std::string sql;
        for (int at = 1; at < done; ++at) {
            for (const auto statement : steps[static_cast<std::size_t>(at)].statements)
                sql += std::string(statement) + ";";
        }
        here.run(sql + fmt::format("PRAGMA user_version = {}", done));
        const opened s(here.url());
        CHECK(here.version() == present());
        CHECK(s.found.state.find_incident("SUP-INC-1") != nullptr);
    }
}

TEST_CASE("a step that cannot be taken leaves the store as it was, and says which file")
{
    if (present() < 2) return;  // with the first schema there is no step to take
    const old_store here(1);
    // Whatever the second step makes is there already.
    std::string sql;
    for (const auto statement : schema_steps()[1].statements) {
        if (statement.starts_with("CREATE")) sql += std::string(statement) + ";";
    }
    if (sql.empty()) return;
    here.run(sql);
    boost::asio::io_context loop;
    const auto s = store::open(here.url(), loop.get_executor());
    REQUIRE(!s.has_value());
    CHECK(s.error().message.find(here.file()) != std::string::npos);
    CHECK(here.version() == 1);
}
