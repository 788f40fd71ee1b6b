// What travelled in a request is not found in the process's memory afterwards.
#include "adapters/http/client.hpp"
#include "bot/config/secret.hpp"
#include "tests/support/loop.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <thread>

using namespace std::chrono_literals;
namespace http = adapters::http;

namespace {

constexpr std::size_t length = 40;
constexpr unsigned char mask = 0x5a;

// A made-up token that is nowhere in memory as it is, until somebody asks for it.
struct masked {
    std::array<unsigned char, length> bytes{};
    masked()
    {
        std::random_device random;
        constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
        for (auto& b : bytes) b = static_cast<unsigned char>(letters[random() % letters.size()]) ^ mask;
    }
    bot::secret plain() const
    {
        std::string text;
        text.reserve(length);
        for (const auto b : bytes) text += static_cast<char>(b ^ mask);
        return bot::secret(std::move(text));
    }
};

// Reads redzones and freed memory as well: that is the point.
__attribute__((no_sanitize("address", "thread", "undefined"))) std::size_t count_in(
    const volatile unsigned char* from, const volatile unsigned char* to, const masked& token
)
{
    std::size_t found = 0;
    for (; to - from >= static_cast<std::ptrdiff_t>(length); ++from) {
        std::size_t same = 0;
        while (same < length && from[same] == static_cast<unsigned char>(token.bytes[same] ^ mask)) ++same;
        if (same == length) ++found;
    }
    return found;
}

// In the heap and all other memory that this process can write, stacks included.
std::size_t copies_of(const masked& token)
{
    std::size_t found = 0;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t from = 0;
        std::uintptr_t to = 0;
        char rights[8] = {};
        if (std::sscanf(line.c_str(), "%lx-%lx %7s", &from, &to, rights) != 3) continue;
        constexpr std::uintptr_t most = std::uintptr_t{256} << 20;  // not a sanitizer's shadow
        if (std::strncmp(rights, "rw", 2) != 0 || to - from > most) continue;
        found += count_in(
            reinterpret_cast<const unsigned char*>(from), reinterpret_cast<const unsigned char*>(to), token
        );
    }
    return found;
}

// Answers one request with 200 and keeps nothing of it.
class forgetful_server {
public:
    explicit forgetful_server(int answers = 1) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
        REQUIRE(::listen(fd_, 4) == 0);
        REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size) == 0);
        port_ = ntohs(at.sin_port);
        if (answers > 0) thread_ = std::thread([this] { answer(); });
    }
    ~forgetful_server()
    {
        if (thread_.joinable()) thread_.join();
        ::close(fd_);
    }
    forgetful_server(const forgetful_server&) = delete;
    forgetful_server& operator=(const forgetful_server&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
    bool has_seen(const masked& token)
    {
        thread_.join();
        const auto* from = reinterpret_cast<const unsigned char*>(seen_.data());
        const bool found = count_in(from, from + seen_.size(), token) > 0;
        ::explicit_bzero(seen_.data(), seen_.size());
        return found;
    }

private:
    void answer()
    {
        const int s = ::accept(fd_, nullptr, nullptr);
        std::size_t have = 0;
        while (have < seen_.size() && ::strstr(seen_.data(), "the end") == nullptr) {
            const ssize_t n = ::recv(s, seen_.data() + have, seen_.size() - 1 - have, 0);
            if (n <= 0) break;
            have += static_cast<std::size_t>(n);
        }
        constexpr std::string_view yes = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        (void)::send(s, yes.data(), yes.size(), MSG_NOSIGNAL);
        ::close(s);
    }

    int fd_ = -1;
    std::uint16_t port_ = 0;
    std::array<char, 8192> seen_{};
    std::thread thread_;
};

http::request request_with(const masked& token, const masked& in_body, std::string url)
{
    http::request r;
    r.method = "POST";
    r.url = std::move(url);
    const auto secret = token.plain();
    r.headers.add("Authorization", http::bearer(secret.reveal()));
    const auto other = in_body.plain();
    r.body.reserve(2 * length);
    r.body += "client_secret=";
    r.body += other.reveal();
    r.body += "&the end";
    r.deadline = 5s;
    return r;
}

}  // namespace

TEST_CASE("the search finds what is there")
{
    const masked token;
    CHECK(copies_of(token) == 0);
    const auto held = token.plain();
    CHECK(copies_of(token) == 1);
}

TEST_CASE("of a request's headers and body no copy is left in memory once it was written")
{
    const masked token;
    const masked in_body;
    forgetful_server there;
    tests::loop on;
    http::client net(on.executor(), on.time, http::tls_context{});
    const auto got = on.run(net.send(request_with(token, in_body, there.url())));
    REQUIRE(got.has_value());
    CHECK(got->status == 200);
    CHECK(there.has_seen(token));
    CHECK(copies_of(token) == 0);
    CHECK(copies_of(in_body) == 0);
    net.close_idle();
}

TEST_CASE("nor once it could not be written")
{
    const masked token;
    const masked in_body;
    tests::loop on;
    http::client net(on.executor(), on.time, http::tls_context{});
    std::string url;
    SUBCASE("nobody listens there")
    {
        url = forgetful_server(0).url();
    }
    SUBCASE("the URL is none")
    {
        url = "ftp://127.0.0.1/";
    }
    CHECK_FALSE(on.run(net.send(request_with(token, in_body, url))).has_value());
    CHECK(copies_of(token) == 0);
    CHECK(copies_of(in_body) == 0);
}
