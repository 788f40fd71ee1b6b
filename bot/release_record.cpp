#include "bot/release_record.hpp"

#include "bot/format_time.hpp"
#include "bot/markdown_text.hpp"
#include "bot/record_phrases.hpp"
#include "runbooks/dialect.hpp"

#include <date/date.h>

#include <algorithm>

namespace bot {

namespace words = record_phrases;

namespace {

constexpr std::string_view release_variable = "release";
constexpr std::size_t longest_slug = 64;

// A release's name as part of a file's name: letters, digits, dot, hyphen and underscore.
std::string slug_of(std::string_view release)
{
    std::string slug;
    for (const char c : release) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '.' || c == '_';
        if (plain && !(c == '.' && slug.empty()))
            slug += c;
        else if (!slug.empty() && slug.back() != '-')
            slug += '-';
        if (slug.size() == longest_slug) break;
    }
    while (!slug.empty() && slug.back() == '-') slug.pop_back();
    return slug.empty() ? "release" : slug;
}

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// The same table, however its columns are padded or spelled in the other language.
bool is_table_head(const std::string& line)
{
    const auto squeezed = [](std::string_view text) {
        std::string out;
        for (const char c : text)
            if (c != ' ' && c != '\t' && c != '\r') out += c;
        return out;
    };
    return squeezed(line) == squeezed(words::release_table.in(language::pt_br)) ||
           squeezed(line) == squeezed(words::release_table.in(language::en));
}

}  // namespace

std::string release_in(const variables& of_incident, const variables& of_draft)
{
    for (const variables* from : {&of_draft, &of_incident}) {
        const auto found = from->find(release_variable);
        if (found == from->end()) continue;
        return std::string(runbooks::strip(found->second));
    }
    return {};
}

release_approval release_approval_of(const world& now, const context& ctx, const draft& about)
{
    const language l = parse_language(ctx.config.locale, language::pt_br);
    const revision& current = about.current();
    const time_point decided = about.decided_at.value_or(current.made_at);
    const std::string day = format_local_date(decided, ctx.config.timezone);
    const std::string release = markdown_text(about.release);
    release_approval out;
    out.path = ctx.config.documents.release_approvals + "/" + day + "-" + slug_of(about.release) + ".md";
    out.heading = say(l, words::release_title, release) + "\n\n" + say(l, words::date, day) + "\n";
    out.table_head = words::release_table.in(l);
    const incident* of = now.find_incident(about.incident_id);
    const std::string scope =
        say(l,
            words::scope_for(about.purpose),
            markdown_text(about.stage),
            about.incident_id,
            std::string(of ? name_of(of->level) : "?"),
            markdown_text(of ? of->summary : ""));
    for (const vote& v : about.votes) {
        if (v.kind != vote_kind::approve || v.revision != current.number) continue;
        const person* known = ctx.people.find(v.by);
        const std::string name = known && !known->name.empty() ? known->name : v.by_name;
        std::string role;
        for (const std::string_view by : {"role:", "break_glass:"})
            if (v.as_role.starts_with(by)) role = v.as_role.substr(by.size());
        if (role.empty()) role = known && !known->roles.empty() ? known->roles.front() : v.as_role;
        out.rows.push_back(
            say(l,
                words::release_row,
                markdown_text(name),
                markdown_text(role),
                scope,
                date::format("%F %H:%M", std::chrono::floor<std::chrono::minutes>(v.at)),
                about.revision_name())
        );
    }
    out.notes_heading = words::release_notes.in(l);
    out.note = say(
        l, words::release_note, about.revision_name(), current.content_sha256, code_text(about.record_path)
    );
    out.mark = out.note.substr(0, out.note.find(current.content_sha256) + current.content_sha256.size());
    if (about.emergency)
        out.note +=
            say(l, about.emergency->signed_at ? words::release_emergency_signed : words::release_emergency);
    return out;
}

std::string with_approval(const std::string* found, const release_approval& approval)
{
    std::vector<std::string> fresh{approval.table_head, "| --- | --- | --- | --- | --- |"};
    fresh.insert(fresh.end(), approval.rows.begin(), approval.rows.end());
    const auto joined = [](const std::vector<std::string>& lines) {
        std::string out;
        for (const std::string& each : lines) out += each + "\n";
        return out;
    };
    if (found == nullptr)
        return approval.heading + "\n" + joined(fresh) + "\n" + approval.notes_heading + "\n\n" +
               approval.note + "\n";

    auto lines = lines_of(*found);
    if (std::any_of(lines.begin(), lines.end(), [&](const auto& each) {
            return each.starts_with(approval.mark);
        }))
        return *found;
    const auto head = std::find_if(lines.begin(), lines.end(), is_table_head);
    if (head == lines.end()) {
        lines.emplace_back();
        lines.insert(lines.end(), fresh.begin(), fresh.end());
    } else {
        const auto end =
            std::find_if(head, lines.end(), [](const auto& each) { return !each.starts_with('|'); });
        lines.insert(end, approval.rows.begin(), approval.rows.end());
    }
    const auto notes = std::find(lines.begin(), lines.end(), approval.notes_heading);
    if (notes == lines.end()) {
        lines.emplace_back();
        lines.push_back(approval.notes_heading);
        lines.emplace_back();
        lines.push_back(approval.note);
    } else {
        // Behind the last line of the section that is not blank.
        auto last = notes + 1;
        for (auto at = last; at != lines.end() && !at->starts_with('#'); ++at)
            if (!at->empty()) last = at + 1;
        if (last == notes + 1) last = lines.insert(last, std::string()) + 1;
        lines.insert(last, approval.note);
    }
    return joined(lines);
}

}  // namespace bot
