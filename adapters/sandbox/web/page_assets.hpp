// The built page inside the program: made at build time from adapters/sandbox/page, or a page that says how
// to get it.
#pragma once

#include <span>
#include <string_view>

namespace adapters::sandbox::web {

struct page_asset {
    std::string_view path;  // "/", "/assets/main-4F2A.js"
    std::string_view type;
    std::string_view etag;  // quoted
    std::string_view raw;
    std::string_view gzip;   // empty when it would not be smaller
    bool immutable = false;  // its name changes with its content
};

std::span<const page_asset> page_assets() noexcept;

}  // namespace adapters::sandbox::web
