// Who may ask the page's server: this machine only, or whoever has the token; never another site's page.
#pragma once

#include "adapters/http/server.hpp"

#include <string>
#include <string_view>

namespace adapters::sandbox::web {

struct gate_settings {
    bool local = true;       // bound to a loopback address: then only loopback names are answered
    std::string token = {};  // empty: none is demanded
    std::string cookie = "incidentd_sandbox";
};

struct refusal_of_gate {
    unsigned status = 0;          // 0: welcome
    std::string_view error = {};  // snake_case
    std::string_view detail = {};
};

// Host must be a loopback name while we are local: another name that leads here was made for DNS rebinding.
// Origin and Sec-Fetch-Site, where the browser sends them, must be ours; only following a link to "/" may
// come from elsewhere. The token comes as a cookie or as "Authorization: Bearer".
refusal_of_gate judge(const http::server_request& r, const gate_settings& rules);

// The token in a query ("token=…"), when it is right: the visit that sets the cookie.
bool brings_token(const http::server_request& r, const gate_settings& rules);
std::string cookie_for(const gate_settings& rules);  // the Set-Cookie value

// 32 random hex digits.
std::string fresh_token();

}  // namespace adapters::sandbox::web
