// Any bytes as a typed command: split or refused, never out of the text.
#include "commands/arguments.hpp"
#include "commands/baton.hpp"
#include "commands/code_points.hpp"
#include "commands/table.hpp"
#include "commands/words.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

void require(bool holds)
{
    if (!holds) std::abort();
}

}  // namespace

// The first two bytes place a person into the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::vector<bot::person_span> people;
    if (size >= 2) people.push_back({data[0], data[1], {"slack", "U1"}});
    const std::size_t skipped = size >= 2 ? 2 : 0;
    const std::string text(reinterpret_cast<const char*>(data) + skipped, size - skipped);

    auto words = commands::split_words(text, people);
    if (!words) {
        const auto& fault = words.error();
        require(fault.begin <= text.size());
        const auto line = commands::marked(text, fault.begin, fault.length);
        require(!commands::is_utf8(text) || commands::is_utf8(line));
    } else {
        std::size_t end = 0;
        for (const auto& w : *words) {
            require(w.begin >= end && w.length > 0);
            end = w.begin + w.length;
            require(w.key.empty() || commands::is_key(w.key) || w.key.size() > 64);
            require(commands::count_code_points(w.text) <= commands::most_value);
        }
        require(end <= text.size());
        if (!words->empty()) static_cast<void>(commands::find_command(words->front().text));
        const commands::arguments plain(text, *words, false);
        const commands::arguments valued(text, std::move(*words), true);
        require(plain.values().empty() && valued.values().size() <= commands::most_values);
        require(plain.as_typed().size() <= text.size());
        require(valued.joined().size() <= text.size());
    }
    if (const auto back = commands::baton_from(text)) {
        require(commands::baton_from(commands::to_text(*back)).has_value());
    }
    return 0;
}
