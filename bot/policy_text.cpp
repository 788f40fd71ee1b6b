#include "bot/policy_text.hpp"

#include "runbooks/utf8.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace bot {
namespace {

constexpr std::size_t most_hits = 5;  // of one rule in one text
constexpr std::size_t longest_quote = 60;

}  // namespace

std::unique_ptr<re2::RE2> compiled_rule(std::string_view pattern)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(std::int64_t{1} << 20);
    return std::make_unique<RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

std::vector<policy_hit> hits_of(const re2::RE2& pattern, std::string_view text)
{
    std::vector<policy_hit> hits;
    const re2::StringPiece whole(text.data(), text.size());
    std::size_t at = 0;
    re2::StringPiece hit;
    while (hits.size() < most_hits && at <= text.size() &&
           pattern.Match(whole, at, text.size(), RE2::UNANCHORED, &hit, 1)) {
        const auto begin = static_cast<std::size_t>(hit.data() - text.data());
        hits.push_back({begin, std::string_view(hit.data(), hit.size())});
        at = begin + std::max<std::size_t>(1, hit.size());
    }
    return hits;
}

std::size_t line_of(std::string_view text, std::size_t at)
{
    return 1 + static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')
               );
}

std::string excerpt(std::string_view word)
{
    std::string out;
    std::size_t symbols = 0;
    for (std::size_t at = 0; at < word.size();) {
        if (++symbols > longest_quote) return out + "…";
        const std::size_t size = runbooks::decode_at(word, at).size;
        const std::string_view c = word.substr(at, size);
        out += c == "\n" || c == "\r" || c == "\t" ? std::string_view(" ") : c;
        at += size;
    }
    return out;
}

std::string masked(std::string_view word)
{
    constexpr std::size_t shown = 4;  // code points
    std::size_t third = 0;
    for (std::size_t at = 0, n = 0; at < word.size(); at += runbooks::decode_at(word, at).size)
        third = ++n / 3;
    return excerpt(runbooks::first_code_points(word, std::min(shown, third))) + "…";
}

bool is_meant(const std::vector<std::string>& list, std::string_view name)
{
    return list.empty() || std::find(list.begin(), list.end(), name) != list.end();
}

finding_level as_finding(policy_level level)
{
    return level == policy_level::error ? finding_level::error : finding_level::warning;
}

}  // namespace bot
