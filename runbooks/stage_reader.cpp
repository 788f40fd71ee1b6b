#include "runbooks/stage_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "runbooks/case.hpp"
#include "runbooks/language_tag.hpp"
#include "runbooks/runbook.hpp"
#include "runbooks/settings_reader.hpp"
#include "runbooks/suggest.hpp"
#include "runbooks/utf8.hpp"

namespace runbooks {
namespace {

using namespace std::string_view_literals;

constexpr std::array channels{"slack"sv, "teams"sv, "any"sv};
constexpr std::array top_keys{"templates"sv, "stages"sv};
constexpr std::array attributes{"stage"sv, "channel"sv, "lang"sv};
constexpr std::size_t longest_stage_name = 64;
constexpr std::size_t translation_limit = 20;
constexpr auto default_language = "default"sv;

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> out;
    while (true) {
        const auto start = text.find_first_not_of(" \t");
        if (start == std::string_view::npos) return out;
        text.remove_prefix(start);
        out.push_back(text.substr(0, text.find_first_of(" \t")));
        text.remove_prefix(out.back().size());
    }
}

std::string_view name_fault(std::string_view name)
{
    if (name.empty()) return "a stage needs a name";
    if (code_points(name) > longest_stage_name) return "a stage's name has at most 64 characters";
    if (name.starts_with('.')) return "a stage's name cannot start with a dot";
    for (const char c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == '/' || c == '\\' || c == 0x7F)
            return "a stage's name becomes part of a file's name: no slash and no control character";
    return {};
}

bool looks_like_templates(std::string_view text)
{
    return strip(text).starts_with('{') && text.find("\"templates\"") != std::string_view::npos;
}

}  // namespace

place stage_reader::at(const fence& from, std::size_t offset) const
{
    const auto spot = from.spot_of(offset);
    return {faults_.file(), spot.line, spot.column};
}

void stage_reader::read(const fence& from)
{
    const auto info = words(from.info);
    const auto first = info.empty() ? std::string() : lower(info[0]);
    const auto second = info.size() < 2 ? std::string() : lower(info[1]);
    const bool templates = first == "json" && second == "runbook_templates";
    if (templates || first == "message") {
        if (!from.closed) {
            faults_.error(from.line, from.column, "this fence is never closed");
            return;
        }
        if (templates)
            read_templates(from);
        else
            read_message(from);
        if (templates && info.size() > 2)
            faults_.warning(
                from.line, from.column, fmt::format("unknown word \"{}\" after runbook_templates", info[2])
            );
        return;
    }
    constexpr std::array meant{"runbook_templates"sv};
    const bool near_name = (first == "json" && nearest(second, meant)) || nearest(first, meant);
    if (near_name)
        faults_.error(from.line, from.column, "write ```json runbook_templates for the templates to be read");
    else if ((first.empty() || first == "json") && looks_like_templates(from.content))
        faults_.warning(
            from.line,
            from.column,
            "this looks like templates; only a fence ```json runbook_templates is read"
        );
}

void stage_reader::read(const loose_json& from)
{
    if (looks_like_templates(from.text))
        faults_.warning(
            from.line,
            from.column,
            "templates outside of a fence; only a fence ```json runbook_templates is read"
        );
}

void stage_reader::read_templates(const fence& from)
{
    const auto json = read_json(from.content);
    if (!json) {
        faults_.error(at(from, json.error().offset), json.error().message);
        return;
    }
    bool has_templates = false;
    for (const auto& member : json->members) {
        const auto key = lower(member.key);
        if (key != "templates" && key != "stages") {
            tell_unknown_key(member.key, "beside \"templates\"", at(from, member.offset), top_keys, faults_);
        } else if (member.value.kind != json_kind::object) {
            faults_.error(
                at(from, member.value.offset),
                fmt::format("\"{}\" must be an object, not {}", key, name_of(member.value.kind))
            );
        } else if (key == "templates") {
            has_templates = true;
            for (const auto& of : member.value.members) read_stage_texts(from, of);
        }
    }
    // Only now, so that the order of the stages is that of their texts.
    for (const auto& member : json->members) {
        if (lower(member.key) != "stages" || member.value.kind != json_kind::object) continue;
        has_templates = true;
        for (const auto& of : member.value.members) {
            auto* into = stage_named(of.key, at(from, of.offset));
            if (into == nullptr) continue;
            auto settings = read_settings(
                into->name, of.value, [&](std::size_t offset) { return at(from, offset); }, faults_
            );
            settings.where = at(from, of.offset);
            if (into->settings)
                faults_.error(
                    settings.where,
                    fmt::format(
                        "the settings of stage \"{}\" are already at {}",
                        into->name,
                        to_string(into->settings->where)
                    )
                );
            else
                into->settings = std::move(settings);
        }
    }
    if (!has_templates) faults_.error(from.line, from.column, "this fence has no \"templates\"");
}

void stage_reader::read_stage_texts(const fence& from, const json_member& of)
{
    auto* into = stage_named(of.key, at(from, of.offset));
    if (into == nullptr) return;
    if (of.value.kind != json_kind::object) {
        faults_.error(
            at(from, of.value.offset),
            fmt::format(
                "stage \"{}\" must be an object like {{\"slack\": TEXT, \"teams\": TEXT}}", into->name
            )
        );
        return;
    }
    for (const auto& member : of.value.members) {
        const auto channel = lower(member.key);
        if (std::find(channels.begin(), channels.end(), channel) == channels.end())
            tell_unknown_key(
                member.key,
                fmt::format("in stage \"{}\"", into->name),
                at(from, member.offset),
                channels,
                faults_
            );
        else if (member.value.kind == json_kind::object)
            read_translations(from, *into, channel, member.value);
        else if (member.value.kind != json_kind::string)
            faults_.error(
                at(from, member.value.offset),
                fmt::format("a template must be a text, not {}", name_of(member.value.kind))
            );
        else
            put_text(*into, channel, {}, member.value.text, from, &member.value);
    }
}

// {"pt-BR": TEXT, "en": TEXT}; "default" is the text of no particular language.
void stage_reader::read_translations(
    const fence& from, stage& into, std::string_view channel, const json_value& texts
)
{
    for (const auto& member : texts.members) {
        std::string language;
        if (lower(member.key) != default_language) {
            const auto tag = language_tag(member.key);
            if (!tag) {
                faults_.error(
                    at(from, member.offset),
                    fmt::format("\"{}\" is no language; write a tag such as pt-BR, or default", member.key)
                );
                continue;
            }
            language = *tag;
        }
        if (member.value.kind != json_kind::string)
            faults_.error(
                at(from, member.value.offset),
                fmt::format("a template must be a text, not {}", name_of(member.value.kind))
            );
        else
            put_text(into, channel, language, member.value.text, from, &member.value);
    }
}

void stage_reader::read_message(const fence& from)
{
    std::map<std::string, std::string> given;
    const auto fault = [&](std::string message) {
        faults_.error(from.line, from.column, std::move(message));
    };
    const auto info = words(from.info);
    for (std::size_t i = 1; i < info.size(); ++i) {
        const auto equals = info[i].find('=');
        if (equals == std::string_view::npos) {
            fault(fmt::format("\"{}\" is no attribute; write stage=NAME channel=slack|teams|any", info[i]));
            return;
        }
        const auto key = lower(info[i].substr(0, equals));
        auto value = info[i].substr(equals + 1);
        if (value.size() > 1 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        if (std::find(attributes.begin(), attributes.end(), key) == attributes.end())
            return fault(fmt::format("unknown attribute \"{}\"{}", key, did_you_mean(key, attributes)));
        if (!given.emplace(key, value).second)
            return fault(fmt::format("attribute \"{}\" is written twice", key));
    }
    if (!given.contains("stage"))
        return fault("this message names no stage; write ```message stage=NAME channel=any");
    const auto channel = given.contains("channel") ? lower(given["channel"]) : "any";
    if (std::find(channels.begin(), channels.end(), channel) == channels.end())
        return fault(fmt::format(
            "\"{}\" is no channel; write slack, teams or any{}", channel, did_you_mean(channel, channels)
        ));
    std::string language;
    if (const auto lang = given.find("lang");
        lang != given.end() && lower(lang->second) != default_language) {
        const auto tag = language_tag(lang->second);
        if (!tag)
            return fault(fmt::format("\"{}\" is no language; write a tag such as lang=pt-BR", lang->second));
        language = *tag;
    }
    auto* into = stage_named(given["stage"], {faults_.file(), from.line, from.column});
    if (into != nullptr) put_text(*into, channel, language, from.content, from, nullptr);
}

stage* stage_reader::stage_named(std::string_view written, const place& at)
{
    const auto name = lower(strip(written));
    if (const auto why = name_fault(name); !why.empty()) {
        faults_.error(at, std::string(why));
        return nullptr;
    }
    const auto known =
        std::find_if(stages_.begin(), stages_.end(), [&](const stage& s) { return s.name == name; });
    if (known != stages_.end()) return &*known;
    if (stages_.size() == stage_limit) {
        faults_.error(at, fmt::format("more than {} stages", stage_limit));
        return nullptr;
    }
    if (name.find_first_of(" \t\"'=") != std::string::npos)
        faults_.warning(at, fmt::format("stage \"{}\" cannot be typed as one word; use _ instead", name));
    stages_.emplace_back().name = name;
    stages_.back().where = at;
    return &stages_.back();
}

// `value` is the JSON string the text comes from; without one the text is the fence's content.
void stage_reader::put_text(
    stage& into,
    std::string_view channel,
    const std::string& language,
    std::string_view text,
    const fence& from,
    const json_value* value
)
{
    const auto offset_of = [&](std::size_t in_text) {
        return value == nullptr ? in_text : value->source_of(from.content, in_text);
    };
    const place start = at(from, offset_of(0));
    const std::string what =
        language.empty() ? std::string(channel) : fmt::format("{} in {}", channel, language);
    const auto [earlier, first] = texts_.emplace(fmt::format("{} {}", into.name, what), start);
    if (!first) {
        faults_.error(
            start,
            fmt::format(
                "stage \"{}\" already has a text for {} at {}", into.name, what, to_string(earlier->second)
            )
        );
        return;
    }
    auto compiled = message_template::compile(text);
    if (!compiled) {
        faults_.error(at(from, offset_of(compiled.error().offset)), compiled.error().message);
        return;
    }
    if (strip(text).empty()) {
        faults_.error(start, fmt::format("the {} text of stage \"{}\" is empty", what, into.name));
        return;
    }
    stage_texts* texts = &into;
    if (!language.empty()) {
        const auto known =
            std::find_if(into.translations.begin(), into.translations.end(), [&](const auto& each) {
                return each.language == language;
            });
        if (known != into.translations.end()) {
            texts = &*known;
        } else if (into.translations.size() == translation_limit) {
            faults_.error(
                start, fmt::format("stage \"{}\": more than {} languages", into.name, translation_limit)
            );
            return;
        } else {
            into.translations.emplace_back().language = language;
            texts = &into.translations.back();
        }
    }
    auto& slot = channel == "slack" ? texts->slack : channel == "teams" ? texts->teams : texts->any;
    slot = stage_text{*std::move(compiled), start};
}

std::vector<stage> stage_reader::take()
{
    return std::move(stages_);
}

}  // namespace runbooks
