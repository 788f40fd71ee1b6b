// A directory of its own for each part of a benchmark, gone at the end.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace bench {

class scratch {
public:
    scratch(const std::filesystem::path& where, std::string_view name)
        : path_(where / fmt::format("{}-{}", name, ::getpid()))
    {
        std::filesystem::remove_all(path_);
    }
    ~scratch()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    std::filesystem::path fresh()
    {
        auto made = path_ / std::to_string(++last_);
        std::filesystem::create_directories(made);
        return made;
    }

private:
    std::filesystem::path path_;
    int last_ = 0;
};

}  // namespace bench
