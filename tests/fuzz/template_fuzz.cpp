// The first line is a template, the rest the value of every placeholder: nothing of a value becomes markup.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "runbooks/template.hpp"

namespace {

void require(bool holds)
{
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace runbooks;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto end = text.find('\n');
    const auto source = text.substr(0, end);
    const auto value = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    const auto made = message_template::compile(source);
    if (!made) {
        require(made.error().offset < source.size());
        return 0;
    }
    values with;
    for (const auto& name : made->placeholders()) with[name] = value;
    for (const auto to : {dialect::plain, dialect::slack, dialect::teams}) {
        const auto out = made->render(with, to, as_given);
        require(final_text(to, out.text) == out.text);
        if (source.find_first_of("<>") == std::string_view::npos && to == dialect::slack)
            require(out.text.find_first_of("<>") == std::string::npos);
        static_cast<void>(made->mentions(to));
        static_cast<void>(inert_mentions(to, out.text));
    }
    return 0;
}
