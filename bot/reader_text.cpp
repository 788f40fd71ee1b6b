#include "bot/reader_text.hpp"

#include "runbooks/mention.hpp"

#include <algorithm>
#include <utility>

namespace bot {

std::string reader_text(runbooks::dialect which, std::string_view text)
{
    constexpr std::pair<std::string_view, char> entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    constexpr std::string_view escaped = "\\`*_[]~#|";
    const std::string inert = runbooks::inert_mentions(which, text);
    std::string out;
    out.reserve(inert.size());
    for (std::size_t at = 0; at < inert.size(); ++at) {
        const std::string_view rest = std::string_view(inert).substr(at);
        if (which == runbooks::dialect::teams && rest[0] == '\\' && rest.size() > 1 &&
            escaped.find(rest[1]) != escaped.npos) {
            out += rest[1];
            ++at;
            continue;
        }
        const auto* const known = std::find_if(std::begin(entities), std::end(entities), [&](const auto& e) {
            return rest.starts_with(e.first);
        });
        if (known == std::end(entities)) {
            out += rest[0];
        } else {
            out += known->second;
            at += known->first.size() - 1;
        }
    }
    return out;
}

}  // namespace bot
