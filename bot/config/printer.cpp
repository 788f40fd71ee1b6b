#include "bot/config/printer.hpp"

namespace bot {

std::string toml_string(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += fmt::format("\\u{:04x}", byte);
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string list(const std::vector<std::string>& items)
{
    std::string out = "[";
    for (const std::string& each : items) {
        if (out.size() > 1) out += ", ";
        out += toml_string(each);
    }
    return out + "]";
}

std::string duration(std::chrono::seconds d)
{
    const auto s = d.count();
    if (s % 86400 == 0) return fmt::format("\"{}d\"", s / 86400);
    if (s % 3600 == 0) return fmt::format("\"{}h\"", s / 3600);
    if (s % 60 == 0) return fmt::format("\"{}m\"", s / 60);
    return fmt::format("\"{}s\"", s);
}

}  // namespace bot
