// Configuration, runbooks and people as one consistent set: replaced whole by a reload, never changed in
// place.
#pragma once

#include "bot/config/settings.hpp"
#include "bot/context.hpp"
#include "bot/directory.hpp"
#include "runbooks/library.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace bot {

struct snapshot {
    snapshot(settings s, runbooks::library l, std::map<std::string, platform_limits, std::less<>> bounds)
        : config(std::move(s)), books(std::move(l)), people(config.people, books), limits(std::move(bounds))
    {
    }
    snapshot(const snapshot&) = delete;
    snapshot& operator=(const snapshot&) = delete;

    context make_context() const { return context{config, books, people, limits}; }

    const settings config;
    const runbooks::library books;
    const directory people;
    const std::map<std::string, platform_limits, std::less<>> limits;
};

}  // namespace bot
