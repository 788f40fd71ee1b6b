// People of the configuration and of the runbooks' role tables, found by account or handle.
#pragma once

#include "bot/account.hpp"
#include "bot/config/settings.hpp"

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
    // Holder first, then deputies, then by configuration; each person once.
    std::vector<const person*> holders(std::string_view role) const;
    // The first handle that a role table has for the role, as written there, else the first configured
    // holder's. It need not be anybody's that the configuration knows.
    std::optional<std::string> holder_handle(std::string_view role) const;
    // The role's name as the tables or the configuration spell it; nothing when neither knows it.
    std::optional<std::string> role_named(std::string_view typed) const;
    std::vector<std::string> role_names() const;  // tables first, in their order
    const std::vector<person>& people() const noexcept { return people_; }

private:
    struct role_entry {
        std::string key;  // the name in lower case
        std::string name;
        std::vector<std::string> handles;  // as the table spells them, the holder's first
    };
    const role_entry* find_role(std::string_view role) const;

    std::vector<person> people_;
    std::vector<role_entry> roles_;
};

}  // namespace bot
