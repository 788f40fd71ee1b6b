#include "commands/words.hpp"

#include "commands/code_points.hpp"
#include "runbooks/case.hpp"

#include <algorithm>

namespace commands {
namespace {

constexpr std::size_t shown_around = 30;  // code points before and after a marked place

// What ends a quotation that begins with this character; 0 when it begins none.
char32_t closing_quote(char32_t opening) noexcept
{
    switch (opening) {
        case U'"':
            return U'"';
        case U'\'':
            return U'\'';
        case U'“':
        case U'”':
            return U'”';
        case U'‘':
        case U'’':
            return U'’';
        case U'«':
            return U'»';
        default:
            return 0;
    }
}

class splitter {
public:
    splitter(std::string_view text, const std::vector<bot::person_span>& people) : text_(text)
    {
        const auto is_boundary = [&](std::size_t at) {
            return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        };
        for (const auto& span : people) {
            if (span.length == 0 || span.begin > text.size() || span.length > text.size() - span.begin)
                continue;
            if (is_boundary(span.begin) && is_boundary(span.begin + span.length)) people_.push_back(&span);
        }
        std::sort(people_.begin(), people_.end(), [](auto a, auto b) { return a->begin < b->begin; });
    }

    boost::system::result<std::vector<word>, grammar_fault> split()
    {
        std::vector<word> words;
        for (;;) {
            skip_spaces();
            if (at_ == text_.size()) return words;
            auto next = read_word();
            if (!next) return next.error();
            words.push_back(std::move(*next));
        }
    }

private:
    const bot::person_span* person_here()
    {
        while (next_person_ < people_.size() && people_[next_person_]->begin < at_) ++next_person_;
        if (next_person_ == people_.size() || people_[next_person_]->begin != at_) return nullptr;
        return people_[next_person_];
    }

    void skip_spaces()
    {
        while (person_here() == nullptr) {
            const auto c = code_point_at(text_, at_);
            if (!c.valid() || !is_space(c.value)) return;
            at_ += c.length;
        }
    }

    boost::system::result<word, grammar_fault> read_word()
    {
        word w;
        w.begin = at_;
        std::size_t value_begin = at_;
        bool may_open = true;      // a quote here opens a quotation
        bool key_possible = true;  // no "=", quote or person so far
        const bot::person_span* only_person = nullptr;
        bool other_text = false;
        while (at_ < text_.size()) {
            if (const auto* person = person_here()) {
                w.text += text_.substr(at_, person->length);
                at_ += person->length;
                only_person = only_person == nullptr && !other_text ? person : nullptr;
                other_text = true;
                may_open = key_possible = false;
                continue;
            }
            const auto c = code_point_at(text_, at_);
            if (is_space(c.value)) break;
            if (const auto closing = may_open ? closing_quote(c.value) : 0; closing != 0) {
                if (auto fault = read_quotation(w, c, closing)) return *fault;
                other_text = true;
                may_open = key_possible = false;
                continue;
            }
            may_open = false;
            if (c.value == U'=' && key_possible) {
                key_possible = false;
                if (is_key(w.text)) {
                    w.key = runbooks::lower(w.text);
                    w.text.clear();
                    at_ += c.length;
                    value_begin = at_;
                    may_open = true;
                    other_text = false;
                    continue;
                }
            }
            w.text += text_.substr(at_, c.length);
            at_ += c.length;
            only_person = nullptr;
            other_text = true;
        }
        w.length = at_ - w.begin;
        if (only_person != nullptr && !only_person->who.empty()) w.who = only_person->who;
        if (count_code_points(w.text) > most_value) {
            return grammar_fault{grammar_fault_kind::value_too_long, value_begin, 0, w.key};
        }
        return w;
    }

    std::optional<grammar_fault> read_quotation(word& w, code_point opening, char32_t closing)
    {
        const auto opened_at = at_;
        const bool escapes = closing == U'"' || closing == U'”';
        w.quoted = true;
        at_ += opening.length;
        while (at_ < text_.size()) {
            if (const auto* person = person_here()) {
                w.text += text_.substr(at_, person->length);
                at_ += person->length;
                continue;
            }
            const auto c = code_point_at(text_, at_);
            at_ += c.length;
            if (c.value == closing) return std::nullopt;
            if (escapes && c.value == U'\\' && at_ < text_.size() &&
                (text_[at_] == '"' || text_[at_] == '\\')) {
                w.text += text_[at_++];
                continue;
            }
            w.text += text_.substr(at_ - c.length, c.length);
        }
        return grammar_fault{grammar_fault_kind::unclosed_quote, opened_at, opening.length, {}};
    }

    std::string_view text_;
    std::vector<const bot::person_span*> people_;  // by begin
    std::size_t next_person_ = 0;
    std::size_t at_ = 0;
};

std::size_t back(std::string_view text, std::size_t from, std::size_t symbols)
{
    while (symbols > 0 && from > 0) {
        --from;
        while (from > 0 && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) --from;
        --symbols;
    }
    return from;
}

}  // namespace

boost::system::result<std::vector<word>, grammar_fault> split_words(
    std::string_view text, const std::vector<bot::person_span>& people
)
{
    if (!is_utf8(text)) return grammar_fault{grammar_fault_kind::not_utf8, 0, 0, {}};
    if (count_code_points(text) > most_text) {
        return grammar_fault{
            grammar_fault_kind::text_too_long, first_code_points(text, most_text).size(), 0, {}
        };
    }
    auto words = splitter(text, people).split();
    if (!words) return words;
    std::size_t values = 0;
    for (const auto& w : *words) {
        if (!w.key.empty() && ++values > most_values) {
            return grammar_fault{grammar_fault_kind::too_many_values, w.begin, w.key.size(), w.key};
        }
    }
    return words;
}

bool is_key(std::string_view text) noexcept
{
    std::size_t symbols = 0;
    for (std::size_t at = 0; at < text.size(); ++symbols) {
        const auto c = code_point_at(text, at);
        if (!c.valid() || symbols == most_key_symbols) return false;
        const bool first = c.value == U'_' || is_letter(c.value);
        const bool later = first || c.value == U'.' || c.value == U'-' || is_digit(c.value);
        if (!(symbols == 0 ? first : later)) return false;
        at += c.length;
    }
    return symbols > 0;
}

std::string marked(std::string_view text, std::size_t begin, std::size_t length)
{
    begin = std::min(begin, text.size());
    length = std::min(length, text.size() - begin);
    const auto from = back(text, begin, shown_around);
    const auto after = first_code_points(text.substr(begin + length), shown_around);
    std::string line;
    if (from > 0) line += "…";
    line += text.substr(from, begin - from);
    line += "⟦";
    line += text.substr(begin, length);
    line += "⟧";
    line += after;
    if (begin + length + after.size() < text.size()) line += "…";
    for (char& c : line) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    return line;
}

}  // namespace commands
