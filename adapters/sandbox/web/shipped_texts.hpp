// Texts that the page hands out, inside the program: made by CMake from the files that ship.
#pragma once

#include <span>
#include <string_view>

namespace adapters::sandbox::web {

struct shipped_document {
    std::string_view path;  // below the documents tree
    std::string_view text;
};

extern const std::string_view shipped_manifest;  // deploy/slack-manifest.yaml
std::span<const shipped_document> sample_documents() noexcept;

}  // namespace adapters::sandbox::web
