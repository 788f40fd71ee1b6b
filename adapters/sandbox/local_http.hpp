// What the servers of the sandbox share: who may ask, how they answer, forms that came in.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/json_in.hpp"

#include <string>
#include <string_view>

namespace adapters::sandbox {

// A page of another site must not drive the sandbox, whatever its name resolves to: Host is a loopback name,
// and Origin, if there is one, is this server.
bool from_here(const http::server_request& r);

http::server_response plain(unsigned status, std::string text);
http::server_response as_json(unsigned status, const json::object& body);
http::server_response fated(http::fate what);

std::string percent_decoded(std::string_view text, bool plus_is_space);
json::object parse_form(std::string_view body);  // name=value&…, percent-decoded; every value a string

// {"ok":false,"error":why}: what the control of a sandbox answers instead of doing it.
json::object wrong(std::string_view why);
json::object said(bool ok, std::string_view why_not);  // {"ok":true}, or wrong()

// The arguments of a request to a control: a POST's JSON body (only of Content-Type application/json: a form
// or a plain-text post is what another site's page could send without asking first), a GET's query.
boost::system::result<json::object, std::string_view> control_arguments(const http::server_request& r);

}  // namespace adapters::sandbox
