#include "runbooks/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "runbooks/case.hpp"
#include "runbooks/utf8.hpp"

namespace runbooks {
namespace {

constexpr std::size_t longest_word = 128;  // nobody means a known word with more

std::u32string decoded(std::string_view text)
{
    std::u32string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = decode_at(text, i);
        out.push_back(c.value);
        i += c.size;
    }
    return out;
}

template <class Word>
std::optional<std::string> nearest_of(std::string_view word, std::span<const Word> candidates)
{
    if (word.empty() || word.size() > longest_word) return std::nullopt;
    const std::string wanted = lower(word);
    const std::size_t letters = decoded(wanted).size();
    std::size_t best = std::clamp<std::size_t>(letters / 3, 1, 3) + 1;
    std::optional<std::string> found;
    for (const auto& candidate : candidates) {
        const auto distance = edit_distance(wanted, lower(candidate), best - 1);
        if (distance >= best || distance >= letters) continue;
        best = distance;
        found = std::string(candidate);
        if (best == 0) break;
    }
    return found;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit)
{
    if (a.size() > 4 * longest_word || b.size() > 4 * longest_word) return limit + 1;
    const auto x = decoded(a), y = decoded(b);
    if ((x.size() > y.size() ? x.size() - y.size() : y.size() - x.size()) > limit) return limit + 1;
    std::vector<std::size_t> before(y.size() + 1), last(y.size() + 1), now(y.size() + 1);
    for (std::size_t j = 0; j <= y.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= x.size(); ++i) {
        now[0] = i;
        std::size_t row_best = i;
        for (std::size_t j = 1; j <= y.size(); ++j) {
            const std::size_t change = x[i - 1] == y[j - 1] ? 0 : 1;
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
            row_best = std::min(row_best, now[j]);
        }
        // A swap reaches back two rows, hence the slack of one.
        if (row_best > limit + 1) return limit + 1;
        before.swap(last);
        last.swap(now);
    }
    return std::min(last[y.size()], limit + 1);
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates)
{
    return nearest_of(word, candidates);
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates)
{
    return nearest_of(word, candidates);
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates)
{
    const auto found = nearest(word, candidates);
    return found ? fmt::format("; did you mean \"{}\"?", *found) : "";
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates)
{
    const auto found = nearest(word, candidates);
    return found ? fmt::format("; did you mean \"{}\"?", *found) : "";
}

}  // namespace runbooks
