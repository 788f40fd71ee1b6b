// People of the configuration and of the runbooks' role tables, found by account or handle.
#pragma once

#include "bot/account.hpp"
#include "bot/config/settings.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runbooks {
class library;
}

namespace bot {

class directory {
public:
    directory(const std::vector<person>& people, const runbooks::library& books);

    const person* find(const account& who) const noexcept;
    const person* find_handle(std::string_view handle) const noexcept;  // with or without "@", any case
    // Handle, else the display name given, else the id: how a person is named in texts.
    std::string label(const account& who, std::string_view display = {}) const;
    // Whether both accounts are one configured person, or the very same account.
    bool same_person(const account& a, const account& b) const noexcept;
    // By the role table (holder, deputy) and [[person]].roles only. Role names compare without case.
    bool has_role(const account& who, std::string_view role) const;
    std::vector<const person*> holders(std::string_view role
    ) const;                                           // holder first, then deputies, then by configuration
    std::vector<std::string> unknown_handles() const;  // in a role table but nobody's: warnings

private:
    std::vector<person> people_;
    std::map<std::string, std::vector<std::string>, std::less<>>
        role_handles_;  // lower-case role → lower-case handles
};

}  // namespace bot
