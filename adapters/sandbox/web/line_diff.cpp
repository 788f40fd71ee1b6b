#include "adapters/sandbox/web/line_diff.hpp"

#include <algorithm>

namespace adapters::sandbox::web {

namespace {

using pieces = std::vector<std::string_view>;

struct edit {
    char op = ' ';
    std::size_t before = 0;  // index of the piece, of either side as the op says
    std::size_t after = 0;
};

pieces lines_of(std::string_view text)
{
    pieces out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        out.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return out;
}

// Runs of letters and digits (bytes above ASCII count as such), of spaces, and single other characters.
pieces words_of(std::string_view text)
{
    const auto kind = [](char c) {
        const auto u = static_cast<unsigned char>(c);
        if (u >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return 1;
        return c == ' ' || c == '\t' ? 2 : 0;
    };
    pieces out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        while (kind(text[i]) != 0 && end < text.size() && kind(text[end]) == kind(text[i])) ++end;
        out.push_back(text.substr(i, end - i));
        i = end;
    }
    return out;
}

// E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986: the greedy form, remembering each
// round. Empty when more than `most` edits would be needed.
std::vector<edit> shortest(const pieces& a, const pieces& b, std::size_t most)
{
    const auto n = static_cast<std::ptrdiff_t>(a.size());
    const auto m = static_cast<std::ptrdiff_t>(b.size());
    const auto limit = static_cast<std::ptrdiff_t>(std::min(most, a.size() + b.size()));
    std::vector<std::ptrdiff_t> furthest(static_cast<std::size_t>(2 * limit + 3), 0);
    const auto at = [&](std::vector<std::ptrdiff_t>& v, std::ptrdiff_t k) -> std::ptrdiff_t& {
        return v[static_cast<std::size_t>(k + limit + 1)];
    };
    std::vector<std::vector<std::ptrdiff_t>> rounds;  // round d keeps only its diagonals -d … d
    std::ptrdiff_t d = 0;
    bool found = false;
    for (; d <= limit && !found; ++d) {
        std::vector<std::ptrdiff_t> before;
        before.reserve(static_cast<std::size_t>(2 * d + 3));
        for (std::ptrdiff_t k = -d - 1; k <= d + 1; ++k)
            before.push_back(k < -limit - 1 || k > limit + 1 ? 0 : at(furthest, k));
        rounds.push_back(std::move(before));
        for (std::ptrdiff_t k = -d; k <= d; k += 2) {
            const bool down = k == -d || (k != d && at(furthest, k - 1) < at(furthest, k + 1));
            auto x = down ? at(furthest, k + 1) : at(furthest, k - 1) + 1;
            auto y = x - k;
            while (x < n && y < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(y)])
                ++x, ++y;
            at(furthest, k) = x;
            if (x >= n && y >= m) {
                found = true;
                break;
            }
        }
    }
    if (!found) return {};
    std::vector<edit> back;
    auto x = n;
    auto y = m;
    for (auto round = static_cast<std::ptrdiff_t>(rounds.size()) - 1; round >= 0; --round) {
        const auto& v = rounds[static_cast<std::size_t>(round)];
        const auto seen = [&](std::ptrdiff_t k) { return v[static_cast<std::size_t>(k + round + 1)]; };
        const auto k = x - y;
        const bool down = k == -round || (k != round && seen(k - 1) < seen(k + 1));
        const auto from = down ? k + 1 : k - 1;
        const auto px = round == 0 ? 0 : seen(from);
        const auto py = round == 0 ? 0 : px - from;
        while (x > px && y > py && x > 0 && y > 0) {
            --x, --y;
            back.push_back({' ', static_cast<std::size_t>(x), static_cast<std::size_t>(y)});
        }
        if (round == 0) break;
        if (down) {
            --y;
            back.push_back({'+', static_cast<std::size_t>(x), static_cast<std::size_t>(y)});
        } else {
            --x;
            back.push_back({'-', static_cast<std::size_t>(x), static_cast<std::size_t>(y)});
        }
    }
    std::reverse(back.begin(), back.end());
    return back;
}

std::vector<edit> edits(const pieces& a, const pieces& b, std::size_t most)
{
    std::size_t head = 0;
    while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
    std::size_t tail = 0;
    while (tail < a.size() - head && tail < b.size() - head &&
           a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    std::vector<edit> out;
    for (std::size_t i = 0; i < head; ++i) out.push_back({' ', i, i});
    const pieces left(
        a.begin() + static_cast<std::ptrdiff_t>(head), a.end() - static_cast<std::ptrdiff_t>(tail)
    );
    const pieces right(
        b.begin() + static_cast<std::ptrdiff_t>(head), b.end() - static_cast<std::ptrdiff_t>(tail)
    );
    const auto middle = shortest(left, right, most);
    if (middle.empty()) {  // too different, or nothing there
        for (std::size_t i = 0; i < left.size(); ++i) out.push_back({'-', head + i, head});
        for (std::size_t i = 0; i < right.size(); ++i) out.push_back({'+', head + left.size(), head + i});
    }
    for (const edit& e : middle) out.push_back({e.op, e.before + head, e.after + head});
    for (std::size_t i = tail; i > 0; --i) out.push_back({' ', a.size() - i, b.size() - i});
    return out;
}

void append(std::vector<diff_part>& parts, std::string_view text, bool changed)
{
    if (!parts.empty() && parts.back().changed == changed) {
        parts.back().text += text;
    } else {
        parts.push_back({std::string(text), changed});
    }
}

// Marks words where most of both lines is the same; otherwise marking would only make noise.
void pair_up(diff_line& gone, diff_line& came)
{
    const auto a = words_of(gone.text);
    const auto b = words_of(came.text);
    if (a.empty() || b.empty() || a.size() > 2000 || b.size() > 2000) return;
    std::vector<diff_part> before, after;
    std::size_t same = 0;
    for (const edit& e : edits(a, b, 400)) {
        if (e.op == ' ') same += a[e.before].size();
        if (e.op != '+') append(before, a[e.before], e.op == '-');
        if (e.op != '-') append(after, b[e.after], e.op == '+');
    }
    if (3 * same < std::min(gone.text.size(), came.text.size())) return;
    gone.parts = std::move(before);
    came.parts = std::move(after);
}

void mark_words(std::vector<diff_line>& lines)
{
    for (std::size_t i = 0; i < lines.size();) {
        std::size_t gone = i;
        while (gone < lines.size() && lines[gone].op == '-') ++gone;
        std::size_t came = gone;
        while (came < lines.size() && lines[came].op == '+') ++came;
        const auto pairs = std::min(gone - i, came - gone);
        for (std::size_t p = 0; p < pairs; ++p) pair_up(lines[i + p], lines[gone + p]);
        i = came > i ? came : i + 1;
    }
}

}  // namespace

std::vector<diff_hunk> line_diff(std::string_view before, std::string_view after)
{
    constexpr std::size_t context = 3;
    const auto a = lines_of(before);
    const auto b = lines_of(after);
    const auto all = edits(a, b, 2000);
    std::vector<diff_hunk> out;
    std::size_t last = 0;  // the edit behind the newest hunk
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].op == ' ') continue;
        const auto from = std::max(last, i > context ? i - context : 0);
        if (out.empty() || from > last) {
            out.push_back({all[from].before + 1, all[from].after + 1, {}});
            last = from;
        }
        std::size_t to = i + 1;
        while (to < all.size() && to <= i + context && all[to].op == ' ') ++to;
        to = std::min(to, all.size());
        for (; last < to; ++last) {
            const edit& e = all[last];
            out.back().lines.push_back({e.op, std::string(e.op == '+' ? b[e.after] : a[e.before])});
        }
        i = last - 1;
    }
    for (diff_hunk& h : out) mark_words(h.lines);
    return out;
}

}  // namespace adapters::sandbox::web
