#include "bot/record_writer.hpp"

#include "tests/support/engine_stand.hpp"
#include "tests/support/world_copy.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <stdexcept>

using namespace tests;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

fs::path fresh_directory()
{
    std::string name = (fs::temp_directory_path() / "record-writer-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    return name;
}

// A rejected draft, whose record is due, and a writer of its own.
struct writer_stand {
    fs::path root = fresh_directory();
    boost::asio::io_context io{1};
    hand_clock time{io};
    pending_draft begin_with;
    memory_store disk{io};
    bot::task_group tasks{io.get_executor()};
    boost::asio::thread_pool files{1};
    bot::journal log{io.get_executor(), time, disk, decided()};
    std::shared_ptr<const bot::snapshot> snapshot = std::make_shared<const bot::snapshot>(
        begin_with.config, pending_draft::make_books(), begin_with.limits
    );
    int snapshots_that_throw = 0;
    bot::record_writer writer{log, time, tasks, files, [this] {
                                  if (snapshots_that_throw > 0 && snapshots_that_throw-- > 0)
                                      throw std::logic_error("a broken rule");
                                  return snapshot;
                              }};

    ~writer_stand()
    {
        tasks.cancel();
        time.settle();
        files.join();
        CHECK(tasks.size() == 0);
        fs::remove_all(root);
    }
    bot::world decided()
    {
        begin_with.config.documents.root = root.string();
        begin_with.reject(begin_with.renata);
        return tests::copy_of(begin_with.state);
    }
    // The files of the loop's work, and what the loop makes of them.
    void settle()
    {
        for (int turn = 0; turn < 3; ++turn) {
            time.settle();
            std::promise<void> done;
            boost::asio::post(files, [&done] { done.set_value(); });
            done.get_future().wait();
        }
        time.settle();
    }
    fs::path record() const { return root / log.state().find_draft("D1")->record_path; }
};

}  // namespace

TEST_CASE("a record that cannot be composed is said, and written once it can be: the keeping goes on")
{
    writer_stand s;
    REQUIRE(s.log.state().find_draft("D1")->record_due == 1);
    s.snapshots_that_throw = 2;
    s.writer.resume();
    s.settle();
    CHECK(s.writer.trouble().find("D1") != std::string::npos);
    CHECK_FALSE(fs::exists(s.record()));
    CHECK(s.writer.under_way() == 1);
    s.time.advance(5s);
    s.settle();
    CHECK(s.snapshots_that_throw == 0);
    CHECK_FALSE(fs::exists(s.record()));
    s.time.advance(5s);
    s.settle();
    CHECK(fs::exists(s.record()));
    CHECK(s.writer.written() == 1);
    CHECK(s.writer.trouble().empty());
    CHECK(s.writer.under_way() == 0);
}
