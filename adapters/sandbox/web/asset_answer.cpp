#include "adapters/sandbox/web/asset_answer.hpp"

#include "adapters/sandbox/local_http.hpp"
#include "adapters/sandbox/web/page_assets.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace adapters::sandbox::web {

namespace fs = std::filesystem;

namespace {

// A coding counts unless its quality is zero ("gzip;q=0").
bool accepts_gzip(std::string_view header)
{
    const auto at = header.find("gzip");
    if (at == std::string_view::npos) return false;
    auto rest = header.substr(at + 4);
    rest = rest.substr(0, rest.find(','));
    return rest.find("q=0") == std::string_view::npos || rest.find("q=0.") != std::string_view::npos;
}

std::string_view type_of(std::string_view path)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> types{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".woff2", "font/woff2"},
        {".json", "application/json"},
        {".map", "application/json"},
    }};
    for (const auto& [ending, type] : types)
        if (path.ends_with(ending)) return type;
    return "text/plain; charset=utf-8";
}

}  // namespace

http::server_response asset_answer(const http::server_request& r)
{
    const auto all = page_assets();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const page_asset& a) { return a.path == r.path; });
    if (found == all.end()) return plain(404, "not found\n");
    http::server_response out;
    out.headers.add("ETag", std::string(found->etag));
    out.headers.add("Cache-Control", found->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    out.headers.add("Vary", "Accept-Encoding");
    if (r.headers.find("If-None-Match") == found->etag) {
        out.status = 304;
        return out;
    }
    out.headers.add("Content-Type", std::string(found->type));
    const bool packed = !found->gzip.empty() && accepts_gzip(r.headers.find("Accept-Encoding"));
    if (packed) out.headers.add("Content-Encoding", "gzip");
    out.body = packed ? found->gzip : found->raw;
    return out;
}

http::server_response file_answer(const std::string& folder, const http::server_request& r)
{
    constexpr std::uintmax_t most = 16U << 20U;
    const auto path = percent_decoded(r.path == "/" ? "/index.html" : r.path, false);
    const fs::path relative = fs::path(path).relative_path();
    const bool outside = std::any_of(relative.begin(), relative.end(), [](const fs::path& part) {
        return part.string().starts_with('.');
    });
    const auto file = fs::path(folder) / relative;
    std::error_code ec;
    if (outside || path.find('\0') != std::string::npos || !fs::is_regular_file(file, ec) ||
        fs::file_size(file, ec) > most) {
        return plain(404, "not found\n");
    }
    std::ifstream in(file, std::ios::binary);
    http::server_response out;
    out.headers.add("Content-Type", std::string(type_of(path)));
    out.headers.add("Cache-Control", "no-store");
    out.body = std::string(std::istreambuf_iterator<char>(in), {});
    return out;
}

}  // namespace adapters::sandbox::web
