#include "bot/cli/lint_policy.hpp"

#include "bot/policy_lint.hpp"
#include "bot/unmatched_names.hpp"
#include "runbooks/library.hpp"
#include "runbooks/runbook.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot::cli {
namespace {

const std::vector<std::string>& destinations_of(const settings& config, const runbooks::stage& of)
{
    return of.settings && !of.settings->destinations.empty() ? of.settings->destinations
                                                             : config.default_destinations;
}

bool goes_public(const settings& config, const std::vector<std::string>& named)
{
    return std::any_of(named.begin(), named.end(), [&](const std::string& name) {
        const destination* to = config.find_destination(name);
        return to != nullptr && to->is_public;
    });
}

}  // namespace

std::vector<runbooks::diagnostic> lint_policy(const settings& config, const std::string& config_file)
{
    std::vector<runbooks::diagnostic> all;
    for (const policy_rule& rule : config.policy.rules) {
        for (const std::string& fault : example_faults(rule))
            all.push_back(
                {runbooks::level::error,
                 config_file,
                 rule.line,
                 rule.column,
                 fmt::format("[[policy.rule]] {} {}", rule.name, fault)}
            );
    }
    return all;
}

std::vector<runbooks::diagnostic> lint_templates(
    const settings& config, const std::vector<runbooks::source>& sources
)
{
    std::vector<runbooks::diagnostic> all;
    for (const runbooks::source& from : sources) {
        const auto parsed = runbooks::parse(from.file, from.text);
        for (const runbooks::stage& of : parsed.book.stages) {
            const auto& named = destinations_of(config, of);
            const bool to_public = goes_public(config, named);
            for (const runbooks::stage_text* text : of.all_texts()) {
                for (const template_finding& f : judge_template(
                         config.policy, config.incident_prefix, of, text->text.source(), named, to_public
                     )) {
                    const auto level =
                        f.level == finding_level::error ? runbooks::level::error : runbooks::level::warning;
                    const std::string line = f.line > 1 ? fmt::format(" (line {} of the text)", f.line) : "";
                    runbooks::diagnostic told{
                        level,
                        text->where.file,
                        text->where.line,
                        text->where.column,
                        fmt::format("stage \"{}\"{}: {}", of.name, line, f.message)
                    };
                    if (std::find(all.begin(), all.end(), told) == all.end()) all.push_back(std::move(told));
                }
            }
        }
    }
    return all;
}

std::vector<runbooks::diagnostic> lint_roles(
    const settings& config, const std::vector<runbooks::source>& sources
)
{
    std::vector<runbooks::runbook> books;
    for (const runbooks::source& from : sources) books.push_back(runbooks::parse(from.file, from.text).book);
    return unmatched_handles(config.people, runbooks::library::build(std::move(books)).books);
}

}  // namespace bot::cli
