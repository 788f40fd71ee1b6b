#include "bot/directory.hpp"

#include "bot/handles.hpp"
#include "runbooks/case.hpp"
#include "runbooks/library.hpp"

#include <algorithm>

namespace bot {
directory::directory(const std::vector<person>& people, const runbooks::library& books) : people_(people)
{
    for (const runbooks::role_row& row : books.roles()) {
        role_entry entry{runbooks::lower(row.role), row.role, handles_in(row.holder)};
        for (std::string& deputy : handles_in(row.deputy)) entry.handles.push_back(std::move(deputy));
        roles_.push_back(std::move(entry));
    }
}

const directory::role_entry* directory::find_role(std::string_view role) const
{
    const std::string key = runbooks::lower(role);
    const auto it =
        std::find_if(roles_.begin(), roles_.end(), [&](const role_entry& e) { return e.key == key; });
    return it == roles_.end() ? nullptr : &*it;
}

const person* directory::find(const account& who) const noexcept
{
    if (who.empty()) return nullptr;
    for (const person& p : people_) {
        const auto it = p.accounts.find(who.platform);
        if (it != p.accounts.end() && it->second == who.id) return &p;
    }
    return nullptr;
}

const person* directory::find_handle(std::string_view handle) const noexcept
{
    const std::string key = handle_key(handle);
    if (key.empty()) return nullptr;
    for (const person& p : people_) {
        if (handle_key(p.handle) == key) return &p;
    }
    return nullptr;
}

std::string directory::label(const account& who, std::string_view display) const
{
    if (const person* known = find(who)) return known->handle.empty() ? known->name : known->handle;
    return display.empty() ? who.id : std::string(display);
}

bool directory::same_person(const account& a, const account& b) const noexcept
{
    if (a.empty() || b.empty()) return false;
    if (a == b) return true;
    const person* first = find(a);
    return first != nullptr && first == find(b);
}

bool directory::has_role(const account& who, std::string_view role) const
{
    const person* known = find(who);
    if (known == nullptr) return false;
    const auto all = holders(role);
    return std::find(all.begin(), all.end(), known) != all.end();
}

std::vector<const person*> directory::holders(std::string_view role) const
{
    std::vector<const person*> found;
    const auto add = [&](const person* p) {
        if (p != nullptr && std::find(found.begin(), found.end(), p) == found.end()) found.push_back(p);
    };
    if (const role_entry* entry = find_role(role)) {
        for (const std::string& handle : entry->handles) add(find_handle(handle));
    }
    const std::string key = runbooks::lower(role);
    for (const person& p : people_) {
        if (std::any_of(p.roles.begin(), p.roles.end(), [&](const std::string& r) {
                return runbooks::lower(r) == key;
            }))
            add(&p);
    }
    return found;
}

std::optional<std::string> directory::holder_handle(std::string_view role) const
{
    const role_entry* entry = find_role(role);
    if (entry != nullptr && !entry->handles.empty()) return entry->handles.front();
    const auto all = holders(role);
    if (all.empty()) return std::nullopt;
    return all.front()->handle.empty() ? all.front()->name : all.front()->handle;
}

std::optional<std::string> directory::role_named(std::string_view typed) const
{
    const std::string key = runbooks::lower(typed);
    for (const std::string& name : role_names()) {
        if (runbooks::lower(name) == key) return name;
    }
    return std::nullopt;
}

std::vector<std::string> directory::role_names() const
{
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        const std::string key = runbooks::lower(name);
        if (std::none_of(names.begin(), names.end(), [&](const std::string& n) {
                return runbooks::lower(n) == key;
            }))
            names.push_back(name);
    };
    for (const role_entry& entry : roles_) add(entry.name);
    for (const person& p : people_) {
        for (const std::string& role : p.roles) add(role);
    }
    return names;
}

}  // namespace bot
