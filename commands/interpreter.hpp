// Typed commands, their buttons and their forms, as the rules' front door hands them in.
#pragma once

#include "bot/decide.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace commands {

class interpreter final : public bot::command_interpreter {
public:
    // What calls the daemon, by platform, where it is not /incident: {"…", "@Incident"}.
    using call_signs = std::map<std::string, std::string, std::less<>>;
    explicit interpreter(call_signs signs = {}) : call_signs_(std::move(signs)) {}

    // A press of one of our own buttons ("command.<word>", "command.<word>.form") comes this way too; then
    // the event's press counts and `typed` does not.
    void run(
        bot::change_set& changes,
        const bot::context& ctx,
        const bot::inbound& event,
        const bot::typed_command& typed
    ) const override;
    void submit(
        bot::change_set& changes,
        const bot::context& ctx,
        const bot::inbound& event,
        const bot::form_submission& form
    ) const override;
    // Of approve, reject, edit and signoff: what they are about is judged by memberships.
    std::optional<std::string> voted_draft(
        const bot::world& now, const bot::context& ctx, const bot::inbound& event
    ) const override;

private:
    std::string_view call_sign_of(const bot::inbound& event) const noexcept;

    call_signs call_signs_;
};

}  // namespace commands
