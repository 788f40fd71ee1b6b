#include "bot/cli/incident_rows.hpp"
#include "bot/format_time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot::cli {

namespace {

constexpr phrase severity_line{"- Severidade: {0}", "- Severity: {0}"};
constexpr phrase state_line{"- Estado: {0}", "- State: {0}"};
constexpr phrase opened_line{"- Aberto: {0} por {1}", "- Opened: {0} by {1}"};
constexpr phrase resolved_line{"- Resolvido: {0}", "- Resolved: {0}"};
constexpr phrase closed_line{"- Encerrado: {0}", "- Closed: {0}"};
constexpr phrase variables_heading{
    "\n## Variáveis\n\n| Nome | Valor |", "\n## Variables\n\n| Name | Value |"
};
constexpr phrase timeline_heading{"\n## Linha do tempo", "\n## Timeline"};
constexpr phrase hash_line{"- Hash do conteúdo: {0}", "- Content hash: {0}"};
constexpr phrase correction_line{"- Correção de {0}", "- Correction of {0}"};
constexpr phrase retraction_line{"- Retratação de {0}", "- Retraction of {0}"};
constexpr phrase approved_line{"- Aprovado por {0} em {1}{2}", "- Approved by {0} at {1}{2}"};
constexpr phrase rejected_line{"- Rejeitado por {0} em {1}{2}", "- Rejected by {0} at {1}{2}"};

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

std::string export_markdown(const world& in, const incident& row, const directory& people, language words)
{
    const auto tell = [&](const phrase& p, const auto&... args) { return say(words, p, args...) + "\n"; };
    std::string out = fmt::format("# {}: {}\n\n", escaped(row.id), escaped(row.summary));
    out += tell(severity_line, name_of(row.level)) + tell(state_line, name_of(row.state));
    out += tell(opened_line, format_rfc3339(row.opened_at), escaped(row.opened_by_name));
    if (row.resolved_at) out += tell(resolved_line, format_rfc3339(*row.resolved_at));
    if (row.closed_at) out += tell(closed_line, format_rfc3339(*row.closed_at));
    for (const auto& [role, who] : row.roles) out += fmt::format("- {}: {}\n", escaped(role), escaped(who));

    if (!row.values.empty()) {
        out += tell(variables_heading) + "| --- | --- |\n";
        for (const auto& [name, value] : row.values) {
            out += fmt::format("| {} | {} |\n", escaped(name), escaped(value));
        }
    }
    out += tell(timeline_heading) + "\n";
    for (const moment& each : timeline_of(in, row, people, words)) {
        out += fmt::format("- {} {}", format_rfc3339(each.at), escaped(each.text));
        if (!each.by.empty()) out += fmt::format(" ({})", escaped(each.by));
        out += '\n';
    }
    for (const draft* d : in.drafts_of(row.id)) {
        out += fmt::format("\n## {} {}: {}\n\n", d->revision_name(), escaped(d->stage), name_of(d->state));
        if (d->purpose == draft_purpose::correction) out += tell(correction_line, d->corrects);
        if (d->purpose == draft_purpose::retraction) out += tell(retraction_line, d->corrects);
        out += tell(hash_line, d->current().content_sha256);
        for (const vote& each : d->votes) {
            out += tell(
                each.kind == vote_kind::approve ? approved_line : rejected_line,
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
