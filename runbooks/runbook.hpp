// A team's markdown runbook, read: stages with their templates, roles, checklists, steps, contacts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "runbooks/diagnostic.hpp"
#include "runbooks/stage.hpp"

namespace runbooks {

struct role_row {
    std::string role;
    std::string holder;  // as written: "@ana.suporte"
    std::string deputy;
    place where;
};

struct checklist_item {
    std::string text;
    bool done = false;
    place where;
};

struct checklist {
    std::string heading;
    std::vector<checklist_item> items;
    place where;
};

struct numbered_steps {
    std::string heading;
    std::vector<std::string> steps;
    place where;
};

struct contact {
    std::string name;
    std::string address;
    place where;
};

struct runbook {
    std::string file;
    std::vector<stage> stages;  // in the order of the document
    std::vector<role_row> roles;
    std::vector<checklist> checklists;
    std::vector<numbered_steps> steps;
    std::vector<contact> contacts;

    const stage* find(std::string_view stage_name) const;  // any case
};

struct parse_result {
    runbook book;  // what could be read; in force only when there are no errors
    std::vector<diagnostic> diagnostics;

    bool ok() const noexcept { return !has_errors(diagnostics); }
};

inline constexpr std::size_t runbook_limit = 1024 * 1024;         // bytes a file
inline constexpr std::size_t stage_limit = 100;                   // a runbook
inline constexpr std::size_t variable_limit = placeholder_limit;  // a stage, all its texts together

// Never throws for what is in the text. `file_name` is only repeated in places.
parse_result parse(std::string file_name, std::string_view markdown);

}  // namespace runbooks
