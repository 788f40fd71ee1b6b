#include "adapters/daemon/rules_in_force.hpp"

#include "tests/support/engine_stand.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <stdexcept>

using namespace tests;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
namespace daemon_side = adapters::daemon;

namespace {

constexpr const char* one_stage = "```message stage=progress_update channel=any\n{incident_id}\n```\n";
constexpr const char* two_stages =
    "```message stage=progress_update channel=any\n{incident_id}\n```\n"
    "```message stage=resolution channel=any\n{incident_id}\n```\n";
constexpr const char* broken = "```message stage=progress_update channel=any\n{incident_id!r}\n```\n";

struct tree {
    fs::path path;
    tree()
    {
        std::string name = (fs::temp_directory_path() / "rules-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
        fs::create_directories(path / "runbooks");
    }
    ~tree() { fs::remove_all(path); }
    void put(const std::string& file, const std::string& text) const
    {
        std::ofstream(path / "fresh", std::ios::binary) << text;
        fs::rename(path / "fresh", path / file);
    }
    std::string config(const std::string& locale) const
    {
        return "[daemon]\ndocuments = \"" + path.string() + "\"\nlocale = \"" + locale +
               "\"\n[runbooks]\npaths = [\"runbooks/*.md\"]\n[ops]\ndestination = \"ops\"\n"
               "[[slack]]\nname = \"acme\"\napp_token = \"env:A\"\nbot_token = \"env:B\"\n"
               "[[destination]]\nname = \"ops\"\nslack = { workspace = \"acme\", channel = \"C0OPS\" }\n";
    }
};

// The rules of a tree on disk, and an engine that works by them.
struct stand {
    tree on_disk;
    engine_stand s;
    int read = 0;  // configurations, as told afterwards
    int reads_that_throw = 0;
    std::unique_ptr<daemon_side::rules_in_force> rules;

    explicit stand(const std::string& runbook = one_stage)
    {
        on_disk.put("runbooks/book.md", runbook);
        on_disk.put("incidentd.toml", on_disk.config("en"));
        auto config = bot::load_config((on_disk.path / "incidentd.toml").string());
        REQUIRE(config.has_value());
        rules = std::make_unique<daemon_side::rules_in_force>(
            daemon_side::rules_in_force::parts{
                .executor = s.io.get_executor(),
                .time = s.time,
                .pool = s.files,
                .on_config_read =
                    [this] {
                        if (reads_that_throw > 0 && reads_that_throw-- > 0) throw std::logic_error("a bug");
                        ++read;
                    }
            },
            std::move(*config)
        );
        s.start();
        s.tasks.spawn("first", first());
        settle();
        s.tasks.spawn("reload", rules->read_what_is_wanted());
        s.tasks.spawn("watch", rules->watch_runbooks());
        settle();
    }
    ~stand()
    {
        s.tasks.cancel();
        settle();
    }
    boost::asio::awaitable<void> first()
    {
        const auto snapshot = co_await rules->read_first();
        CHECK(s.engine->reload(snapshot));
        rules->serve(*s.engine);
    }
    // What the pool does, and what the loop makes of it.
    void settle()
    {
        for (int turn = 0; turn < 5; ++turn) {
            s.time.settle();
            std::promise<void> done;
            boost::asio::post(s.files, [&done] { done.set_value(); });
            done.get_future().wait();
        }
        s.time.settle();
    }
    void pass(bot::clock::duration d)
    {
        s.time.advance(d);
        settle();
    }
    std::size_t stages() const { return s.engine->current()->books.stages().size(); }
    std::size_t lines() const
    {
        std::size_t n = 0;
        for (const auto& [id, row] : s.engine->state().deliveries()) n += row.channel.id == "C0OPS" ? 1 : 0;
        return n;
    }
};

// No file can be opened while it lives.
class no_descriptors {
public:
    no_descriptors()
    {
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        REQUIRE(next >= 0);
        ::close(next);
        rlimit now = before_;
        now.rlim_cur = static_cast<rlim_t>(next);
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &now) == 0);
    }
    ~no_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    no_descriptors(const no_descriptors&) = delete;
    no_descriptors& operator=(const no_descriptors&) = delete;

private:
    rlimit before_{};
};

}  // namespace

TEST_CASE(
    "a runbook that changes on disk is read anew, one with errors leaves the old one and is told to ops once"
)
{
    stand on;
    CHECK(on.stages() == 1);
    on.on_disk.put("runbooks/book.md", two_stages);
    on.settle();
    on.pass(200ms);
    CHECK(on.stages() == 2);
    CHECK(on.rules->warnings().empty());
    on.on_disk.put("runbooks/book.md", broken);
    on.settle();
    on.pass(200ms);
    CHECK(on.stages() == 2);
    CHECK(on.rules->warnings().size() == 1);
    CHECK(on.lines() == 1);
    on.rules->want_config();
    on.settle();
    CHECK(on.read == 1);
    CHECK(on.lines() == 1);
}

TEST_CASE(
    "a configuration is taken up whole or not at all, and whoever waits for its reading is told either way"
)
{
    stand on;
    on.on_disk.put("incidentd.toml", on.on_disk.config("pt-BR"));
    on.rules->want_config();
    CHECK(on.rules->core().locale == "en");  // nothing is read on the caller's time
    on.settle();
    CHECK(on.rules->core().locale == "pt-BR");
    CHECK(on.s.engine->current()->config.locale == "pt-BR");
    CHECK(on.read == 1);
    on.on_disk.put("incidentd.toml", on.on_disk.config("xx") + "nonsense = 1\n");
    on.rules->want_config();
    on.settle();
    CHECK(on.rules->core().locale == "pt-BR");
    CHECK(on.read == 2);
}

TEST_CASE("after a throw while reading, what is wanted next is read all the same")
{
    stand on;
    on.reads_that_throw = 1;
    on.rules->want_config();
    on.settle();
    CHECK(on.read == 0);
    on.on_disk.put("runbooks/book.md", two_stages);
    on.rules->want_config();
    on.pass(5s);
    CHECK(on.read == 1);
    CHECK(on.stages() == 2);
    CHECK(on.s.running("reload") == 1);
}

TEST_CASE("a watch that cannot be set up is tried again, and what was saved meanwhile is read")
{
    auto on = std::make_unique<stand>();
    on->s.tasks.cancel();
    on->settle();
    bot::task_group tasks(on->s.io.get_executor());
    {
        const no_descriptors none;
        tasks.spawn("watch", on->rules->watch_runbooks());
        on->settle();
    }
    CHECK(tasks.size() == 1);
    tasks.spawn("reload", on->rules->read_what_is_wanted());
    on->on_disk.put("runbooks/book.md", two_stages);
    on->settle();
    CHECK(on->stages() == 1);
    on->pass(5s);
    CHECK(on->stages() == 2);
    on->on_disk.put("runbooks/book.md", one_stage);
    on->settle();
    on->pass(200ms);
    CHECK(on->stages() == 1);
    tasks.cancel();
    on->settle();
    CHECK(tasks.size() == 0);
}

TEST_CASE("a directory of runbooks that cannot be watched is named, and read and watched once it is there")
{
    tree away;
    stand st;
    const auto later = st.on_disk.path / "later";
    auto config = st.on_disk.config("en");
    const std::string before = "paths = [\"runbooks/*.md\"]";
    config.replace(config.find(before), before.size(), "paths = [\"runbooks/*.md\", \"later/*.md\"]");
    st.on_disk.put("incidentd.toml", config);
    st.rules->want_config();
    st.settle();
    REQUIRE(st.rules->unwatched().size() == 1);
    CHECK(st.rules->unwatched()[0].find("later: No such file or directory") != std::string::npos);
    std::filesystem::create_directory(later);
    st.on_disk.put("later/more.md", "```message stage=resolution channel=any\n{incident_id}\n```\n");
    st.pass(61s);
    CHECK(st.rules->unwatched().empty());
    CHECK(st.stages() == 2);
}
