// How the command line asks a running daemon to change something: one line each way over a Unix socket beside
// the database.
#pragma once

#include "bot/clock.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace bot::cli {

// "settle d17" and "resend d17".
struct control_request {
    enum class verb { settle, resend };
    verb what = verb::settle;
    std::string delivery_id;
};

// "ok TEXT" and "no TEXT".
struct control_answer {
    bool done = false;
    std::string text;
};

std::string to_line(const control_request& request);  // with its line break
std::string to_line(const control_answer& answer);    // line breaks of the text become spaces
std::optional<control_request> parse_control_request(std::string_view line);
std::optional<control_answer> parse_control_answer(std::string_view line);

// "sqlite:/path/file.db" → "/path/file.db.sock"; empty for any other URL.
std::string control_path(std::string_view store_url);

using control_handler = std::function<boost::asio::awaitable<control_answer>(control_request)>;

// Serves until cancelled; one task of `tasks` a connection, few at a time, each with a deadline. Call it
// while the store's lock is held: a socket file that is there already is a dead daemon's and is replaced.
// Mode 0600. Returns early only with the reason why the socket cannot be served.
boost::asio::awaitable<boost::system::error_code> serve_control(
    std::string path, clock& time, task_group& tasks, control_handler handler
);

// Blocking. Nothing when no daemon listens there; an answer that is not `done` when it does not reply in
// time.
std::optional<control_answer> ask_daemon(
    const std::string& path, const control_request& request, std::chrono::milliseconds patience
);

}  // namespace bot::cli
