#include "bot/unmatched_names.hpp"

#include "bot/handles.hpp"
#include "runbooks/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace bot {

std::vector<runbooks::diagnostic> unmatched_handles(
    const std::vector<person>& people, const runbooks::library& books
)
{
    std::set<std::string> known;
    std::vector<std::string> spelled;
    for (const person& p : people) {
        if (p.handle.empty()) continue;
        known.insert(handle_key(p.handle));
        spelled.push_back(p.handle);
    }
    std::vector<runbooks::diagnostic> out;
    for (const runbooks::role_row& row : books.roles()) {
        for (const std::string* cell : {&row.holder, &row.deputy}) {
            for (const std::string& handle : handles_in(*cell)) {
                if (!known.insert(handle_key(handle)).second) continue;
                out.push_back(
                    {runbooks::level::warning,
                     row.where.file,
                     row.where.line,
                     row.where.column,
                     fmt::format(
                         "role \"{}\" names {}, who is no [[person]]{}",
                         row.role,
                         handle,
                         runbooks::did_you_mean(handle, std::span<const std::string>(spelled))
                     )}
                );
            }
        }
    }
    return out;
}

std::vector<std::string> unmatched_stages(const approval_settings& policy, const runbooks::library& books)
{
    std::vector<std::string> out;
    const std::vector<std::string> stages = books.stage_names();
    for (const auto& [name, count] : policy.required) {
        // "public" is no stage: it counts for whatever goes to a public destination.
        if (parse_severity(name) || name == "public" || books.find(name) != nullptr) continue;
        out.push_back(fmt::format(
            "[approval] required names \"{}\", which is no stage of any runbook: its {} approvals hold for "
            "nothing{}",
            name,
            count,
            runbooks::did_you_mean(name, std::span<const std::string>(stages))
        ));
    }
    return out;
}

}  // namespace bot
