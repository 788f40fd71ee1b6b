#include "adapters/http/headers.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <ctime>

namespace adapters::http {
namespace {

char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

void wipe(std::string& text) noexcept
{
    text.resize(text.capacity());  // a shorter value may have left a longer one's tail behind
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

std::string bearer(std::string_view token)
{
    constexpr std::string_view scheme = "Bearer ";
    std::string value;
    value.reserve(scheme.size() + token.size());
    value += scheme;
    value += token;
    return value;
}

void header_list::wipe() noexcept
{
    for (header& each : fields_) http::wipe(each.value);
}

bool same_text(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return lower(x) == lower(y);
    });
}

std::string_view header_list::find(std::string_view name) const noexcept
{
    for (const auto& each : fields_)
        if (same_text(each.name, name)) return each.value;
    return {};
}

bool header_list::contains(std::string_view name) const noexcept
{
    return std::any_of(fields_.begin(), fields_.end(), [&](const header& h) {
        return same_text(h.name, name);
    });
}

std::optional<std::chrono::seconds> retry_after(
    const header_list& headers, std::chrono::system_clock::time_point now
)
{
    using std::chrono::seconds;
    constexpr seconds most = std::chrono::hours(24);
    const auto text = headers.find("Retry-After");
    if (text.empty()) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end == text.data() + text.size() || (ec == std::errc() && *end == '.')) {
        if (ec == std::errc::result_out_of_range) return most;
        return std::clamp(seconds(number), seconds(0), most);
    }
    std::tm date{};
    const std::string copy(text);
    const char* rest = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
    if (rest == nullptr || *rest != '\0') return std::nullopt;
    const auto when = std::chrono::system_clock::from_time_t(timegm(&date));
    return std::clamp(std::chrono::ceil<seconds>(when - now), seconds(0), most);
}

}  // namespace adapters::http
