#include "bot/credential_mark.hpp"

#include "bot/approval_phrases.hpp"
#include "bot/lifecycle.hpp"
#include "runbooks/utf8.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace bot {
namespace {

namespace words = approval_phrases;

constexpr std::size_t most_shown = 4;  // characters of a known shape: what the issuer begins its secrets with
constexpr std::size_t most_places = 5;     // told to the person
constexpr std::size_t context_width = 30;  // code points around a mark, so that it is found again

// The names of both languages, whatever the daemon speaks now: marks are stored.
constexpr const char* mark_pattern =
    R"(\[(?:credencial-removida|credential-removed)/([a-z_]{1,40})(?:/[0-9A-Za-z_-]{1,8}…)?\])";

bool is_guess(std::string_view kind)
{
    return kind == "assigned" || kind == "random" || kind == "hex";
}

// Whether the word around this place is a link: what looks random there is the name of a page.
bool is_in_link(std::string_view text, std::size_t at)
{
    const auto begin = text.find_last_of(" \t\r\n\"'<>()", at);
    const std::string_view before = text.substr(begin == text.npos ? 0 : begin + 1, at - (begin + 1));
    return before.find("://") != before.npos;
}

bool overlaps(const std::vector<leak>& all, const leak& one)
{
    return std::any_of(all.begin(), all.end(), [&](const leak& each) {
        return each.begin < one.begin + one.length && one.begin < each.begin + each.length;
    });
}

void replace(typed_command& typed, const std::vector<leak>& found, language l)
{
    for (auto each = found.rbegin(); each != found.rend(); ++each) {
        const std::size_t end = each->begin + each->length;
        const std::string mark =
            credential_mark(*each, std::string_view(typed.text).substr(each->begin, each->length), l);
        std::erase_if(typed.people, [&](const person_span& who) {
            return who.begin < end && each->begin < who.begin + who.length;
        });
        for (person_span& who : typed.people) {
            if (who.begin >= end) who.begin = who.begin - each->length + mark.size();
        }
        typed.text.replace(each->begin, each->length, mark);
    }
}

typed_command without_secrets(typed_command typed, const message_policy& policy, language l)
{
    // What stood beside a credential may look like another one once that is out. Each round leaves less to
    // find.
    for (auto found = find_secrets(typed.text, policy); !found.empty();
         found = find_secrets(typed.text, policy))
        replace(typed, found, l);
    return typed;
}

// The mark with a few words around it, on one line.
std::string surroundings(std::string_view text, const leak& mark)
{
    const auto is_inside = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    std::size_t begin = mark.begin;
    for (std::size_t n = 0; n < context_width && begin > 0; ++n) {
        --begin;
        while (begin > 0 && is_inside(text[begin])) --begin;
    }
    std::size_t end = mark.begin + mark.length;
    for (std::size_t n = 0; n < context_width && end < text.size(); ++n) {
        ++end;
        while (end < text.size() && is_inside(text[end])) ++end;
    }
    std::string out = (begin > 0 ? "…" : "") + std::string(text.substr(begin, end - begin));
    if (end < text.size()) out += "…";
    std::replace_if(out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return out;
}

}  // namespace

std::string credential_mark(const leak& what, std::string_view secret, language l)
{
    std::string begins;
    if (!is_guess(what.kind)) {
        for (const char c : secret.substr(0, std::min(most_shown, secret.size() / 3))) {
            if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-') begins += c;
        }
    }
    std::string mark = "[" + std::string(words::credential_mark.in(l)) + "/" + what.kind;
    if (!begins.empty()) mark += "/" + begins + "…";
    return mark + "]";
}

std::vector<leak> find_marks(std::string_view text)
{
    static const RE2 pattern(mark_pattern);
    std::vector<leak> found;
    const re2::StringPiece whole(text.data(), text.size());
    std::size_t at = 0;
    std::array<re2::StringPiece, 2> hit;
    while (at <= text.size() && pattern.Match(whole, at, text.size(), RE2::UNANCHORED, hit.data(), 2)) {
        const auto begin = static_cast<std::size_t>(hit[0].data() - text.data());
        found.push_back({begin, hit[0].size(), std::string(hit[1].data(), hit[1].size())});
        at = begin + hit[0].size();
    }
    return found;
}

std::vector<leak> find_secrets(std::string_view text, const message_policy& policy)
{
    const auto marks = find_marks(text);
    auto found = find_credentials(text);
    std::erase_if(found, [&](const leak& each) { return overlaps(marks, each); });
    if (policy.entropy != policy_level::error) return found;
    for (leak& each : find_token_like(text)) {
        if (each.kind == "hex" || overlaps(marks, each) || overlaps(found, each)) continue;
        if (each.kind == "random" && is_in_link(text, each.begin)) continue;
        const std::string_view word = text.substr(each.begin, each.length);
        if (std::find(policy.allowed.begin(), policy.allowed.end(), word) != policy.allowed.end()) continue;
        found.push_back(std::move(each));
    }
    std::sort(found.begin(), found.end(), [](const leak& a, const leak& b) { return a.begin < b.begin; });
    return found;
}

std::string without_secrets(std::string text, const message_policy& policy, language l)
{
    return without_secrets(typed_command{.text = std::move(text), .people = {}}, policy, l).text;
}

inbound without_secrets(inbound event, const context& ctx)
{
    const language l = channel_language(ctx);
    const message_policy& policy = ctx.config.policy;
    if (auto* typed = std::get_if<typed_command>(&event.what)) {
        *typed = without_secrets(std::move(*typed), policy, l);
    } else if (auto* form = std::get_if<form_submission>(&event.what)) {
        for (auto& [name, value] : form->fields) value = without_secrets(std::move(value), policy, l);
    }
    return event;
}

void tell_of_marks(change_set& changes, const context& ctx, const inbound& event)
{
    const language l = private_language(ctx, event.from);
    std::string places;
    std::size_t count = 0;
    bool guessed = false;
    const auto add = [&](const std::string& place, const std::string& kind) {
        guessed = guessed || is_guess(kind);
        if (++count <= most_places) places += "\n• " + place + " (" + kind + ")";
    };
    if (const auto* typed = std::get_if<typed_command>(&event.what)) {
        for (const leak& mark : find_marks(typed->text)) add(surroundings(typed->text, mark), mark.kind);
    } else if (const auto* form = std::get_if<form_submission>(&event.what)) {
        for (const auto& [name, value] : form->fields)
            for (const leak& mark : find_marks(value))
                add(name + ": " + surroundings(value, mark), mark.kind);
    }
    if (count == 0) return;
    if (count > most_places) places += "\n• " + say(l, words::and_more_findings, count - most_places);
    notice told = changes.private_answer().value_or(notice{});
    if (!told.text.empty()) told.text += "\n\n";
    told.text += say(l, words::credentials_removed, places);
    if (guessed) told.text += " " + std::string(words::credential_guessed.in(l));
    changes.answer(std::move(told));
}

}  // namespace bot
