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

const stage_text* stage::text_for(dialect platform) const noexcept
{
    if (platform == dialect::slack && slack) return &*slack;
    if (platform == dialect::teams && teams) return &*teams;
    return any ? &*any : nullptr;
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
    for (const auto* text : {&slack, &teams, &any})
        if (*text)
            for (const auto& variable : (*text)->text.placeholders()) add_once(names, lower(variable));
    if (settings) {
        for (const auto& variable : settings->required) add_once(names, variable);
        for (const auto& variable : settings->optional) add_once(names, variable);
    }
    return names;
}

}  // namespace runbooks
