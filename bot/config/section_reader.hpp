// Reads one section of the configuration: every key by its type, every fault with its place, and at the end
// the keys that nobody asked for.
#pragma once

#include "bot/config/config_fault.hpp"
#include "bot/config/settings.hpp"
#include "bot/config/toml_tree.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// Collects faults of one file.
class fault_list {
public:
    explicit fault_list(std::string file) : file_(std::move(file)) {}

    void add(std::size_t line, std::size_t column, std::string message)
    {
        faults_.push_back({.file = file_, .line = line, .column = column, .message = std::move(message)});
    }
    void add(const toml_value& at, std::string message) { add(at.line, at.column, std::move(message)); }
    config_faults sorted() const;
    bool empty() const noexcept { return faults_.empty(); }

private:
    std::string file_;
    config_faults faults_;
};

// A key that is absent leaves the target as it is; a faulty one too.
class section_reader {
public:
    // `title` as people write it: "[store]", "[[slack]]". A value that is no table is a fault by itself.
    section_reader(const toml_value& table, std::string title, fault_list& faults);

    const toml_value* find(std::string_view key);  // of any kind; the key counts as known from here on
    const toml_value* find(std::string_view key, toml_kind kind);     // null and a fault for another kind
    const toml_value* require(std::string_view key, toml_kind kind);  // absence is a fault too

    void read(std::string_view key, std::string& into);  // not empty
    void read(std::string_view key, bool& into);
    void read(std::string_view key, int& into, int least, int most);
    void read(std::string_view key, std::vector<std::string>& into);
    void read(std::string_view key, secret_ref& into);
    void read(std::string_view key, std::chrono::seconds& into);  // more than nothing
    void read_url(std::string_view key, std::string& into);
    void read_choice(std::string_view key, std::string& into, std::span<const std::string_view> choices);
    void require_text(std::string_view key, std::string& into);
    void require_secret(std::string_view key, secret_ref& into);

    void fault(const toml_value& at, std::string_view key, std::string_view what);
    void fault(std::string_view what);  // of the section as a whole
    void finish();                      // the unknown keys

    const std::string& title() const noexcept { return title_; }
    fault_list& faults() noexcept { return faults_; }
    const toml_value& table() const noexcept { return table_; }

private:
    const toml_value& table_;
    std::string title_;
    fault_list& faults_;
    std::vector<std::string> known_;
};

// What is wrong with the text of a secret reference, empty when nothing is. Never repeats the text.
std::string secret_ref_fault(std::string_view text);

// Strings of a list with their places; a fault for anything that is no list of non-empty texts.
std::vector<const toml_value*> texts_of(const toml_value& list, std::string_view key, section_reader& in);

}  // namespace bot
