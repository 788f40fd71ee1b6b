#include "bot/draft.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <charconv>
#include <cstdint>

namespace bot {
namespace {

// A plain decimal number that fills the whole text.
template <class Number>
std::optional<Number> whole_number(std::string_view text)
{
    Number n{};
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (ec != std::errc{} || end != text.data() + text.size() || n < 0) return std::nullopt;
    return n;
}

}  // namespace

std::string_view name_of(draft_state s) noexcept
{
    return boost::describe::enum_to_string(s, "");
}

std::string_view name_of(draft_purpose p) noexcept
{
    return boost::describe::enum_to_string(p, "");
}

std::optional<revision_ref> parse_revision_ref(std::string_view word)
{
    if (word.empty() || (word[0] != 'D' && word[0] != 'd')) return std::nullopt;
    word.remove_prefix(1);
    const auto dot = word.find('.');
    const auto number = whole_number<std::int64_t>(word.substr(0, dot));
    if (!number) return std::nullopt;
    revision_ref ref{"D" + std::to_string(*number), std::nullopt};
    if (dot != std::string_view::npos) {
        ref.revision = whole_number<int>(word.substr(dot + 1));
        if (!ref.revision) return std::nullopt;
    }
    return ref;
}

}  // namespace bot
