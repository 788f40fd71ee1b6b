// Handles (@ana.suporte) as people write them in cells and commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bot {

// Equal for handles that name the same person: without the @, in lower case.
std::string handle_key(std::string_view handle);

// "@ana.suporte, @marcos.noc" and "`@ana.suporte` (dia)": the words that begin with an @, which they keep.
std::vector<std::string> handles_in(std::string_view cell);

}  // namespace bot
