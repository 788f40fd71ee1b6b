// One blocking HTTP exchange with a loopback server, for tests that drive other processes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <string>

namespace tests {

struct http_answer {
    int status = 0;  // 0: no answer
    std::string body;
};

inline http_answer http_call(
    std::uint16_t port, const std::string& method, const std::string& path, const std::string& json_body = {}
)
{
    http_answer out;
    const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0) return out;
    const timeval limit{.tv_sec = 150, .tv_usec = 0};
    ::setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string request = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                          "\r\nConnection: close\r\n";
    if (!json_body.empty()) request += "Content-Type: application/json\r\n";
    request += "Content-Length: " + std::to_string(json_body.size()) + "\r\n\r\n" + json_body;
    std::string answer;
    if (::connect(s, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 &&
        ::send(s, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
        char buffer[65536];
        for (ssize_t n = 0; (n = ::recv(s, buffer, sizeof buffer, 0)) > 0;)
            answer.append(buffer, static_cast<std::size_t>(n));
    }
    ::close(s);
    const auto head = answer.find("\r\n\r\n");
    if (head == std::string::npos || answer.size() < 12) return out;
    out.status = std::stoi(answer.substr(9, 3));
    out.body = answer.substr(head + 4);
    return out;
}

}  // namespace tests
