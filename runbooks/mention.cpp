#include "runbooks/mention.hpp"

#include <algorithm>
#include <optional>

namespace runbooks {
namespace {

constexpr std::string_view zero_width_space = "\xE2\x80\x8B";

bool is_id(std::string_view text, std::string_view first_letters)
{
    return text.size() > 1 && first_letters.find(text[0]) != std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           });
}

// `body` is what stands between < and >.
std::optional<mention> slack_mention(std::string_view body)
{
    const auto bar = body.find('|');
    const auto target = body.substr(0, bar);
    mention found;
    if (bar != std::string_view::npos) found.label = body.substr(bar + 1);
    if (target == "!channel") {
        found.kind = mention_kind::channel;
    } else if (target == "!here") {
        found.kind = mention_kind::here;
    } else if (target == "!everyone") {
        found.kind = mention_kind::everyone;
    } else if (target.starts_with("!subteam^") && is_id(target.substr(9), "S")) {
        found.kind = mention_kind::group;
        found.id = target.substr(9);
    } else if (target.starts_with('@') && is_id(target.substr(1), "UW")) {
        found.kind = mention_kind::person;
        found.id = target.substr(1);
    } else {
        return std::nullopt;
    }
    return found;
}

std::vector<mention> in_slack(std::string_view text)
{
    std::vector<mention> all;
    for (std::size_t open = text.find('<'); open != std::string_view::npos; open = text.find('<', open + 1)) {
        const auto end = text.find_first_of("<>\n", open + 1);
        if (end == std::string_view::npos) break;
        if (text[end] != '>') continue;
        if (auto found = slack_mention(text.substr(open + 1, end - open - 1))) {
            found->offset = open;
            found->length = end + 1 - open;
            all.push_back(std::move(*found));
        }
    }
    return all;
}

std::vector<mention> in_teams(std::string_view text)
{
    constexpr std::string_view closing = "</at>";
    std::vector<mention> all;
    for (std::size_t open = text.find("<at"); open != std::string_view::npos;
         open = text.find("<at", open + 1)) {
        const auto tag_end = text.find('>', open);
        if (tag_end == std::string_view::npos) break;
        if (text[open + 3] != '>' && text[open + 3] != ' ') continue;
        const auto close = text.find(closing, tag_end);
        if (close == std::string_view::npos) break;
        mention found;
        found.kind = mention_kind::person;
        found.id = text.substr(tag_end + 1, close - tag_end - 1);
        found.offset = open;
        found.length = close + closing.size() - open;
        open = close;
        all.push_back(std::move(found));
    }
    return all;
}

std::string_view shown_name(const mention& who)
{
    switch (who.kind) {
        case mention_kind::channel:
            return "channel";
        case mention_kind::here:
            return "here";
        case mention_kind::everyone:
            return "everyone";
        case mention_kind::person:
        case mention_kind::group:
            break;
    }
    std::string_view name = who.label.empty() ? who.id : who.label;
    if (name.starts_with('@')) name.remove_prefix(1);
    return name;
}

}  // namespace

std::vector<mention> mentions_in(dialect which, std::string_view text)
{
    switch (which) {
        case dialect::slack:
            return in_slack(text);
        case dialect::teams:
            return in_teams(text);
        case dialect::plain:
            break;
    }
    return {};
}

std::string shown(const mention& who)
{
    return "@" + std::string(shown_name(who));
}

std::string inert_mentions(dialect which, std::string_view text)
{
    std::string out;
    std::size_t copied = 0;
    for (const auto& who : mentions_in(which, text)) {
        out.append(text.substr(copied, who.offset - copied));
        out.append("@").append(zero_width_space).append(shown_name(who));
        copied = who.offset + who.length;
    }
    return out.append(text.substr(copied));
}

}  // namespace runbooks
