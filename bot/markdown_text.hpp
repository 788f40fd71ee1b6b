// What people typed, inside the markdown that we write.
#pragma once

#include <string>
#include <string_view>

namespace bot {

// As plain text of one line, a table's cell included.
std::string markdown_text(std::string_view text);
// Between two backticks.
std::string code_text(std::string_view text);

}  // namespace bot
