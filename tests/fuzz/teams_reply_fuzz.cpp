// Whatever the token service, the Connector or a tampered dialog sends: read without a crash, within bounds.
#include "adapters/teams/card_text.hpp"
#include "adapters/teams/connector_reply.hpp"
#include "adapters/teams/dialogs.hpp"
#include "adapters/teams/token_request.hpp"

#include <boost/json/serialize.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2) return 0;
    using namespace adapters;
    // The first two bytes choose the status.
    const unsigned status = 100 + (data[0] * 256U + data[1]) % 500;
    const std::string body(reinterpret_cast<const char*>(data) + 2, size - 2);
    http::response answer;
    answer.status = status;
    answer.body = body;
    answer.headers.add("Retry-After", body.substr(0, 20));
    const auto now = std::chrono::system_clock::now();
    const auto token = teams::read_token_reply(answer, now, "env:PW");
    if (token.end == teams::token_end::got && (token.token.empty() || token.life.count() <= 0)) std::abort();
    const auto reply = teams::read_connector_reply(answer, now);
    if (reply.ok() != (status >= 200 && status < 300)) std::abort();
    if (!reply.ok() && reply.code.size() > 200) std::abort();
    if (const auto again = teams::form_again(body, {{"a", body}}, {{"a", "wrong"}}))
        if (boost::json::serialize(*again).empty()) std::abort();
    // Escaped text is never shorter than what is shown of it, and holds no mention.
    if (teams::card_escape(body).find("<at>") != std::string::npos) std::abort();
    if (teams::message_escape(body).find('<') != std::string::npos) std::abort();
    teams::card_markdown(body);
    return 0;
}
