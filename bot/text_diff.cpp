#include "bot/text_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace bot {
namespace {

// A word and the white space behind it.
struct token {
    std::string_view word;
    std::string_view whole;
};

bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// Whether there is a line break in the white space at the end.
bool breaks_at_end(std::string_view text)
{
    for (auto c = text.rbegin(); c != text.rend() && is_space(*c); ++c)
        if (*c == '\n') return true;
    return false;
}

// What was cut off.
std::string cut_space_off(std::string& text)
{
    std::size_t end = text.size();
    while (end > 0 && is_space(text[end - 1])) --end;
    std::string space = text.substr(end);
    text.resize(end);
    return space;
}

std::vector<token> tokens_of(std::string_view text)
{
    std::vector<token> tokens;
    std::size_t at = 0;
    while (at < text.size() && is_space(text[at])) ++at;
    while (at < text.size()) {
        const std::size_t begin = at;
        while (at < text.size() && !is_space(text[at])) ++at;
        const std::size_t end = at;
        while (at < text.size() && is_space(text[at])) ++at;
        tokens.push_back({text.substr(begin, end - begin), text.substr(begin, at - begin)});
    }
    return tokens;
}

// Myers' greedy search; keeps the furthest points of every step, to walk back along.
class search {
public:
    search(const std::vector<token>& a, const std::vector<token>& b)
        : a_(a),
          b_(b),
          n_(static_cast<std::int64_t>(a.size())),
          m_(static_cast<std::int64_t>(b.size())),
          most_(std::min<std::int64_t>(n_ + m_, static_cast<std::int64_t>(most_diff_edits)))
    {
    }

    std::optional<std::vector<diff_kind>> run()
    {
        std::vector<std::int64_t> furthest(static_cast<std::size_t>(2 * most_ + 3), 0);
        const auto at = [&](std::vector<std::int64_t>& v, std::int64_t k) -> std::int64_t& {
            return v[static_cast<std::size_t>(k + most_ + 1)];
        };
        for (std::int64_t d = 0; d <= most_; ++d) {
            steps_.push_back(furthest);
            for (std::int64_t k = -d; k <= d; k += 2) {
                const bool down = k == -d || (k != d && at(furthest, k - 1) < at(furthest, k + 1));
                std::int64_t x = down ? at(furthest, k + 1) : at(furthest, k - 1) + 1;
                while (x < n_ && x - k < m_ && same(x, x - k)) ++x;
                at(furthest, k) = x;
                if (x >= n_ && x - k >= m_) return walk_back(d);
            }
        }
        return std::nullopt;
    }

private:
    bool same(std::int64_t x, std::int64_t y) const
    {
        return y >= 0 && a_[static_cast<std::size_t>(x)].word == b_[static_cast<std::size_t>(y)].word;
    }

    std::vector<diff_kind> walk_back(std::int64_t d) const
    {
        std::vector<diff_kind> script;
        std::int64_t x = n_;
        std::int64_t y = m_;
        for (; d > 0; --d) {
            const auto& v = steps_[static_cast<std::size_t>(d)];
            const auto at = [&](std::int64_t k) { return v[static_cast<std::size_t>(k + most_ + 1)]; };
            const std::int64_t k = x - y;
            const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
            const std::int64_t before_x = at(down ? k + 1 : k - 1);
            const std::int64_t before_y = before_x - (down ? k + 1 : k - 1);
            const std::int64_t start = down ? before_x : before_x + 1;
            for (; x > start; --x, --y) script.push_back(diff_kind::kept);
            script.push_back(down ? diff_kind::added : diff_kind::removed);
            x = before_x;
            y = before_y;
        }
        for (; x > 0; --x) script.push_back(diff_kind::kept);
        std::reverse(script.begin(), script.end());
        return script;
    }

    const std::vector<token>& a_;
    const std::vector<token>& b_;
    std::int64_t n_;
    std::int64_t m_;
    std::int64_t most_;
    std::vector<std::vector<std::int64_t>> steps_;
};

}  // namespace

std::optional<std::vector<diff_segment>> diff_words(std::string_view before, std::string_view after)
{
    const std::vector<token> a = tokens_of(before);
    const std::vector<token> b = tokens_of(after);
    if (a.size() > most_diff_words || b.size() > most_diff_words) return std::nullopt;
    const auto script = search(a, b).run();
    if (!script) return std::nullopt;

    std::vector<diff_segment> segments;
    std::string removed;
    std::string added;
    const auto flush = [&] {
        // A line that ends in a changed word ends there in both texts: the break itself did not change.
        std::string line_end;
        if (breaks_at_end(removed) && breaks_at_end(added)) {
            cut_space_off(removed);
            line_end = cut_space_off(added);
        }
        if (!removed.empty()) segments.push_back({diff_kind::removed, std::move(removed)});
        if (!added.empty()) segments.push_back({diff_kind::added, std::move(added)});
        if (!line_end.empty()) segments.push_back({diff_kind::kept, std::move(line_end)});
        removed.clear();
        added.clear();
    };
    std::size_t x = 0;
    std::size_t y = 0;
    for (const diff_kind kind : *script) {
        switch (kind) {
            case diff_kind::removed:
                removed += a[x++].whole;
                break;
            case diff_kind::added:
                added += b[y++].whole;
                break;
            case diff_kind::kept:
                flush();
                if (segments.empty() || segments.back().kind != diff_kind::kept)
                    segments.push_back({diff_kind::kept, {}});
                segments.back().text += b[y].whole;
                ++x;
                ++y;
                break;
        }
    }
    flush();
    // The last word of a text has no space behind it; where more follows, they would run together.
    for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
        const bool apart = is_space(segments[i].text.back()) || is_space(segments[i + 1].text.front());
        if (!apart) segments[i].text += ' ';
    }
    return segments;
}

std::vector<diff_segment> without_long_runs(std::vector<diff_segment> segments)
{
    constexpr std::size_t words_beside = 6;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].kind != diff_kind::kept) continue;
        const auto tokens = tokens_of(segments[i].text);
        const std::size_t before = i == 0 ? 0 : words_beside;
        const std::size_t behind = i + 1 == segments.size() ? 0 : words_beside;
        if (tokens.size() <= before + behind + 2) continue;
        const std::string& whole = segments[i].text;
        std::string text =
            before > 0 ? whole.substr(0, static_cast<std::size_t>(tokens[0].whole.data() - whole.data()))
                       : "";
        for (std::size_t n = 0; n < before; ++n) text += tokens[n].whole;
        text += behind > 0 ? "… " : "…";
        for (std::size_t n = tokens.size() - behind; n < tokens.size(); ++n) text += tokens[n].whole;
        segments[i].text = std::move(text);
    }
    return segments;
}

}  // namespace bot
