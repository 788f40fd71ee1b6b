#include "adapters/sandbox/web/document_tree.hpp"
#include "adapters/sandbox/web/sample_tree.hpp"
#include "adapters/sandbox/web/shipped_texts.hpp"
#include "runbooks/library.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

using namespace adapters::sandbox;
using namespace adapters::sandbox::web;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

struct tree_stand {
    tests::loop loop;
    std::string root;
    std::unique_ptr<document_tree> tree;
    int changes = 0;

    tree_stand()
    {
        char name[] = "/tmp/incidentd-test-XXXXXX";
        root = ::mkdtemp(name);
    }
    ~tree_stand() { fs::remove_all(root); }

    void write(const std::string& path, const std::string& text) const
    {
        fs::create_directories((fs::path(root) / path).parent_path());
        std::ofstream(fs::path(root) / path, std::ios::binary) << text;
    }

    void run(std::function<asio::awaitable<void>()> script)
    {
        tree = std::make_unique<document_tree>(loop.executor(), loop.time, root);
        tree->on_change = [this] { ++changes; };
        tree->start();
        loop.run([](tree_stand& s, std::function<asio::awaitable<void>()> what) -> asio::awaitable<void> {
            co_await what();
            co_await s.tree->stop();
        }(*this, std::move(script)));
    }

    asio::awaitable<void> until(std::function<bool()> holds)
    {
        while (!holds()) co_await loop.time.sleep_for(5ms);
    }
};

std::string status_of(const json::array& files, std::string_view path)
{
    for (const auto& f : files)
        if (text_at(f.as_object(), "path") == path) return std::string(f.at("status").as_string());
    return {};
}

}  // namespace

TEST_CASE("what is written, changed and removed in the tree is noticed, also in folders that are new")
{
    tree_stand s;
    s.write("docs/plan.md", "one\ntwo\n");
    s.write("docs/old.md", "old\n");
    s.run([&]() -> asio::awaitable<void> {
        CHECK(s.tree->changed().empty());
        s.write("docs/support/approvals/2026-11-25-x.md", "# Record\n");
        co_await s.until([&] {
            return status_of(s.tree->changed(), "docs/support/approvals/2026-11-25-x.md") == "added";
        });
        s.write("docs/plan.md", "one\nzwei\n");
        co_await s.until([&] { return status_of(s.tree->changed(), "docs/plan.md") == "changed"; });
        fs::remove(s.root + "/docs/old.md");
        co_await s.until([&] { return status_of(s.tree->changed(), "docs/old.md") == "removed"; });
        CHECK(s.changes >= 3);
        CHECK(s.tree->newest_added("docs/support/approvals/") == "docs/support/approvals/2026-11-25-x.md");
        CHECK_FALSE(s.tree->newest_added("docs/other/"));
        const auto list = co_await s.tree->list();
        CHECK(list.at("files").as_array().size() == 3);
        const auto diff = co_await s.tree->diff("docs/plan.md");
        REQUIRE(diff.has_value());
        const auto& lines = diff->at("hunks").as_array().at(0).at("lines").as_array();
        CHECK(lines.at(1).at("op") == "-");
        CHECK(lines.at(2).at("text") == "zwei");
        const auto gone = co_await s.tree->diff("docs/old.md");
        REQUIRE(gone.has_value());
        CHECK(gone->at("status") == "removed");
        CHECK(gone->at("hunks").as_array().at(0).at("lines").as_array().at(0).at("op") == "-");
        // Written back as it was: nothing differs any more.
        s.write("docs/plan.md", "one\ntwo\n");
        co_await s.until([&] { return status_of(s.tree->changed(), "docs/plan.md").empty(); });
    });
}

TEST_CASE("nothing outside the tree is shown, nor hidden files, links or what is no text")
{
    tree_stand s;
    s.write("plain.md", "text");
    s.write(".git/config", "secret");
    s.write("image.bin", std::string("\x00\xFF\xFE", 3));
    s.write("latin1.txt", "a\xE7\xE3o");
    fs::create_symlink("/etc/passwd", s.root + "/link.md");
    fs::create_directory_symlink("/etc", s.root + "/linked");
    s.run([&]() -> asio::awaitable<void> {
        const auto list = co_await s.tree->list();
        CHECK(list.at("files").as_array().size() == 1);
        for (const std::string path :
             {"../etc/passwd", "/etc/passwd", ".git/config", "link.md", "linked/passwd", "image.bin", "", "."
             }) {
            CAPTURE(path);
            CHECK_FALSE((co_await s.tree->file(path)).has_value());
            CHECK_FALSE((co_await s.tree->diff(path)).has_value());
        }
        const auto good = co_await s.tree->file("plain.md");
        REQUIRE(good.has_value());
        CHECK(good->at("text") == "text");
    });
}

TEST_CASE("a large file is shown in part and not compared")
{
    tree_stand s;
    s.write("large.md", std::string(700 * 1024, 'x') + "ção");
    s.run([&]() -> asio::awaitable<void> {
        const auto seen = co_await s.tree->file("large.md");
        REQUIRE(seen.has_value());
        CHECK(seen->at("text").as_string().size() == 512 * 1024);
        CHECK(seen->at("left_off").to_number<std::size_t>() == 700 * 1024 + 5 - 512 * 1024);
        const auto diff = co_await s.tree->diff("large.md");
        REQUIRE(diff.has_value());
        CHECK(diff->at("too_large").as_bool());
    });
}

TEST_CASE("the sample tree is written whole and its runbooks lint clean in both languages")
{
    for (const auto language : {bot::language::pt_br, bot::language::en}) {
        tree_stand s;
        REQUIRE(write_sample_tree(s.root, language).has_value());
        for (const shipped_document& d : sample_documents())
            CHECK(fs::is_regular_file(fs::path(s.root) / d.path));
        std::vector<runbooks::runbook> books;
        for (const auto& file : fs::directory_iterator(s.root + "/quality/observability/runbooks")) {
            std::ifstream in(file.path());
            const std::string text(std::istreambuf_iterator<char>(in), {});
            auto parsed = runbooks::parse(file.path().filename().string(), text);
            for (const auto& fault : parsed.diagnostics) FAIL_CHECK(runbooks::to_string(fault));
            books.push_back(std::move(parsed.book));
        }
        CHECK(books.size() == 5);
        const auto built = runbooks::library::build(std::move(books));
        REQUIRE(built.ok());
        CHECK_FALSE(built.books.stages().empty());
    }
}
