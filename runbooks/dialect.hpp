// How a platform reads text: what must be escaped in a value, what it counts, what it shows as a line break.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace runbooks {

// `plain` is the terminal: nothing is escaped and nothing is markup.
enum class dialect { plain, slack, teams };

std::string_view name_of(dialect which) noexcept;                      // "plain", "slack", "teams"
std::optional<dialect> dialect_named(std::string_view name) noexcept;  // "slack", "teams", in any case

// One value that a person typed, made harmless for the place between a template's words.
// Slack: & < > become entities. Teams: these too, and a backslash before each of \ ` * _ [ ] ~ # | ,
// but a value that is one http(s) URL stays as it is.
std::string escape_value(dialect which, std::string_view value);

// The same for a place inside link markup. Nothing but an http(s) URL is let in; | > ) and spaces are
// percent-encoded (and what else would end or bend the link). Empty when the value is no such URL.
std::optional<std::string> escape_url_value(dialect which, std::string_view value);

// True for one whole http or https URL with a host and no white space. Non-ASCII letters are accepted.
bool is_http_url(std::string_view value);

// A whole message as it is hashed and posted: outer Unicode white space stripped; for Teams each single
// line break becomes two spaces and a line break. Applying it twice changes nothing.
std::string final_text(dialect which, std::string text);

std::string_view strip(std::string_view text) noexcept;  // outer Unicode white space, as Python's str.strip()

// How long the platforms find a text. Bytes that are not UTF-8 count one each.
std::size_t utf16_units(std::string_view text) noexcept;
std::size_t code_points(std::string_view text) noexcept;

// Hard limits of one message, in UTF-16 units; longer is refused, never split.
inline constexpr std::size_t slack_text_limit = 12'000;
inline constexpr std::size_t slack_plain_limit = 4'000;              // up to here without blocks
inline constexpr std::size_t teams_text_limit = 80 * 1024 / 2;       // 80 KB of UTF-16
inline constexpr std::size_t teams_workflow_limit = 20 * 1024 / 2;   // 20 KB of UTF-16
inline constexpr std::size_t teams_connector_limit = 24 * 1024 / 2;  // of 28 KB with its JSON

}  // namespace runbooks
