// How the daemon ends when something that it waits for hangs.
#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>

using namespace tests;

namespace {

const std::string billing = "C0BILLING";
const std::string status = "C0STATUS";

// A folder that somebody else holds the lock of: a write below it hangs, as on a file server that went away.
class held_folder {
public:
    explicit held_folder(const std::filesystem::path& where)
    {
        std::filesystem::create_directories(where);
        fd_ = ::open(where.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        REQUIRE(::flock(fd_, LOCK_EX) == 0);
    }
    ~held_folder() { ::close(fd_); }
    held_folder(const held_folder&) = delete;
    held_folder& operator=(const held_folder&) = delete;

private:
    int fd_ = -1;
};

}  // namespace

TEST_CASE("SIGTERM ends it within ten seconds while a secret manager hangs, and takes that with it")
{
    const auto pid_file =
        std::filesystem::temp_directory_path() / ("incidentd-e2e-manager-" + std::to_string(::getpid()));
    std::filesystem::remove(pid_file);
    const std::string script = "echo $$ > " + pid_file.string() + "; exec sleep 600";
    stand s({.bot_token_reference = "exec:sh -c '" + script + "' s3cr3t-argument"});
    s.launch();
    REQUIRE(eventually([&] { return file_text(pid_file).ends_with("\n"); }));
    const auto began = std::chrono::steady_clock::now();
    CHECK(s.stop() == 0);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
    const auto manager = static_cast<pid_t>(std::stoi(file_text(pid_file)));
    CHECK(eventually([&] { return ::kill(manager, 0) != 0; }));
    CHECK(s.log().find("s3cr3t-argument") == std::string::npos);
    std::filesystem::remove(pid_file);
}

TEST_CASE("SIGTERM ends it while the URL of an approved post is waited for, and the next start posts it, once"
)
{
    const std::string general = "C0GERAL";
    stand s({.destination_channel = "", .webhook_channel = general});
    const auto pid_file = s.directory() / "manager.pid";
    const auto manager = "exec:sh -c 'echo $$ > " + pid_file.string() + "; exec sleep 600'";
    s.append_to_config("[defaults]\ndestinations = [\"stakeholders\"]\n");
    s.replace_in_config("\"env:STAKEHOLDERS_WEBHOOK\"", "\"" + manager + "\"");
    REQUIRE(s.start());
    REQUIRE(accepted(s.slash("U0ANA", billing, "/incident open Parado mitigation_actions=Desvio")));
    const auto preview = s.message(billing, "incidentd_preview");
    REQUIRE(!preview.empty());
    REQUIRE(accepted(s.press("U0RENATA", billing, preview, "draft.approve")));
    REQUIRE(eventually([&] { return file_text(pid_file).ends_with("\n"); }));
    const auto began = std::chrono::steady_clock::now();
    CHECK(s.stop() == 0);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
    CHECK(s.messages(general, "", "Parado").empty());
    s.replace_in_config("\"" + manager + "\"", "\"env:STAKEHOLDERS_WEBHOOK\"");
    REQUIRE(s.start());
    CHECK(!s.message(general, "", "Parado").empty());
    CHECK(s.stop() == 0);
    CHECK(s.messages(general, "", "Parado").size() == 1);
}

TEST_CASE("SIGTERM ends it within ten seconds while a record cannot be written, and the next start writes it")
{
    stand s;
    REQUIRE(s.start());
    const auto records = s.documents() / "docs" / "support" / "approvals";
    {
        const held_folder hangs(records);
        REQUIRE(accepted(s.slash("U0ANA", billing, "/incident open Parado mitigation_actions=Desvio")));
        const auto preview = s.message(billing, "incidentd_preview");
        REQUIRE(!preview.empty());
        REQUIRE(accepted(s.press("U0RENATA", billing, preview, "draft.approve")));
        REQUIRE(!s.message(status, "incidentd_post").empty());
        const auto began = std::chrono::steady_clock::now();
        CHECK(s.stop() == 0);
        CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
        CHECK(s.log().find("left behind") != std::string::npos);
    }
    REQUIRE(s.start());
    CHECK(eventually([&] { return !std::filesystem::is_empty(records); }));
    CHECK(s.stop() == 0);
    CHECK(s.messages(status, "incidentd_post").size() == 1);
}
