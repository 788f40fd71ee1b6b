#include "bot/store/store.hpp"

#include "bot/json_rows.hpp"
#include "bot/store/wal_room.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

using namespace bot;
namespace fs = std::filesystem;

namespace {

const time_point noon{std::chrono::milliseconds(1'764'000'000'123)};

struct folder {
    fs::path path;
    folder()
    {
        std::string name = (fs::temp_directory_path() / "incidentd-store-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~folder() { fs::remove_all(path); }
    std::string file() const { return (path / "state" / "incidentd.db").string(); }
    std::string url() const { return "sqlite:" + file(); }
};

struct open_store {
    boost::asio::io_context loop{1};
    std::unique_ptr<store> disk;
    loaded_state found;

    explicit open_store(const std::string& url)
    {
        auto opened = store::open(url, loop.get_executor());
        REQUIRE_MESSAGE(opened.has_value(), (opened ? std::string() : opened.error().message));
        disk = std::move(*opened);
        found = disk->load(noon);
    }
};

// One incident with a delivery, its audit event and the key of the event that asked for it.
store_batch batch(world& state, int n)
{
    change_set changes(state, noon + std::chrono::seconds(n));
    incident row;
    row.id = fmt::format("SUP-INC-{}", n);
    row.summary = "it's \"down\" 🔥";
    row.values["region"] = "são paulo";
    row.opened_at = changes.now();
    changes.add_incident(row);
    delivery line;
    line.incident_id = row.id;
    line.destination = "support";
    line.words = notice{.text = "aberto", .buttons = {}};
    changes.enqueue(line);
    changes.audit({.kind = "incident.opened", .incident_id = row.id, .draft_id = {}, .by = {}, .details = {}}
    );
    changes.apply_to(state);
    store_batch out = batch_of(changes);
    out.seen_keys = {fmt::format("key-{}", n)};
    return out;
}

std::string open_fault(const std::string& url)
{
    boost::asio::io_context loop;
    const auto opened = store::open(url, loop.get_executor());
    return opened ? std::string() : opened.error().message;
}

void run_sql(const std::string& file, const char* text)
{
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, text, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(db);
}

mode_t mode_of(const fs::path& path)
{
    struct stat what{};
    REQUIRE(::stat(path.c_str(), &what) == 0);
    return what.st_mode & 0777U;
}

}  // namespace

TEST_CASE("what was committed is there after closing and opening again")
{
    const folder here;
    {
        open_store s(here.url());
        CHECK(s.found.state.incidents().empty());
        world state = std::move(s.found.state);
        std::vector<int> done;
        for (int n = 1; n <= 20; ++n) {
            s.disk->commit(batch(state, n), [&done, n](const store_fault* fault) {
                CHECK(fault == nullptr);
                done.push_back(n);
            });
        }
        s.disk->close();
        s.loop.run();
        REQUIRE(done.size() == 20);
        CHECK(std::is_sorted(done.begin(), done.end()));
    }
    const open_store again(here.url());
    const world& state = again.found.state;
    REQUIRE(state.incidents().size() == 20);
    const incident* row = state.find_incident("SUP-INC-7");
    REQUIRE(row != nullptr);
    CHECK(row->summary == "it's \"down\" 🔥");
    CHECK(row->values.at("region") == "são paulo");
    CHECK(row->opened_at == noon + std::chrono::seconds(7));
    CHECK(state.deliveries().size() == 20);
    CHECK(state.find_delivery("d20")->words->text == "aberto");
    CHECK(state.numbers().delivery == 20);
    CHECK(state.chain().number == 20);
    CHECK(again.found.seen_keys.size() == 20);
}

TEST_CASE("a later batch replaces the rows of an earlier one")
{
    const folder here;
    {
        open_store s(here.url());
        world state = std::move(s.found.state);
        s.disk->commit(batch(state, 1), {});
        change_set changes(state, noon);
        changes.edit_incident("SUP-INC-1").state = incident_state::closed;
        changes.edit_delivery("d1").state = delivery_state::sent;
        s.disk->commit(batch_of(changes), {});
        s.disk->close();
    }
    const open_store again(here.url());
    CHECK(again.found.state.incidents().size() == 1);
    CHECK(again.found.state.find_incident("SUP-INC-1")->state == incident_state::closed);
    CHECK(again.found.state.find_delivery("d1")->state == delivery_state::sent);
}

TEST_CASE("a process that ends without closing loses nothing that was confirmed")
{
    const folder here;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // Confirms each batch to the parent after `done`, then dies in the middle of more commits.
        boost::asio::io_context loop{1};
        auto disk = store::open(here.url(), loop.get_executor());
        if (!disk) ::_exit(1);
        world state = (*disk)->load(noon).state;
        for (int n = 1; n <= 200; ++n) {
            (*disk)->commit(batch(state, n), [&ends, n](const store_fault* fault) {
                const auto byte = static_cast<char>(n);
                if (fault == nullptr && ::write(ends[1], &byte, 1) != 1) ::_exit(2);
                if (n >= 60) ::_exit(0);
            });
            if (n % 10 == 0) {
                loop.restart();
                loop.poll();
            }
        }
        loop.restart();
        auto keep = boost::asio::make_work_guard(loop);
        loop.run();
        ::_exit(3);
    }
    ::close(ends[1]);
    int confirmed = 0;
    char byte = 0;
    while (::read(ends[0], &byte, 1) == 1) confirmed = static_cast<unsigned char>(byte);
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WEXITSTATUS(status) == 0);
    REQUIRE(confirmed >= 60);

    const open_store again(here.url());
    const world& state = again.found.state;
    for (int n = 1; n <= confirmed; ++n) {
        CHECK(state.find_incident(fmt::format("SUP-INC-{}", n)) != nullptr);
        CHECK(state.find_delivery(fmt::format("d{}", n)) != nullptr);
    }
    // Whole batches only, and the numbers and the chain belong to the last of them.
    CHECK(state.incidents().size() == state.deliveries().size());
    CHECK(state.chain().number == static_cast<std::int64_t>(state.incidents().size()));
    CHECK(state.numbers().delivery == state.chain().number);
}

TEST_CASE("parked events stay until they are decided")
{
    const folder here;
    const auto parked = [](std::int64_t id) {
        store_batch out;
        out.at = noon;
        out.park = parked_event{.id = id, .event = {}, .at = noon};
        out.park->event.from.who = {"slack", "U1"};
        out.park->event.what = press{.action = "draft.approve", .value = fmt::format("D{}.1", id)};
        return out;
    };
    {
        open_store s(here.url());
        s.disk->commit(parked(1), {});
        s.disk->commit(parked(2), {});
        store_batch decided;
        decided.at = noon;
        decided.unpark = 1;
        s.disk->commit(decided, {});
        s.disk->close();
    }
    const open_store again(here.url());
    REQUIRE(again.found.parked.size() == 1);
    CHECK(again.found.parked[0].id == 2);
    CHECK(std::get<press>(again.found.parked[0].event.what).value == "D2.1");
    CHECK(again.found.parked[0].event.from.who.id == "U1");
}

TEST_CASE("addresses are written with their event, replaced by later ones and forgotten on demand")
{
    const folder here;
    const auto row = [](std::string connection, std::string key, std::string body) {
        return address{
            .platform = "p",
            .connection = std::move(connection),
            .key = std::move(key),
            .body = std::move(body)
        };
    };
    {
        open_store s(here.url());
        store_batch first;
        first.at = noon;
        first.addresses = {
            row("a", "room/1", "{\"n\":1}"), row("a", "room/2", "{}"), row("b", "room/1", "[]")
        };
        s.disk->commit(first, {});
        store_batch second;
        second.at = noon;
        second.addresses = {row("a", "room/1", "{\"n\":\"it's\"}"), row("a", "room/2", "")};
        s.disk->commit(second, {});
        s.disk->close();
    }
    const open_store again(here.url());
    REQUIRE(again.found.addresses.size() == 2);
    for (const address& a : again.found.addresses) {
        CHECK(a.platform == "p");
        CHECK(a.key == "room/1");
        CHECK(a.body == (a.connection == "a" ? "{\"n\":\"it's\"}" : "[]"));
    }
}

TEST_CASE("a store of the first version gains its addresses and keeps what it has")
{
    const folder here;
    world state;
    {
        open_store s(here.url());
        s.disk->commit(batch(state, 1), {});
        s.disk->close();
    }
    // What the first version left: every table but this one.
    run_sql(here.file(), "DROP TABLE addresses");
    run_sql(here.file(), "PRAGMA user_version = 1");
    open_store s(here.url());
    CHECK(s.found.state.incidents().size() == 1);
    CHECK(s.found.addresses.empty());
    store_batch more;
    more.at = noon;
    more.addresses = {{.platform = "p", .connection = "c", .key = "k", .body = "{}"}};
    s.disk->commit(more, {});
    s.disk->close();
    s.disk.reset();
    CHECK(open_store(here.url()).found.addresses.size() == 1);
}

TEST_CASE("keys are remembered for their time and forgotten after it")
{
    const folder here;
    {
        open_store s(here.url());
        store_batch old;
        old.at = noon - store::keep_seen - std::chrono::seconds(1);
        old.seen_keys = {"old"};
        store_batch fresh;
        fresh.at = noon - store::keep_seen + std::chrono::seconds(1);
        fresh.seen_keys = {"fresh"};
        s.disk->commit(old, {});
        s.disk->commit(fresh, {});
        s.disk->close();
    }
    {
        open_store s(here.url());
        REQUIRE(s.found.seen_keys.size() == 1);
        CHECK(s.found.seen_keys[0].first == "fresh");
        s.disk->forget_seen(noon);
        s.disk->close();
    }
    const open_store again(here.url());
    CHECK(again.found.seen_keys.empty());
}

TEST_CASE("the folder and every file belong to the owner alone")
{
    const folder here;
    const open_store s(here.url());
    CHECK(mode_of(here.path / "state") == 0700);
    for (const auto& each : fs::directory_iterator(here.path / "state")) {
        CHECK_MESSAGE(mode_of(each.path()) == 0600, each.path().string());
    }
}

TEST_CASE("a folder that others may look into is used and told")
{
    const folder here;
    const auto told_with = [&](fs::perms mode) {
        fs::create_directories(here.path / "state");
        fs::permissions(here.path / "state", mode);
        std::ostringstream lines;
        const auto before = spdlog::default_logger();
        spdlog::set_default_logger(
            std::make_shared<spdlog::logger>("t", std::make_shared<spdlog::sinks::ostream_sink_st>(lines))
        );
        CHECK(open_fault(here.url()).empty());
        spdlog::set_default_logger(before);
        return lines.str();
    };
    CHECK(
        told_with(fs::perms(0755)).find("has mode 0755, others of this machine may look in") !=
        std::string::npos
    );
    CHECK(told_with(fs::perms(0710)).find("chmod 0700") != std::string::npos);
    CHECK(told_with(fs::perms(0700)).empty());
}

TEST_CASE("a second daemon on the same store is refused, and welcome once the first is gone")
{
    const folder here;
    {
        const open_store s(here.url());
        CHECK(open_fault(here.url()).find("is in use by another incidentd") != std::string::npos);
    }
    CHECK(open_fault(here.url()).empty());
}

TEST_CASE("a store of a newer version is refused with the versions")
{
    const folder here;
    {
        const open_store s(here.url());
    }
    run_sql(here.file(), "PRAGMA user_version = 99");
    CHECK(open_fault(here.url()).find("newer incidentd (schema 99") != std::string::npos);
    const auto reader = store_reader::open(here.url());
    REQUIRE_FALSE(reader.has_value());
    CHECK(reader.error().message.find("newer incidentd") != std::string::npos);
}

TEST_CASE("an empty file is brought up to the present schema, once")
{
    const folder here;
    fs::create_directories(here.path / "state");
    std::ofstream(here.file()).close();
    const auto before = store_reader::open(here.url());
    REQUIRE_FALSE(before.has_value());
    CHECK(before.error().message.find("start the daemon once") != std::string::npos);
    CHECK(open_fault(here.url()).empty());
    CHECK(open_fault(here.url()).empty());
    CHECK(store_reader::open(here.url()).has_value());
}

TEST_CASE("what is no usable store is a fault that names the file")
{
    const folder here;
    fs::create_directories(here.path / "state");
    std::ofstream(here.file()) << std::string(8192, 'x');
    const std::string garbage = open_fault(here.url());
    CHECK(garbage.find(here.file()) != std::string::npos);
    CHECK(open_fault("sqlite:/proc/incidentd/x.db").find("/proc/incidentd/x.db") != std::string::npos);
    CHECK(open_fault("mysql:x").find("must be sqlite:") != std::string::npos);
    const auto reader = store_reader::open("sqlite:/nonexistent/x.db");
    REQUIRE_FALSE(reader.has_value());
    CHECK(reader.error().message.find("does not exist") != std::string::npos);
}

TEST_CASE("a damaged row is told with the file's name")
{
    const folder here;
    {
        const open_store s(here.url());
    }
    run_sql(here.file(), "INSERT INTO incidents (id, state, body) VALUES ('X', 'open', '{')");
    boost::asio::io_context loop;
    auto disk = store::open(here.url(), loop.get_executor());
    REQUIRE(disk.has_value());
    try {
        (*disk)->load(noon);
        FAIL("loaded a damaged row");
    } catch (const std::runtime_error& e) {
        CHECK(std::string(e.what()).find(here.file()) != std::string::npos);
    }
}

TEST_CASE("a failed commit is final: it and every later one are told")
{
    const folder here;
    open_store s(here.url());
    world state = std::move(s.found.state);
    run_sql(here.file(), "DROP TABLE audit");
    std::vector<std::string> faults;
    const auto note = [&](const store_fault* fault) { faults.push_back(fault ? fault->message : "none"); };
    s.disk->commit(batch(state, 1), note);
    store_batch harmless;
    harmless.at = noon;
    harmless.seen_keys = {"k"};
    s.disk->commit(harmless, note);
    s.disk->close();
    s.loop.run();
    REQUIRE(faults.size() == 2);
    CHECK(faults[0].find("a commit failed") != std::string::npos);
    CHECK(faults[0].find(here.file()) != std::string::npos);
    CHECK(faults[1] == faults[0]);
}

TEST_CASE("a reader sees the state and the chain beside the open store")
{
    const folder here;
    open_store s(here.url());
    world state = std::move(s.found.state);
    s.disk->commit(batch(state, 1), {});
    s.disk->commit(batch(state, 2), {});
    s.disk->close();
    const auto reader = store_reader::open(here.url());
    REQUIRE(reader.has_value());
    CHECK((*reader)->load_world().incidents().size() == 2);
    chain_head walked;
    (*reader)->each_audit_event({}, [&](const audit_event& event) { CHECK(follows(walked, event)); });
    CHECK(walked.number == 2);
    CHECK((*reader)->recorded_head().hash == walked.hash);
    int of_one = 0;
    (*reader)->each_audit_event("SUP-INC-2", [&](const audit_event& event) {
        ++of_one;
        CHECK(event.number == 2);
    });
    CHECK(of_one == 1);
}

TEST_CASE("the log gets room while nothing waits, and what is written over it is all there")
{
    const folder here;
    const auto log = here.file() + "-wal";
    const auto size = [&] {
        std::error_code ec;
        const auto n = fs::file_size(log, ec);
        return ec ? 0 : n;
    };
    {
        open_store s(here.url());
        world state = std::move(s.found.state);
        int done = 0;
        for (int n = 1; n <= 300; ++n) {
            s.disk->commit(batch(state, n), [&done](const store_fault* fault) { done += fault == nullptr; });
        }
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while ((size() < wal_room::bytes || done < 300) && std::chrono::steady_clock::now() < limit) {
            s.loop.restart();
            s.loop.run_for(std::chrono::milliseconds(5));
        }
        CHECK(done == 300);
        CHECK(size() >= wal_room::bytes);
        CHECK(size() < wal_room::bytes + (1U << 20));
        auto reader = store_reader::open(here.url());
        REQUIRE(reader.has_value());
        CHECK((*reader)->load_world().incidents().size() == 300);
        for (int n = 301; n <= 320; ++n) s.disk->commit(batch(state, n), {});
        s.disk->close();
    }
    const open_store again(here.url());
    CHECK(again.found.state.incidents().size() == 320);
}

TEST_CASE("a store that holds bytes which are no UTF-8 is opened all the same")
{
    folder dir;
    {
        open_store s(dir.url());
        world state;
        s.disk->commit(batch(state, 1), {});
        s.disk->close();
    }
    // As an older version wrote it: a word cut within a character.
    run_sql(
        dir.file(),
        "UPDATE incidents SET body = CAST(replace(CAST(body AS BLOB), x'C3A36F', x'C36F') AS TEXT)"
    );
    open_store again(dir.url());
    CHECK(again.found.state.find_incident("SUP-INC-1")->values.at("region") == "s\uFFFDo paulo");
    again.disk->close();
}
