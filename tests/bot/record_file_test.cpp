#include "bot/record_file.hpp"

#include "bot/content_hash.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fs = std::filesystem;
using bot::record_refusal;

namespace {

struct tree {
    fs::path root;
    bot::approval_record record;

    tree()
    {
        std::string name = (fs::temp_directory_path() / "records-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        root = name;
        record.path = "docs/support/approvals/r.md";
        record.identity = "- D1.1 abc";
        record.deliveries_heading = "## Deliveries";
        say("⏳ on its way", "");
    }
    ~tree() { fs::remove_all(root); }
    tree(const tree&) = delete;
    tree& operator=(const tree&) = delete;

    void say(const std::string& state, const std::string& link)
    {
        record.deliveries = {{"- **a:**", "- **a:** " + state, link}};
        record.text = "# R\n" + record.identity + "\n\n## Deliveries\n\n" + record.deliveries[0].text + "\n";
    }
    fs::path file() const { return root / record.path; }
    std::string content() const
    {
        std::ifstream in(file());
        std::stringstream all;
        all << in.rdbuf();
        return all.str();
    }
    void put(const std::string& text) const
    {
        fs::create_directories(file().parent_path());
        std::ofstream(file()) << text;
    }
    boost::system::result<bot::record_written, bot::record_fault> write(const std::string& known = {}) const
    {
        return bot::write_record(root.string(), record, known);
    }
    std::string written(const std::string& known = {}) const
    {
        const auto done = write(known);
        REQUIRE(done.has_value());
        return done->sha256;
    }
    record_refusal refused(const std::string& known = {}) const
    {
        const auto done = write(known);
        REQUIRE_FALSE(done.has_value());
        CHECK_FALSE(done.error().message.empty());
        return done.error().why;
    }
};

}  // namespace

TEST_CASE("a record is written whole, mode 0644, and nothing else is left there")
{
    tree t;
    const auto mask = ::umask(0077);
    const auto sha = t.written();
    ::umask(mask);
    CHECK(t.content() == t.record.text);
    CHECK(sha == bot::sha256_hex(t.record.text));
    struct stat status{};
    REQUIRE(::stat(t.file().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0644);
    CHECK(std::distance(fs::directory_iterator(t.file().parent_path()), fs::directory_iterator()) == 1);
}

TEST_CASE("its second version replaces the first when nobody touched it")
{
    tree t;
    const auto sha = t.written();
    t.say("✅ posted — https://x/1", "https://x/1");
    const auto done = t.write(sha);
    REQUIRE(done.has_value());
    CHECK_FALSE(done->merged);
    CHECK(t.content() == t.record.text);
}

TEST_CASE("what a person added meanwhile stays")
{
    tree t;
    const auto sha = t.written();
    t.put(t.content() + "\nNote by Ana.\n");
    t.say("✅ posted — https://x/1", "https://x/1");
    const auto done = t.write(sha);
    REQUIRE(done.has_value());
    CHECK(done->merged);
    CHECK(t.content().find("Note by Ana.") != std::string::npos);
    CHECK(t.content().find("https://x/1") != std::string::npos);
    CHECK(t.content().find("⏳") == std::string::npos);
    CHECK(done->sha256 == bot::sha256_hex(t.content()));
}

TEST_CASE("writing again after a crash that forgot the first write is harmless")
{
    tree t;
    const auto sha = t.written();
    CHECK(t.written() == sha);
    t.say("✅ posted — https://x/1", "https://x/1");
    t.written();  // known hash lost: recognised by its identity
    CHECK(t.content().find("https://x/1") != std::string::npos);
}

TEST_CASE("somebody else's file of that name is never overwritten")
{
    tree t;
    t.put("# by hand\n");
    CHECK(t.refused() == record_refusal::taken);
    CHECK(t.content() == "# by hand\n");
}

TEST_CASE("a record edited beyond recognition or removed is left so, and that is said")
{
    tree t;
    const auto sha = t.written();
    SUBCASE("edited")
    {
        t.put("all new\n");
        CHECK(t.refused(sha) == record_refusal::edited);
        CHECK(t.content() == "all new\n");
    }
    SUBCASE("removed")
    {
        fs::remove(t.file());
        CHECK(t.refused(sha) == record_refusal::removed);
        CHECK_FALSE(fs::exists(t.file()));
    }
}

TEST_CASE("no path leaves the tree")
{
    tree t;
    for (const auto* path :
         {"../x.md", "docs/../../x.md", "/etc/x.md", "", "docs//x.md", "./x.md", "docs/", "."}) {
        CAPTURE(path);
        t.record.path = path;
        CHECK(t.refused() == record_refusal::unsafe);
    }
}

TEST_CASE("no link is followed, neither as a folder nor as the file, and no other kind of file is written to")
{
    tree t;
    tree outside;
    SUBCASE("folder")
    {
        fs::create_directory_symlink(outside.root, t.root / "docs");
    }
    SUBCASE("file")
    {
        std::ofstream(outside.root / "victim") << "untouched";
        fs::create_directories(t.file().parent_path());
        fs::create_symlink(outside.root / "victim", t.file());
    }
    SUBCASE("pipe")
    {
        fs::create_directories(t.file().parent_path());
        REQUIRE(::mkfifo(t.file().c_str(), 0600) == 0);
    }
    CHECK(t.refused() == record_refusal::unsafe);
    CHECK(std::distance(fs::directory_iterator(outside.root), fs::directory_iterator()) <= 1);
    if (fs::exists(outside.root / "victim")) CHECK(fs::file_size(outside.root / "victim") == 9);
}

TEST_CASE("a half-written file of a crash is cleared away")
{
    tree t;
    fs::create_directories(t.file().parent_path());
    std::ofstream(t.file().parent_path() / ".r.md.incidentd") << "half";
    t.written();
    CHECK(t.content() == t.record.text);
    CHECK(std::distance(fs::directory_iterator(t.file().parent_path()), fs::directory_iterator()) == 1);
}

TEST_CASE("a tree that is not there is a failure worth trying again")
{
    tree t;
    const auto done = bot::write_record((t.root / "gone").string(), t.record, "");
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().why == record_refusal::failed);
}
