// The configuration written back as TOML, section by section.
#pragma once

#include "bot/config/settings.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

std::string toml_string(std::string_view text);
std::string list(const std::vector<std::string>& items);
std::string duration(std::chrono::seconds d);

// Lines of one section; what is empty by default is left out while it is empty.
class printer {
public:
    void section(std::string_view title) { out_ += fmt::format("{}{}\n", out_.empty() ? "" : "\n", title); }
    void raw(std::string_view key, std::string_view value) { out_ += fmt::format("{} = {}\n", key, value); }
    void text(std::string_view key, std::string_view value)
    {
        if (!value.empty()) raw(key, toml_string(value));
    }
    void flag(std::string_view key, bool value) { raw(key, value ? "true" : "false"); }
    void texts(std::string_view key, const std::vector<std::string>& values)
    {
        if (!values.empty()) raw(key, list(values));
    }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

void show_approval(printer& to, const approval_settings& a);
void show_policy(printer& to, const message_policy& p);

}  // namespace bot
