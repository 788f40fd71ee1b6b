#include "bot/handles.hpp"

#include "runbooks/case.hpp"

namespace bot {

std::string handle_key(std::string_view handle)
{
    if (!handle.empty() && handle.front() == '@') handle.remove_prefix(1);
    return runbooks::lower(handle);
}

std::vector<std::string> handles_in(std::string_view cell)
{
    constexpr std::string_view ends = " \t,;()[]`*<>/|\"'";
    std::vector<std::string> found;
    for (std::size_t at = cell.find('@'); at != cell.npos; at = cell.find('@', at + 1)) {
        if (at > 0 && ends.find(cell[at - 1]) == ends.npos) continue;  // an e-mail address
        std::string_view word = cell.substr(at, cell.find_first_of(ends, at) - at);
        while (word.size() > 1 && (word.back() == '.' || word.back() == ':')) word.remove_suffix(1);
        if (word.size() > 1) found.emplace_back(word);
    }
    return found;
}

}  // namespace bot
