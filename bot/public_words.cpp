#include "bot/public_words.hpp"

#include "runbooks/case.hpp"

#include <arpa/inet.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace bot {
namespace {

constexpr std::array<std::string_view, 13> inside_domains{
    "local",
    "localdomain",
    "localhost",
    "internal",
    "intranet",
    "corp",
    "lan",
    "home",
    "private",
    "svc",
    "test",
    "arpa",
    "consul"
};

constexpr std::array<std::string_view, 27> everybodys{"AM", "API", "BR",  "BRT", "CEP", "CNPJ", "CPF",
                                                      "EU", "EUA", "FAQ", "GB",  "GMT", "HTTP", "HTTPS",
                                                      "ID", "MB",  "OK",  "PDF", "PIX", "PM",   "QR",
                                                      "RG", "SMS", "TV",  "URL", "USA", "UTC"};

RE2::Options options()
{
    RE2::Options o;
    o.set_log_errors(false);
    o.set_case_sensitive(false);
    return o;
}

bool is_below(std::string_view host, std::string_view domain)
{
    if (domain.starts_with("*.")) domain.remove_prefix(2);
    if (domain.empty() || !host.ends_with(domain)) return false;
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

bool is_allowed(std::string_view word, const message_policy& policy)
{
    const std::string lower = runbooks::lower(word);
    const auto at = lower.rfind('@');
    const std::string_view domain =
        at == lower.npos ? std::string_view(lower) : std::string_view(lower).substr(at + 1);
    return std::any_of(policy.allowed.begin(), policy.allowed.end(), [&](const std::string& each) {
        const std::string known = runbooks::lower(each);
        return lower == known || is_below(domain, known);
    });
}

bool is_inside_host(std::string_view host, const message_policy& policy)
{
    const std::string lower = runbooks::lower(host);
    const auto below = [&](std::string_view domain) { return is_below(lower, domain); };
    return std::any_of(inside_domains.begin(), inside_domains.end(), below) ||
           std::any_of(
               policy.internal_domains.begin(),
               policy.internal_domains.end(),
               [&](const std::string& d) { return below(runbooks::lower(d)); }
           );
}

bool is_address(std::string_view word)
{
    const std::string text(word);
    std::array<unsigned char, 16> parsed{};
    return ::inet_pton(AF_INET, text.c_str(), parsed.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), parsed.data()) == 1;
}

template <class Found>
void each_match(const RE2& pattern, std::string_view text, Found found)
{
    const re2::StringPiece whole(text.data(), text.size());
    std::size_t at = 0;
    re2::StringPiece hit;
    while (at <= text.size() && pattern.Match(whole, at, text.size(), RE2::UNANCHORED, &hit, 1)) {
        const auto begin = static_cast<std::size_t>(hit.data() - text.data());
        found(begin, std::string_view(hit.data(), hit.size()));
        at = begin + std::max<std::size_t>(1, hit.size());
    }
}

bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool is_word_char(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// The whole line is shouted: no acronym can be told in it.
bool is_shouted(std::string_view text, std::size_t at)
{
    const auto begin = text.rfind('\n', at) == text.npos ? 0 : text.rfind('\n', at) + 1;
    const auto line = text.substr(begin, std::min(text.find('\n', at), text.size()) - begin);
    const bool small = std::any_of(line.begin(), line.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return !small && std::count_if(line.begin(), line.end(), is_upper) > 10;
}

// The chunk between white space around a place: links and ids are such chunks.
std::string_view chunk_around(std::string_view text, std::size_t at)
{
    constexpr std::string_view spaces = " \n\t\r";
    const auto before = text.find_last_of(spaces, at);
    const auto begin = before == text.npos ? 0 : before + 1;
    return text.substr(begin, std::min(text.find_first_of(spaces, at), text.size()) - begin);
}

}  // namespace

std::vector<inside_word> find_inside_words(std::string_view text, const message_policy& policy)
{
    static const RE2 mail(R"([0-9a-z._%+-]+@[0-9a-z-]+(?:\.[0-9a-z-]+)+)", options());
    static const RE2 four(R"(\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b)", options());
    static const RE2 six(R"([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8})", options());
    static const RE2 host(R"(\b[0-9a-z](?:[0-9a-z_-]{0,62})(?:\.[0-9a-z_-]{1,63})*\b)", options());
    static const RE2 cloud(R"(\bip-[0-9]{1,3}(?:-[0-9]{1,3}){3}\b)", options());

    std::vector<inside_word> found;
    std::vector<inside_word> allowed;  // a part of such a word is no find either
    const auto add = [&](std::size_t begin, std::string_view word, inside_kind kind) {
        const auto overlaps = [&](const inside_word& other) {
            return begin < other.begin + other.length && other.begin < begin + word.size();
        };
        if (std::any_of(found.begin(), found.end(), overlaps) ||
            std::any_of(allowed.begin(), allowed.end(), overlaps))
            return;
        (is_allowed(word, policy) ? allowed : found).push_back({begin, word.size(), kind});
    };
    each_match(mail, text, [&](std::size_t at, std::string_view word) {
        add(at, word, inside_kind::e_mail);
    });
    each_match(four, text, [&](std::size_t at, std::string_view word) {
        const bool longer = (at > 0 && text[at - 1] == '.') ||
                            (at + word.size() + 1 < text.size() && text[at + word.size()] == '.' &&
                             text[at + word.size() + 1] >= '0' && text[at + word.size() + 1] <= '9');
        if (!longer && is_address(word)) add(at, word, inside_kind::address);
    });
    each_match(six, text, [&](std::size_t at, std::string_view word) {
        const bool inside = at > 0 && is_word_char(text[at - 1]);
        const auto colons = std::count(word.begin(), word.end(), ':');
        if (!inside && word.size() > 4 && (colons == 7 || word.find("::") != word.npos) && is_address(word))
            add(at, word, inside_kind::address);
    });
    each_match(cloud, text, [&](std::size_t at, std::string_view word) { add(at, word, inside_kind::host); });
    each_match(host, text, [&](std::size_t at, std::string_view word) {
        const bool lone = word.find('.') == word.npos;
        if (lone && runbooks::lower(word) != "localhost") return;
        if (is_inside_host(word, policy)) add(at, word, inside_kind::host);
    });
    std::sort(found.begin(), found.end(), [](const inside_word& a, const inside_word& b) {
        return a.begin < b.begin;
    });
    return found;
}

std::vector<bare_acronym> find_acronyms(
    std::string_view text, const message_policy& policy, std::string_view incident_prefix
)
{
    constexpr std::size_t longest = 6;
    std::vector<bare_acronym> found;
    for (std::size_t begin = 0; begin < text.size();) {
        if (!is_upper(text[begin])) {
            ++begin;
            continue;
        }
        std::size_t end = begin;
        while (end < text.size() && is_upper(text[end])) ++end;
        const std::string letters(text.substr(begin, end - begin));
        const bool starts = begin == 0 || !is_word_char(text[begin - 1]);
        std::size_t behind = end;
        if (behind < text.size() && text[behind] == 's') ++behind;  // "SLAs"
        const bool ends = behind == text.size() || !is_word_char(text[behind]);
        const std::size_t at = begin;
        begin = std::max(end, behind);
        if (!starts || !ends || letters.size() < 2 || letters.size() > longest) continue;

        const auto is_it = [&](std::string_view known) { return known == letters; };
        if (std::any_of(everybodys.begin(), everybodys.end(), is_it) ||
            std::any_of(policy.known_acronyms.begin(), policy.known_acronyms.end(), is_it) ||
            std::any_of(found.begin(), found.end(), [&](const bare_acronym& a) {
                return a.letters == letters;
            }))
            continue;
        const std::string_view chunk = chunk_around(text, at);
        if (chunk.find("://") != chunk.npos || chunk.find('@') != chunk.npos || chunk.find('{') != chunk.npos)
            continue;
        // "SUP-INC-845" and other codes with a number are names, not words.
        if (!incident_prefix.empty() && chunk.find(incident_prefix) != chunk.npos) continue;
        const bool code =
            chunk.find('-') != chunk.npos &&
            std::any_of(chunk.begin(), chunk.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (code || is_shouted(text, at)) continue;
        if (text.find("(" + letters + ")") != text.npos || text.find(letters + " (") != text.npos) continue;
        found.push_back({at, letters});
    }
    return found;
}

}  // namespace bot
