// Reads the object that a runbook writes beside its templates for one stage.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "runbooks/fault_list.hpp"
#include "runbooks/json.hpp"
#include "runbooks/stage.hpp"

namespace runbooks {

// `where` tells the place of a byte of the JSON. What is faulty is told and left out.
stage_settings read_settings(
    std::string_view stage_name,
    const json_value& from,
    const std::function<place(std::size_t)>& where,
    fault_list& faults
);

// A key that is none of `known`: an error where a known one was surely meant, else a warning, since other
// tools may keep keys of theirs there.
void tell_unknown_key(
    std::string_view key,
    std::string_view of_what,
    const place& at,
    std::span<const std::string_view> known,
    fault_list& faults
);

}  // namespace runbooks
