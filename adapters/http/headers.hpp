// HTTP header fields in the order they came, looked up without regard to case.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::http {

struct header {
    std::string name;
    std::string value;
};

class header_list {
public:
    header_list() = default;
    header_list(std::initializer_list<header> fields) : fields_(fields) {}

    void add(std::string name, std::string value) { fields_.push_back({std::move(name), std::move(value)}); }
    std::string_view find(std::string_view name) const noexcept;  // the first one's value, empty when absent
    bool contains(std::string_view name) const noexcept;

    auto begin() const noexcept { return fields_.begin(); }
    auto end() const noexcept { return fields_.end(); }
    std::size_t size() const noexcept { return fields_.size(); }

    void wipe() noexcept;  // overwrites every value before it is given up: credentials travel in them

private:
    std::vector<header> fields_;
};

// Retry-After as seconds or as a date; nothing when it is absent or unreadable, never negative, a day at
// most.
std::optional<std::chrono::seconds> retry_after(
    const header_list& headers, std::chrono::system_clock::time_point now
);

// "Bearer …", made so that no other copy of the token is left in memory.
std::string bearer(std::string_view token);

// Overwrites what is there, then empties it.
void wipe(std::string& text) noexcept;

bool same_text(std::string_view a, std::string_view b) noexcept;  // ASCII, without regard to case

}  // namespace adapters::http
