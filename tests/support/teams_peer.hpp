// A scripted Connector and token service on loopback: answers as the test says, and keeps what it was asked.
#pragma once

#include "adapters/http/server.hpp"
#include "bot/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/json/parse.hpp>

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace tests {

struct teams_peer {
    using response = adapters::http::server_response;

    struct request {
        std::string method;
        std::string path;
        std::string query;
        std::string authorization;
        adapters::http::header_list headers;
        std::string body;
        boost::json::object json() const { return boost::json::parse(body).as_object(); }
    };

    teams_peer(boost::asio::any_io_executor ex, bot::clock& time)
        : server(ex, time, [this](adapters::http::server_request r) -> boost::asio::awaitable<response> {
              co_return answer(std::move(r));
          })
    {
        port = *server.listen("127.0.0.1", 0);
    }

    std::string url(std::string_view path) const
    {
        return "http://127.0.0.1:" + std::to_string(port) + std::string(path);
    }

    static response status(unsigned code, std::string body = {}, adapters::http::header_list headers = {})
    {
        response r;
        r.status = code;
        r.body = std::move(body);
        r.headers = std::move(headers);
        return r;
    }
    // The request is read, then the connection dies without an answer.
    static response cut()
    {
        response r;
        r.what = adapters::http::fate::drop;
        return r;
    }

    // Answers for requests whose "METHOD /path" contains `part`, in order; the last one stays. The longest
    // part wins.
    void script(std::string part, std::vector<response> answers)
    {
        scripts[std::move(part)] = {answers.begin(), answers.end()};
    }

    std::vector<request> asked(std::string_view part) const
    {
        std::vector<request> found;
        for (const request& r : requests) {
            if ((r.method + " " + r.path).find(part) != std::string::npos) found.push_back(r);
        }
        return found;
    }

    response answer(adapters::http::server_request r)
    {
        requests.push_back(
            {r.method, r.path, r.query, std::string(r.headers.find("Authorization")), r.headers, r.body}
        );
        const std::string line = r.method + " " + r.path;
        std::deque<response>* scripted = nullptr;
        std::size_t longest = 0;
        for (auto& [part, answers] : scripts) {
            if (part.size() < longest || line.find(part) == std::string::npos) continue;
            longest = part.size();
            scripted = &answers;
        }
        if (scripted != nullptr) {
            response next = scripted->front();
            if (scripted->size() > 1) scripted->pop_front();
            return next;
        }
        if (line.find("/token") != std::string::npos)
            return status(
                200,
                R"({"token_type":"Bearer","expires_in":3599,"access_token":"token-)" +
                    std::to_string(++tokens) + "\"}"
            );
        if (line == "POST /emea/v3/conversations")
            return status(201, R"({"id":"19:C@thread.tacv2;messageid=1700","activityId":"1700"})");
        if (r.method == "POST") return status(201, R"({"id":"1701"})");
        return status(200, R"({"id":"1701"})");
    }

    adapters::http::server server;
    std::uint16_t port = 0;
    std::vector<request> requests;
    std::map<std::string, std::deque<response>> scripts;
    int tokens = 0;
};

}  // namespace tests
