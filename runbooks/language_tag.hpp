// Tags of languages as people write them ("pt-BR", "en_US"), in one spelling.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace runbooks {

// Lower case with hyphens: "pt-br". Nothing when it is no tag: letters and digits in parts of up to 8, at
// most 35 in all, the first part two or three letters.
std::optional<std::string> language_tag(std::string_view written);

}  // namespace runbooks
