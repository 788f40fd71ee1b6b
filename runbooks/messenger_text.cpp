#include "runbooks/messenger_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "runbooks/json.hpp"
#include "runbooks/runbook.hpp"
#include "runbooks/suggest.hpp"
#include "runbooks/utf8.hpp"

namespace runbooks {
namespace {

constexpr std::size_t context_limit = 1024 * 1024;
constexpr std::size_t context_names = 1'000;

std::string first_error(const std::vector<diagnostic>& all)
{
    const auto found =
        std::find_if(all.begin(), all.end(), [](const auto& d) { return d.severity == level::error; });
    return found == all.end() ? "" : to_string(*found);
}

// A stage without a usable text: because there is none, or because what is there is faulty.
fault missing(const messenger_request& what, const parse_result& parsed, std::string message)
{
    const auto cause = first_error(parsed.diagnostics);
    if (!cause.empty()) message += "\n" + cause;
    return {fmt::format("{}: {}", what.runbook, message)};
}

std::string joined_names(std::span<const std::string> names)
{
    return fmt::format("{}", fmt::join(names, ", "));
}

std::optional<std::string> text_of(const json_value& from)
{
    const auto scalar = [](const json_value& v) {
        return v.kind != json_kind::array && v.kind != json_kind::object;
    };
    if (from.kind == json_kind::null) return std::nullopt;
    if (scalar(from)) return from.text;
    if (from.kind == json_kind::object || !std::all_of(from.items.begin(), from.items.end(), scalar))
        return compact_json(from);
    std::vector<std::string> given;
    for (const auto& item : from.items)
        if (item.kind != json_kind::null) given.push_back(item.text);
    return joined_names(given);
}

std::string line_and_column(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, offset);
    const auto line_start = before.rfind('\n') + 1;
    const auto lines = std::count(before.begin(), before.end(), '\n');
    return fmt::format("{}:{}", lines + 1, code_points(before.substr(line_start)) + 1);
}

}  // namespace

boost::system::result<messenger_message, fault> messenger_text(const messenger_request& what)
{
    auto parsed = parse(what.runbook, what.markdown);
    const auto* found = parsed.book.find(what.stage);
    if (found == nullptr) {
        std::vector<std::string> names;
        for (const auto& s : parsed.book.stages) names.push_back(s.name);
        if (names.empty()) return missing(what, parsed, "no message templates in this runbook");
        return missing(
            what,
            parsed,
            fmt::format(
                "no stage \"{}\"{} The stages are: {}",
                what.stage,
                nearest(what.stage, std::span<const std::string>(names))
                    ? did_you_mean(what.stage, std::span<const std::string>(names))
                    : ".",
                joined_names(names)
            )
        );
    }
    const auto* text = found->text_for(what.channel, what.language);
    if (text == nullptr) {
        std::vector<std::string> languages;
        for (const auto& each : found->translations) languages.push_back(each.language);
        return missing(
            what,
            parsed,
            fmt::format(
                "stage \"{}\" has no {}text for {}{}{}",
                found->name,
                first_error(parsed.diagnostics).empty() ? "" : "usable ",
                name_of(what.channel),
                what.language.empty() ? "" : " in " + what.language,
                languages.empty() ? "" : "; it has texts in " + joined_names(languages)
            )
        );
    }
    const auto to = what.escape ? what.channel : dialect::plain;
    auto made = text->text.render(what.with, to, as_given);
    if (!made.bad_urls.empty())
        return fault{fmt::format(
            "{}: stage \"{}\" has {} inside a link, where only an http(s) URL may stand",
            what.runbook,
            found->name,
            joined_names(made.bad_urls)
        )};
    return messenger_message{std::move(made.text), std::move(made.unfilled), std::move(parsed.diagnostics)};
}

boost::system::result<values, fault> context_values(std::string_view json_text)
{
    if (json_text.starts_with("\xEF\xBB\xBF")) json_text.remove_prefix(3);
    if (json_text.size() > context_limit) return fault{fmt::format("larger than {} bytes", context_limit)};
    const auto json = read_json(json_text);
    if (!json)
        return fault{
            fmt::format("{}: {}", line_and_column(json_text, json.error().offset), json.error().message)
        };
    if (json->members.size() > context_names) return fault{fmt::format("more than {} names", context_names)};
    values out;
    for (const auto& member : json->members) {
        // Of a repeated name the last one counts, null included.
        out.erase(member.key);
        if (auto text = text_of(member.value)) out.emplace(member.key, std::move(*text));
    }
    return out;
}

boost::system::result<std::pair<std::string, std::string>, fault> variable_argument(std::string_view text)
{
    if (invalid_utf8_at(text) != std::string_view::npos) {
        const auto shown = strip(text.substr(0, text.find('=')));
        const bool name_is_text = invalid_utf8_at(shown) == std::string_view::npos;
        return fault{fmt::format("{}is not valid UTF-8", name_is_text ? fmt::format("{} ", shown) : "")};
    }
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return fault{fmt::format("\"{}\" is not KEY=VALUE", text)};
    const auto key = strip(text.substr(0, equals));
    if (key.empty()) return fault{fmt::format("\"{}\" has no name before the =", text)};
    return std::pair{std::string(key), std::string(strip(text.substr(equals + 1)))};
}

}  // namespace runbooks
