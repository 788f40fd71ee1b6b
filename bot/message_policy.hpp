// What the message policy says about texts before anybody may approve them: [policy], [[policy.rule]], the
// runbook's own wishes, and the leak gate.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/incident.hpp"
#include "bot/time.hpp"
#include "runbooks/stage.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// One rendered text and the template that it came from.
struct judged_text {
    rendered_text* text = nullptr;
    const runbooks::stage_text* source = nullptr;
    std::string dialect;
};

struct judging {
    const context& ctx;
    const runbooks::stage& of;
    const variables& values;
    severity level = severity::S1;
    time_point now;
};

// Errors first. Credentials are taken out of the texts: such a text can never be approved, so nobody needs to
// see them again in previews and records.
std::vector<finding> judge_texts(const judging& by, const std::vector<judged_text>& texts);

// The same for the values that a revision keeps, and for any text that is shown: what people type now comes
// without credentials (credential_mark.hpp), what was stored or configured before may not.
void hide_credentials(variables& values, language l);
std::string without_credentials(std::string text, language l);

// The sentences of the findings that block approval.
std::vector<std::string> blocking_findings(const revision& of);

}  // namespace bot
