// All runbooks of a team as one: the stages by name, the roles merged, clashes named with both places.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runbooks/runbook.hpp"

namespace runbooks {

struct library_result;

class library {
public:
    library() = default;

    // The order of the runbooks is the order of the stages. On a clash the first place stands.
    static library_result build(std::vector<runbook> books);

    const stage* find(std::string_view stage_name) const;  // any case; nullptr when unknown
    const std::vector<stage>& stages() const noexcept { return stages_; }
    std::vector<std::string> stage_names() const;

    // The platform's text of that stage, else the one for any, else nullptr.
    const stage_text* text_for(std::string_view stage_name, dialect platform) const;

    std::optional<std::string> nearest_stage(std::string_view typed) const;

    // One row a role, the first row of each name; the others are told as warnings when they differ.
    const std::vector<role_row>& roles() const noexcept { return roles_; }
    const std::vector<checklist>& checklists() const noexcept { return checklists_; }
    const std::vector<runbook>& books() const noexcept { return books_; }

private:
    std::vector<runbook> books_;
    std::vector<stage> stages_;
    std::vector<role_row> roles_;
    std::vector<checklist> checklists_;
};

struct library_result {
    library books;
    std::vector<diagnostic> diagnostics;  // only what concerns several runbooks at once

    bool ok() const noexcept { return !has_errors(diagnostics); }
};

}  // namespace runbooks
