#include "runbooks/stage.hpp"

#include <algorithm>

#include "runbooks/case.hpp"

namespace runbooks {
namespace {

void add_once(std::vector<std::string>& to, std::string name)
{
    if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(std::move(name));
}

bool contains(const std::vector<std::string>& all, std::string_view name)
{
    return std::find(all.begin(), all.end(), name) != all.end();
}

}  // namespace

const stage_text* stage::text_for(dialect platform, std::string_view language) const noexcept
{
    const auto of_platform = [&](const stage_texts& from) -> const stage_text* {
        if (platform == dialect::slack && from.slack) return &*from.slack;
        if (platform == dialect::teams && from.teams) return &*from.teams;
        return nullptr;
    };
    const auto of_any = [](const stage_texts& from) { return from.any ? &*from.any : nullptr; };
    // The whole tag first, then its language alone.
    const auto translated = [&](const auto& pick) -> const stage_text* {
        for (const auto tag : {language, language.substr(0, language.find('-'))}) {
            for (const auto& each : translations) {
                if (tag.empty() || each.language != tag) continue;
                if (const auto* found = pick(each)) return found;
            }
        }
        return nullptr;
    };
    if (const auto* found = translated(of_platform)) return found;
    if (const auto* found = of_platform(*this)) return found;
    if (const auto* found = translated(of_any)) return found;
    return of_any(*this);
}

std::vector<const stage_text*> stage::all_texts() const
{
    std::vector<const stage_text*> found;
    const auto add = [&](const stage_texts& from) {
        for (const auto* text : {&from.slack, &from.teams, &from.any})
            if (*text) found.push_back(&**text);
    };
    add(*this);
    for (const auto& each : translations) add(each);
    return found;
}

std::string_view stage::sets_state() const noexcept
{
    if (settings && !settings->sets_state.empty()) return settings->sets_state;
    return name == "resolution" ? "resolved" : "";
}

bool stage::may_stay_unfilled(std::string_view variable) const
{
    if (!settings) return false;
    const auto folded = lower(variable);
    return contains(settings->optional, folded) && !contains(settings->required, folded);
}

std::vector<std::string> stage::must_fill(const std::vector<const stage_text*>& texts) const
{
    std::vector<std::string> names;
    if (settings)
        for (const auto& variable : settings->required) add_once(names, variable);
    for (const auto* text : texts) {
        if (text == nullptr) continue;
        for (const auto& variable : text->text.placeholders())
            if (!may_stay_unfilled(variable)) add_once(names, lower(variable));
    }
    return names;
}

std::vector<std::string> stage::variables() const
{
    std::vector<std::string> names;
    for (const auto* text : all_texts())
        for (const auto& variable : text->text.placeholders()) add_once(names, lower(variable));
    if (settings) {
        for (const auto& variable : settings->required) add_once(names, variable);
        for (const auto& variable : settings->optional) add_once(names, variable);
    }
    return names;
}

}  // namespace runbooks
