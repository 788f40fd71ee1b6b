// The icons of the Teams app, as PNG files (icons/).
#pragma once

#include <string_view>

namespace adapters::manifest {

std::string_view color_icon() noexcept;    // 192 × 192
std::string_view outline_icon() noexcept;  // 32 × 32, white on transparent

}  // namespace adapters::manifest
