// POST /api/messages: one path for all bots; each request goes to the bot that its token is for.
#pragma once

#include "adapters/http/server.hpp"

#include <string>
#include <vector>

namespace adapters::teams {

class reception;

// Loop's thread only; outlives the server whose handler it gave.
class messages_door {
public:
    void add(reception& one) { receptions_.push_back(&one); }
    void remove(reception& one) { std::erase(receptions_, &one); }

    // Answers /api/messages and leaves every other path to `next`.
    http::request_handler handler(http::request_handler next);

private:
    boost::asio::awaitable<http::server_response> take(http::server_request request);

    std::vector<reception*> receptions_;
};

}  // namespace adapters::teams
