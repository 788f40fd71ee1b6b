// The people's side of the in-process Teams over HTTP, under /control/: JSON in, JSON out, for tests of other
// processes and for a page. Every name and argument is in the README beside this file.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/json_in.hpp"
#include "adapters/sandbox/server_control.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace adapters::sandbox {

class teams_server;

class teams_control {
public:
    explicit teams_control(teams_server& owner);

    // Always an object with `ok`; a POST's arguments are its JSON body, a GET's its query.
    boost::asio::awaitable<json::object> run(http::server_request r);

private:
    boost::asio::awaitable<json::object> act(const std::string& what, const json::object& a);
    boost::asio::awaitable<json::object> forge(const json::object& a);
    std::optional<server_control::found> find(const std::string& what, const json::object& a);
    json::object look(const std::string& what, const json::object& a);
    json::object messages(const json::object& a);
    json::object change(const std::string& what, const json::object& a);
    json::object settings(const json::object& a);

    teams_server& teams_;
    server_control common_;
};

}  // namespace adapters::sandbox
