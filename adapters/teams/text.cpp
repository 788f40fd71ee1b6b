#include "adapters/teams/text.hpp"

#include "adapters/http/headers.hpp"
#include "adapters/teams/html_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace adapters::teams {
namespace {

// Spaces that look like one but are not: the command menu leaves a no-break one behind the command.
void append_words(std::string& out, std::string_view words)
{
    constexpr std::array<std::string_view, 4> odd{"\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xE2\x80\xAF"};
    while (!words.empty()) {
        const auto found = std::find_if(odd.begin(), odd.end(), [words](std::string_view each) {
            return words.starts_with(each);
        });
        if (found != odd.end()) {
            out += ' ';
            words.remove_prefix(found->size());
        } else if (words.starts_with("\r\n")) {
            out += '\n';
            words.remove_prefix(2);
        } else {
            out += words.front() == '\t' ? ' ' : words.front();
            words.remove_prefix(1);
        }
    }
}

bool is_only_space(std::string_view words)
{
    std::string plain;
    append_words(plain, words);
    return plain.find_first_not_of(" \r\n") == std::string::npos;
}

// Names are written with or without entities, in either place.
bool same_name(std::string_view a, std::string_view b)
{
    return a == b || decode_entities(a) == decode_entities(b);
}

bool stands_for(const mention& m, const std::string& words)
{
    return same_name(m.name, words) || m.text == "<at>" + words + "</at>";
}

constexpr std::size_t most_resolved = 300;  // mentions of one message

class decoder {
public:
    decoder(const typed_source& from, const text_readers& how) : from_(from), how_(how) {}

    bot::typed_command run()
    {
        std::vector<text_piece> pieces;
        if (!from_.html.empty()) pieces = read_html(from_.html);
        const bool says_nothing = std::all_of(pieces.begin(), pieces.end(), [](const text_piece& p) {
            return is_only_space(p.words);
        });
        if (says_nothing) pieces = read_plain(from_.text);
        for (const text_piece& piece : pieces) {
            if (piece.is_mention)
                take_mention(piece);
            else
                take_words(piece.words);
        }
        if (!met_bot_) erase_literal_mention();
        trim();
        strip_command_word();
        return std::move(out_);
    }

private:
    void take_words(const std::string& words)
    {
        if (!is_only_space(words)) last_person_.clear();
        append_words(out_.text, words);
    }

    void take_mention(const text_piece& piece)
    {
        const mention* who = resolve(piece);
        ++met_;
        if (who == nullptr) {
            last_person_.clear();
            out_.text += '@';
            append_words(out_.text, decode_entities(piece.words));
            return;
        }
        if (how_.is_bot(*who)) {
            met_bot_ = true;
            last_person_.clear();
            return;
        }
        // One person's name may come in several mentions beside each other.
        if (!who->id.empty() && who->id == last_person_) {
            out_.text.resize(last_end_);
            return;
        }
        bot::account account = how_.who(*who);
        std::string shown = how_.handle(account, who->name);
        if (shown.empty())
            append_words(shown, "@" + decode_entities(who->name.empty() ? piece.words : who->name));
        if (!account.id.empty()) out_.people.push_back({out_.text.size(), shown.size(), std::move(account)});
        out_.text += shown;
        last_person_ = who->id;
        last_end_ = out_.text.size();
    }

    // By its number where the name agrees, by the order of appearance likewise, else by the name alone.
    const mention* resolve(const text_piece& piece) const
    {
        const auto& all = from_.mentions;
        if (met_ >= most_resolved) return nullptr;  // more than anybody mentions: not worth comparing each
        std::size_t number = all.size();
        std::from_chars(piece.item.data(), piece.item.data() + piece.item.size(), number);
        if (number < all.size() && stands_for(all[number], piece.words)) return &all[number];
        if (met_ < all.size() && stands_for(all[met_], piece.words)) return &all[met_];
        const auto named = std::find_if(all.begin(), all.end(), [&](const mention& m) {
            return stands_for(m, piece.words);
        });
        if (named != all.end()) return &*named;
        return number < all.size() && !piece.item.empty() ? &all[number] : nullptr;
    }

    // Some clients write the name without a tag.
    void erase_literal_mention()
    {
        for (const mention& m : from_.mentions) {
            if (!how_.is_bot(m) || m.text.empty()) continue;
            const auto at = out_.text.find(m.text);
            if (at == std::string::npos) continue;
            const auto end = at + m.text.size();
            const bool touches_person =
                std::any_of(out_.people.begin(), out_.people.end(), [&](const auto& p) {
                    return p.begin < end && at < p.begin + p.length;
                });
            if (touches_person) continue;
            out_.text.erase(at, m.text.size());
            for (auto& p : out_.people)
                if (p.begin >= end) p.begin -= m.text.size();
            met_bot_ = true;
            return;
        }
    }

    void drop_front(std::size_t size)
    {
        out_.text.erase(0, size);
        for (auto& p : out_.people) p.begin -= size;
    }

    void trim()
    {
        const std::string_view before = met_bot_ ? " \r\n:," : " \r\n";
        std::size_t first = std::min(out_.text.find_first_not_of(before), out_.text.size());
        if (!out_.people.empty()) first = std::min(first, out_.people.front().begin);
        drop_front(first);
        std::size_t end = out_.text.find_last_not_of(" \r\n") + 1;
        if (!out_.people.empty()) end = std::max(end, out_.people.back().begin + out_.people.back().length);
        out_.text.resize(end);
    }

    void strip_command_word()
    {
        const bool begins_with_person = !out_.people.empty() && out_.people.front().begin == 0;
        if (begins_with_person) return;
        const std::size_t slash = out_.text.starts_with('/') ? 1 : 0;
        const auto end = std::min(out_.text.find_first_of(" \r\n", slash), out_.text.size());
        const std::string_view word = std::string_view(out_.text).substr(slash, end - slash);
        const bool is_ours = http::same_text(word, "incident") || http::same_text(word, "incidente");
        if (!is_ours) return drop_front(slash);
        std::size_t next = std::min(out_.text.find_first_not_of(" \r\n", end), out_.text.size());
        if (!out_.people.empty()) {
            if (out_.people.front().begin < end) return;  // a handle that is part of the word
            next = std::min(next, out_.people.front().begin);
        }
        drop_front(next);
    }

    const typed_source& from_;
    const text_readers& how_;
    bot::typed_command out_;
    std::size_t met_ = 0;
    bool met_bot_ = false;
    std::string last_person_;  // whose mention was the last thing said, spaces aside
    std::size_t last_end_ = 0;
};

}  // namespace

bool mentions_bot(const typed_source& from, const text_readers& how)
{
    return std::any_of(from.mentions.begin(), from.mentions.end(), how.is_bot);
}

bot::typed_command decode_typed(const typed_source& from, const text_readers& how)
{
    return decoder(from, how).run();
}

}  // namespace adapters::teams
