// "ADDRESS:PORT" as the configuration writes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::daemon {

struct listen_address {
    std::string host;  // an IPv6 address without its brackets
    std::uint16_t port = 0;
};
std::optional<listen_address> parse_listen(std::string_view text);

}  // namespace adapters::daemon
