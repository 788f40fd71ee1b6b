#include "bot/config/secret.hpp"

#include "bot/config/run_command.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>
#include <sys/stat.h>
#include <chrono>
#include <thread>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <type_traits>

using namespace bot;

namespace {

struct folder {
    std::filesystem::path path;
    folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "incidentd-secret-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~folder() { std::filesystem::remove_all(path); }
    std::string write(const std::string& name, const std::string& text, mode_t mode) const
    {
        const auto file = path / name;
        std::ofstream(file) << text;
        ::chmod(file.c_str(), mode);
        return file.string();
    }
};

std::string value_of(const std::string& ref, const secret_sources& from = {})
{
    const auto got = resolve({ref}, from);
    return got ? std::string(got->reveal()) : "fault: " + got.error().message;
}

}  // namespace

static_assert(!fmt::is_formattable<secret>::value);
static_assert(!std::is_convertible_v<secret, std::string>);

TEST_CASE("an environment variable gives its value")
{
    const secret_sources from{
        .environment = [](const char* name) { return std::string_view(name) == "TOKEN" ? "t0k" : nullptr; },
        .credentials_directory = {}
    };
    CHECK(value_of("env:TOKEN", from) == "t0k");
    CHECK(value_of("env:OTHER", from) == "fault: secret env:OTHER: the environment variable is not set");
}

TEST_CASE("a file gives its text without the last line break, and only while nobody else may read it")
{
    const folder here;
    CHECK(value_of("file:" + here.write("a", "t0k\n", 0600)) == "t0k");
    CHECK(value_of("file:" + here.write("b", "one\ntwo\n", 0400)) == "one\ntwo");
    for (const mode_t mode : {0640U, 0604U, 0620U}) {
        const std::string fault = value_of("file:" + here.write(fmt::format("m{}", mode), "t0k", mode));
        CHECK(fault.find("chmod 600") != std::string::npos);
        CHECK(fault.find("t0k") == std::string::npos);
    }
    CHECK(value_of("file:" + here.write("empty", "\n", 0600)).find("is empty") != std::string::npos);
    CHECK(
        value_of("file:" + here.write("large", std::string(secret_limit + 1, 'x'), 0600)).find("larger") !=
        std::string::npos
    );
    CHECK(value_of("file:" + here.path.string()).find("not a regular file") != std::string::npos);
    CHECK(value_of("file:/nonexistent/x").find("cannot be opened") != std::string::npos);
}

TEST_CASE("a credential is read from systemd's folder and nowhere else")
{
    const folder here;
    here.write("slack", "t0k", 0440);
    const secret_sources from{.environment = {}, .credentials_directory = here.path.string()};
    CHECK(value_of("credential:slack", from) == "t0k");
    CHECK(value_of("credential:../slack", from).starts_with("fault: "));
    CHECK(value_of("credential:slack").find("LoadCredential") != std::string::npos);
}

TEST_CASE("a command gives what it prints, without a shell")
{
    CHECK(value_of("exec:printf %s t0k") == "t0k");
    CHECK(value_of("exec:echo $HOME ; true") == "$HOME ; true");
    CHECK(value_of("exec:printf %s 'two words'") == "two words");
    CHECK(value_of("exec:false") == "fault: secret exec:false: the command ended with 1");
    CHECK(value_of("exec:/nonexistent/tool").find("cannot be run") != std::string::npos);
}

TEST_CASE("nothing that a command said reaches the fault")
{
    const std::string fault = value_of("exec:sh -c 'echo verysec\"\"ret; echo verysec\"\"ret >&2; exit 3'");
    CHECK(fault.find("ended with 3") != std::string::npos);
    CHECK(fault.find("verysecret") == std::string::npos);
}

TEST_CASE("a command that hangs or floods is ended")
{
    secret_sources hasty;
    hasty.patience = std::chrono::milliseconds(1);
    CHECK(value_of("exec:sleep 60", hasty).find("took too long") != std::string::npos);
    CHECK(value_of("exec:cat /dev/zero").find("printed too much") != std::string::npos);
}

TEST_CASE("command lines split at spaces, quotes hold words together")
{
    CHECK(
        split_command("a  b\t'c d' \"e'f\" g''h ''") ==
        std::vector<std::string>{"a", "b", "c d", "e'f", "gh", ""}
    );
    CHECK(split_command("  ").empty());
}

TEST_CASE("a secret is asked for once, and again after it was rejected")
{
    int asked = 0;
    secret_cache cache(
        {.environment =
             [&](const char*) {
                 ++asked;
                 return asked == 1 ? "old" : "new";
             },
         .credentials_directory = {}}
    );
    CHECK(cache.get({"env:T"})->reveal() == "old");
    CHECK(cache.get({"env:T"})->reveal() == "old");
    CHECK(asked == 1);
    cache.forget({"env:T"});
    CHECK(cache.get({"env:T"})->reveal() == "new");
    CHECK(asked == 2);
}

TEST_CASE("after forget_all() every secret is asked for again, also one that was being fetched meanwhile")
{
    int value = 1;
    secret_cache* held = nullptr;
    std::string now;
    secret_cache cache(
        {.environment = [&](const char* name) -> const char* {
             if (std::string_view(name) == "SLOW" && value == 1) {
                 value = 2;
                 held->forget_all();  // a SIGHUP comes while this is under way
                 return "1";
             }
             now = std::to_string(value);
             return now.c_str();
         },
         .credentials_directory = {}}
    );
    held = &cache;
    CHECK(cache.get({"env:SLOW"})->reveal() == "1");
    CHECK(cache.get({"env:SLOW"})->reveal() == "2");
    value = 3;
    CHECK(cache.get({"env:SLOW"})->reveal() == "2");
    cache.forget_all();
    CHECK(cache.get({"env:SLOW"})->reveal() == "3");
}

TEST_CASE("what waiting cannot mend is told apart from what may pass")
{
    const secret_sources from{
        .environment = [](const char* name) { return std::string_view(name) == "EMPTY" ? "" : nullptr; },
        .credentials_directory = {}
    };
    for (const auto* ref : {"env:NOT_SET", "env:EMPTY", "credential:x", "nonsense"})
        CHECK_MESSAGE(resolve({ref}, from).error().is_lasting, ref);
    for (const auto* ref : {"file:/nowhere/at/all", "exec:/nowhere/at/all"})
        CHECK_MESSAGE(!resolve({ref}, from).error().is_lasting, ref);
}

TEST_CASE("a secret that was moved from is empty")
{
    secret a{std::string("t0k")};
    const secret b = std::move(a);
    CHECK(b.reveal() == "t0k");
    CHECK(a.empty());  // NOLINT(bugprone-use-after-move): that is the point
}

TEST_CASE("a fault of an exec: secret names its program and none of its arguments")
{
    CHECK(shown({"exec:vault read -token=s3cr3t slack"}) == "exec:vault …");
    CHECK(shown({"exec:/usr/bin/pass"}) == "exec:/usr/bin/pass");
    CHECK(shown({"env:TOKEN"}) == "env:TOKEN");
    const std::string fault = value_of("exec:sh -c 'exit 3' s3cr3t");
    CHECK(fault == "fault: secret exec:sh …: the command ended with 3");
}

TEST_CASE("commands end at once when the process is ending, and none is started any more")
{
    secret_cache cache(secret_sources{});
    const auto began = std::chrono::steady_clock::now();
    std::thread ending([&cache] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        cache.stop();
    });
    const auto cut = cache.get({"exec:sh -c 'echo half; sleep 60'"});
    const auto refused = cache.get({"exec:echo whole"});
    ending.join();
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
    REQUIRE(!cut);
    CHECK(cut.error().message.find("the daemon is ending") != std::string::npos);
    REQUIRE(!refused);
    CHECK(refused.error().message.find("the daemon is ending") != std::string::npos);
}
