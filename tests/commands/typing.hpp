// People typing, pressing and submitting in a small workspace.
#pragma once

#include "bot/decide.hpp"
#include "commands/interpreter.hpp"
#include "tests/support/world_builder.hpp"

#include <string>
#include <utility>

namespace tests {

struct typing : world_builder {
    commands::interpreter commands;
    bool may_open_form = false;

    bot::inbound event(bot::actor by, bot::place at, bot::deed what) const
    {
        return {
            .keys = {},
            .from = std::move(by),
            .at = std::move(at),
            .may_open_form = may_open_form,
            .what = std::move(what)
        };
    }

    // By Ana in `channel`, unless told otherwise. People in the text are the spans given.
    bot::change_set& type(std::string text, std::vector<bot::person_span> people = {})
    {
        return type(ana, channel, std::move(text), std::move(people));
    }
    bot::change_set& type(
        bot::actor by, bot::place at, std::string text, std::vector<bot::person_span> people = {}
    )
    {
        return happen(
            event(std::move(by), std::move(at), bot::typed_command{std::move(text), std::move(people)})
        );
    }
    bot::change_set& press(const bot::button& pressed) { return press(ana, pressed); }
    bot::change_set& press(bot::actor by, const bot::button& pressed)
    {
        return happen(event(std::move(by), channel, bot::press{pressed.action, pressed.value}));
    }
    bot::change_set& submit(const bot::form& f, bot::variables fields)
    {
        return happen(event(ana, channel, bot::form_submission{f.callback, f.context, std::move(fields)}));
    }
    bot::change_set& happen(const bot::inbound& what)
    {
        return act([&](bot::change_set& changes, const bot::context& with) {
            bot::decide(changes, with, commands, what);
        });
    }

    const bot::incident& incident(std::string_view id) const
    {
        const auto* found = world.find_incident(id);
        REQUIRE(found != nullptr);
        return *found;
    }
    const bot::draft& draft_called(std::string_view id) const
    {
        const auto* found = world.find_draft(id);
        REQUIRE(found != nullptr);
        return *found;
    }
};

inline bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace tests
