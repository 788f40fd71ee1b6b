#include "bot/cli/control_socket.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace bot;
using namespace bot::cli;
namespace asio = boost::asio;

namespace {

struct folder {
    std::filesystem::path path;
    folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "incidentd-ctl-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~folder() { std::filesystem::remove_all(path); }
};

asio::awaitable<control_answer> echo(control_request request)
{
    co_return control_answer{
        .done = request.what == control_request::verb::settle, .text = request.delivery_id + "\nseen"
    };
}

asio::awaitable<void> serve(std::string path, bot::clock& time, task_group& tasks)
{
    co_await serve_control(std::move(path), time, tasks, echo);
}

}  // namespace

TEST_CASE("requests and answers survive their line, anything else is refused")
{
    const control_request request{.what = control_request::verb::resend, .delivery_id = "d17"};
    CHECK(to_line(request) == "resend d17\n");
    REQUIRE(parse_control_request("settle d17").has_value());
    CHECK(parse_control_request("settle d17")->what == control_request::verb::settle);
    for (const char* bad : {"", "settle", "settle ", "settle d 1", "drop d1", "resend"}) {
        CHECK_FALSE(parse_control_request(bad).has_value());
    }
    CHECK_FALSE(parse_control_request("settle " + std::string(65, 'd')).has_value());
    CHECK(to_line(control_answer{.done = true, .text = "a\nb"}) == "ok a b\n");
    CHECK(parse_control_answer("no x")->text == "x");
    CHECK_FALSE(parse_control_answer("maybe").has_value());
    CHECK(control_path("sqlite:/var/x.db") == "/var/x.db.sock");
    CHECK(control_path("postgresql://h/d").empty());
}

TEST_CASE("a daemon answers over its socket, beside peers that say nothing or nonsense")
{
    const folder here;
    const std::string path = (here.path / "x.sock").string();
    std::ofstream(path) << "left by a dead daemon";
    asio::io_context loop(1);
    real_clock time;
    task_group tasks(loop.get_executor());
    REQUIRE(tasks.spawn("control socket", serve(path, time, tasks)));
    loop.poll();

    struct stat what{};
    REQUIRE(::stat(path.c_str(), &what) == 0);
    CHECK((what.st_mode & 0777U) == 0600);

    const int silent = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::connect(silent, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const int babbler = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::connect(babbler, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::write(babbler, "\n", 1) == 1);

    std::optional<control_answer> settled, resent;
    std::thread client([&] {
        settled = ask_daemon(path, {control_request::verb::settle, "d1"}, std::chrono::seconds(20));
        resent = ask_daemon(path, {control_request::verb::resend, "d2"}, std::chrono::seconds(20));
        asio::post(loop, [&] { tasks.cancel(); });
    });
    loop.restart();
    loop.run();
    client.join();
    char answer[64] = {};
    CHECK(::read(babbler, answer, sizeof answer - 1) > 0);
    CHECK(std::string_view(answer).starts_with("no not understood"));
    ::close(silent);
    ::close(babbler);
    REQUIRE(settled.has_value());
    CHECK(settled->done);
    CHECK(settled->text == "d1 seen");
    REQUIRE(resent.has_value());
    CHECK_FALSE(resent->done);
    CHECK(tasks.size() == 0);
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("without a daemon there is nobody to ask")
{
    const folder here;
    const auto path = (here.path / "x.sock").string();
    CHECK_FALSE(ask_daemon(path, {}, std::chrono::seconds(1)).has_value());
    std::ofstream(path) << "no socket";
    CHECK_FALSE(ask_daemon(path, {}, std::chrono::seconds(1)).has_value());
}
