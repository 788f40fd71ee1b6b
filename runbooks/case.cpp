#include "runbooks/case.hpp"

#include <locale.h>
#include <wctype.h>

#include "runbooks/utf8.hpp"

namespace runbooks {

std::string lower(std::string_view text)
{
    // Built into glibc, so it needs no locale package; without it only ASCII is folded.
    static const locale_t unicode = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto c = decode_at(text, i);
        if (c.valid && c.value < 0x80) {
            const char ascii = text[i];
            out.push_back(ascii >= 'A' && ascii <= 'Z' ? static_cast<char>(ascii - 'A' + 'a') : ascii);
        } else if (c.valid && unicode != nullptr) {
            append_utf8(out, static_cast<char32_t>(::towlower_l(static_cast<wint_t>(c.value), unicode)));
        } else {
            out.append(text.substr(i, c.size));
        }
        i += c.size;
    }
    return out;
}

}  // namespace runbooks
