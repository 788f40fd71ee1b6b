#include "runbooks/runbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <tuple>

#include "runbooks/case.hpp"
#include "runbooks/fault_list.hpp"
#include "runbooks/markdown.hpp"
#include "runbooks/stage_reader.hpp"
#include "runbooks/utf8.hpp"

namespace runbooks {
namespace {

using namespace std::string_view_literals;

// Line breaks as \n and no byte order mark. Columns and line numbers stay as an editor shows them.
std::string normalised(std::string_view markdown)
{
    if (markdown.starts_with("\xEF\xBB\xBF")) markdown.remove_prefix(3);
    std::string out;
    out.reserve(markdown.size());
    for (std::size_t i = 0; i < markdown.size(); ++i) {
        if (markdown[i] != '\r')
            out.push_back(markdown[i]);
        else if (i + 1 == markdown.size() || markdown[i + 1] != '\n')
            out.push_back('\n');
    }
    return out;
}

place place_in(const std::string& file, std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, offset);
    const auto line_start = before.rfind('\n') + 1;
    const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    return {file, lines + 1, code_points(before.substr(line_start)) + 1};
}

// Why a text is not even looked at.
std::optional<diagnostic> refused(const std::string& file, std::string_view text, std::size_t size)
{
    const auto fault = [&](const place& at, std::string message) {
        return diagnostic{level::error, file, at.line, at.column, std::move(message)};
    };
    if (size > runbook_limit)
        return fault(
            {file, 1, 1}, fmt::format("larger than {} bytes, the most a runbook may have", runbook_limit)
        );
    if (const auto bad = invalid_utf8_at(text); bad != std::string_view::npos)
        return fault(place_in(file, text, bad), "not valid UTF-8");
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return fault(place_in(file, text, nul), "a NUL byte");
    if (const auto found = too_much(text)) return fault({file, found->line, 1}, std::string(found->why));
    return std::nullopt;
}

std::optional<std::size_t> column_named(const table& in, std::span<const std::string_view> names)
{
    for (std::size_t i = 0; i < in.header.cells.size(); ++i)
        if (std::find(names.begin(), names.end(), lower(in.header.cells[i])) != names.end()) return i;
    return std::nullopt;
}

void read_roles(const table& from, runbook& into)
{
    constexpr std::array role_names{"papel"sv, "role"sv};
    constexpr std::array holder_names{"titular"sv, "holder"sv};
    constexpr std::array deputy_names{"suplente"sv, "deputy"sv};
    const auto role = column_named(from, role_names);
    const auto holder = column_named(from, holder_names);
    const auto deputy = column_named(from, deputy_names);
    if (!role || !holder) return;
    for (const auto& row : from.rows) {
        const auto cell = [&](std::optional<std::size_t> column) {
            return column && *column < row.cells.size() ? row.cells[*column] : std::string();
        };
        if (cell(role).empty()) continue;
        into.roles.push_back({cell(role), cell(holder), cell(deputy), {into.file, row.line, 1}});
    }
}

bool about_contacts(std::string_view heading_text)
{
    const auto text = lower(heading_text);
    return text.find("contato") != std::string::npos || text.find("contact") != std::string::npos;
}

void read_list(const item_list& from, const std::string& heading_text, runbook& into)
{
    if (from.items.empty()) return;
    const place where{into.file, from.items.front().line, from.items.front().column};
    if (from.ordered) {
        numbered_steps steps{heading_text, {}, where};
        for (const auto& item : from.items) steps.steps.push_back(item.text);
        into.steps.push_back(std::move(steps));
        return;
    }
    checklist boxes{heading_text, {}, where};
    for (const auto& item : from.items) {
        const place at{into.file, item.line, item.column};
        if (item.checked) {
            boxes.items.push_back({item.text, *item.checked, at});
        } else if (const auto colon = item.text.find(": ");
                   about_contacts(heading_text) && colon != std::string::npos) {
            const std::string_view text = item.text;
            into.contacts.push_back(
                {std::string(text.substr(0, colon)), std::string(strip(text.substr(colon + 1))), at}
            );
        }
    }
    if (!boxes.items.empty()) into.checklists.push_back(std::move(boxes));
}

// Faults that show only once the whole stage is known.
void check_stage(const stage& of, fault_list& faults)
{
    if (of.variables().size() > variable_limit)
        faults.error(
            of.where, fmt::format("stage \"{}\" has more than {} variables", of.name, variable_limit)
        );
    const auto check_length = [&](const std::optional<stage_text>& text, dialect to, std::size_t limit) {
        if (!text) return;
        const auto& names = text->text.placeholders();
        values empty;
        for (const auto& name : names) empty.emplace(name, "");
        const auto shortest = utf16_units(text->text.render(empty, to, as_given).text);
        // A warning: a runbook's other stages are worth having, and this one's previews say what is too long.
        if (shortest > limit)
            faults.warning(
                text->where,
                fmt::format(
                    "the text of stage \"{}\" has {} UTF-16 units before any value; {} takes at most {}, so "
                    "its drafts for {} will be refused",
                    of.name,
                    shortest,
                    name_of(to),
                    limit,
                    name_of(to)
                )
            );
    };
    const auto check_texts = [&](const stage_texts& texts) {
        check_length(texts.slack, dialect::slack, slack_text_limit);
        check_length(texts.teams, dialect::teams, teams_text_limit);
        // A text for any is held to a platform's limit only where that platform has none of its own.
        if (!texts.slack) check_length(texts.any, dialect::slack, slack_text_limit);
        if (!texts.teams) check_length(texts.any, dialect::teams, teams_text_limit);
    };
    check_texts(of);
    for (const auto& each : of.translations) check_texts(each);
}

}  // namespace

const stage* runbook::find(std::string_view stage_name) const
{
    const auto name = lower(strip(stage_name));
    const auto found =
        std::find_if(stages.begin(), stages.end(), [&](const stage& s) { return s.name == name; });
    return found == stages.end() ? nullptr : &*found;
}

parse_result parse(std::string file_name, std::string_view markdown)
{
    parse_result out;
    out.book.file = std::move(file_name);
    // The size is asked first, so that nothing is copied for a file that is refused anyway.
    const auto text = markdown.size() > runbook_limit ? std::string() : normalised(markdown);
    if (auto why = refused(out.book.file, text, markdown.size())) {
        out.diagnostics.push_back(std::move(*why));
        return out;
    }
    fault_list faults(out.book.file);
    stage_reader stages(faults);
    std::string current_heading;
    for (const auto& part : read_markdown(text)) {
        if (const auto* h = std::get_if<heading>(&part)) current_heading = h->text;
        if (const auto* f = std::get_if<fence>(&part)) stages.read(*f);
        if (const auto* j = std::get_if<loose_json>(&part)) stages.read(*j);
        if (const auto* t = std::get_if<table>(&part)) read_roles(*t, out.book);
        if (const auto* l = std::get_if<item_list>(&part)) read_list(*l, current_heading, out.book);
    }
    out.book.stages = stages.take();
    for (const auto& of : out.book.stages) check_stage(of, faults);
    out.diagnostics = faults.all();
    std::sort(out.diagnostics.begin(), out.diagnostics.end(), [](const auto& a, const auto& b) {
        return std::tie(a.line, a.column, a.message) < std::tie(b.line, b.column, b.message);
    });
    return out;
}

}  // namespace runbooks
