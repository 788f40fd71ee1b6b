#include "runbooks/library.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "runbooks/case.hpp"
#include "runbooks/suggest.hpp"

namespace runbooks {
namespace {

diagnostic told(level severity, const place& at, std::string message)
{
    return {severity, at.file, at.line, at.column, std::move(message)};
}

void merge_text(
    std::string_view stage,
    std::string_view channel,
    const std::optional<stage_text>& text,
    std::optional<stage_text>& into,
    std::vector<diagnostic>& faults
)
{
    if (!text) return;
    if (!into) {
        into = text;
        return;
    }
    faults.push_back(told(
        level::error,
        text->where,
        fmt::format("stage \"{}\" already has a text for {} at {}", stage, channel, to_string(into->where))
    ));
}

void merge_texts(
    std::string_view stage,
    const stage_texts& from,
    stage_texts& into,
    std::string_view language,
    std::vector<diagnostic>& faults
)
{
    const auto merge = [&](std::string_view channel, const auto& text, auto& to) {
        merge_text(stage, fmt::format("{}{}", channel, language), text, to, faults);
    };
    merge("slack", from.slack, into.slack);
    merge("teams", from.teams, into.teams);
    merge("any", from.any, into.any);
}

void merge_stage(const stage& from, stage& into, std::vector<diagnostic>& faults)
{
    merge_texts(from.name, from, into, {}, faults);
    for (const auto& each : from.translations) {
        const auto known =
            std::find_if(into.translations.begin(), into.translations.end(), [&](const auto& t) {
                return t.language == each.language;
            });
        if (known == into.translations.end())
            into.translations.push_back(each);
        else
            merge_texts(from.name, each, *known, " in " + each.language, faults);
    }
    if (!from.settings) return;
    if (into.settings)
        faults.push_back(told(
            level::error,
            from.settings->where,
            fmt::format(
                "the settings of stage \"{}\" are already at {}", from.name, to_string(into.settings->where)
            )
        ));
    else
        into.settings = from.settings;
}

}  // namespace

library_result library::build(std::vector<runbook> books)
{
    library_result out;
    library& made = out.books;
    for (const auto& book : books) {
        for (const auto& from : book.stages) {
            const auto known = std::find_if(made.stages_.begin(), made.stages_.end(), [&](const stage& s) {
                return s.name == from.name;
            });
            if (known == made.stages_.end())
                made.stages_.push_back(from);
            else
                merge_stage(from, *known, out.diagnostics);
        }
        for (const auto& row : book.roles) {
            const auto known = std::find_if(made.roles_.begin(), made.roles_.end(), [&](const role_row& r) {
                return lower(r.role) == lower(row.role);
            });
            if (known == made.roles_.end())
                made.roles_.push_back(row);
            else if (known->holder != row.holder || known->deputy != row.deputy)
                out.diagnostics.push_back(told(
                    level::warning,
                    row.where,
                    fmt::format(
                        "role \"{}\" is held by others at {}, which counts", row.role, to_string(known->where)
                    )
                ));
        }
        made.checklists_.insert(made.checklists_.end(), book.checklists.begin(), book.checklists.end());
    }
    made.books_ = std::move(books);
    return out;
}

const stage* library::find(std::string_view stage_name) const
{
    const auto name = lower(strip(stage_name));
    const auto found =
        std::find_if(stages_.begin(), stages_.end(), [&](const stage& s) { return s.name == name; });
    return found == stages_.end() ? nullptr : &*found;
}

std::vector<std::string> library::stage_names() const
{
    std::vector<std::string> names;
    for (const auto& s : stages_) names.push_back(s.name);
    return names;
}

const stage_text* library::text_for(std::string_view stage_name, dialect platform) const
{
    const auto* found = find(stage_name);
    return found == nullptr ? nullptr : found->text_for(platform);
}

std::optional<std::string> library::nearest_stage(std::string_view typed) const
{
    const auto names = stage_names();
    return nearest(typed, std::span<const std::string>(names));
}

}  // namespace runbooks
