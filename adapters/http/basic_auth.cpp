#include "adapters/http/basic_auth.hpp"

#include "adapters/http/headers.hpp"

#include <openssl/evp.h>

namespace adapters::http {

std::string basic_authorization(std::string_view user_info)
{
    std::string out((user_info.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a zero
    const auto* bytes = reinterpret_cast<const unsigned char*>(user_info.data());
    const int size = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(user_info.size())
    );
    out.resize(static_cast<std::size_t>(size));
    std::string whole;
    whole.reserve(out.size() + 6);  // nothing is left behind by growing
    whole += "Basic ";
    whole += out;
    wipe(out);
    return whole;
}

}  // namespace adapters::http
