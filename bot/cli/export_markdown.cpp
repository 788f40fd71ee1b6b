#include "bot/cli/incident_rows.hpp"
#include "bot/format_time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot::cli {

namespace {

// People's words inside a line of markdown: kept as they are read, never as markup.
std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\n' || c == '\r') {
            out += ' ';
            continue;
        }
        if (std::string_view("\\`*_[]<>|#~&").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

// A fence longer than any run of backticks inside.
std::string fenced(std::string_view text)
{
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
    return fmt::format("{0}text\n{1}\n{0}\n", fence, text);
}

}  // namespace

std::string export_markdown(const world& in, const incident& row, const directory& people)
{
    std::string out = fmt::format("# {}: {}\n\n", escaped(row.id), escaped(row.summary));
    out += fmt::format("- Severity: {}\n- State: {}\n", name_of(row.level), name_of(row.state));
    out += fmt::format("- Opened: {} by {}\n", format_rfc3339(row.opened_at), escaped(row.opened_by_name));
    if (row.resolved_at) out += fmt::format("- Resolved: {}\n", format_rfc3339(*row.resolved_at));
    if (row.closed_at) out += fmt::format("- Closed: {}\n", format_rfc3339(*row.closed_at));
    for (const auto& [role, who] : row.roles) out += fmt::format("- {}: {}\n", escaped(role), escaped(who));

    if (!row.values.empty()) {
        out += "\n## Variables\n\n| Name | Value |\n| --- | --- |\n";
        for (const auto& [name, value] : row.values) {
            out += fmt::format("| {} | {} |\n", escaped(name), escaped(value));
        }
    }
    out += "\n## Timeline\n\n";
    for (const moment& each : timeline_of(in, row, people)) {
        out += fmt::format("- {} {}", format_rfc3339(each.at), escaped(each.text));
        if (!each.by.empty()) out += fmt::format(" ({})", escaped(each.by));
        out += '\n';
    }
    for (const draft* d : in.drafts_of(row.id)) {
        out += fmt::format("\n## {} {}: {}\n\n", d->revision_name(), escaped(d->stage), name_of(d->state));
        out += fmt::format("- Content hash: {}\n", d->current().content_sha256);
        for (const vote& each : d->votes) {
            out += fmt::format(
                "- {} by {} at {}{}\n",
                each.kind == vote_kind::approve ? "Approved" : "Rejected",
                escaped(each.by_name),
                format_rfc3339(each.at),
                each.reason.empty() ? std::string() : ": " + escaped(each.reason)
            );
        }
        for (const rendered_text& each : d->current().texts) {
            out += fmt::format("\n{}:\n\n{}", escaped(each.destination), fenced(each.text));
        }
    }
    return out;
}

}  // namespace bot::cli
