// Words that people outside cannot use: internal host names, addresses, e-mail, acronyms that nobody
// explains.
#pragma once

#include "bot/config/settings.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

enum class inside_kind { host, address, e_mail };

struct inside_word {
    std::size_t begin = 0;  // bytes into the text
    std::size_t length = 0;
    inside_kind kind = inside_kind::host;
};

// Hosts below the configured and the well-known internal domains, private names of clouds, IP addresses of
// both versions, e-mail. What `policy.allowed` names, or a domain of it, is let through.
std::vector<inside_word> find_inside_words(std::string_view text, const message_policy& policy);

// Two to six capital letters that stand alone, neither known nor explained in the text as "ABC (…)" or
// "… (ABC)". Each once, with its first place. Lines in capitals, links and incident ids have none.
struct bare_acronym {
    std::size_t begin = 0;
    std::string letters;
};
std::vector<bare_acronym> find_acronyms(
    std::string_view text, const message_policy& policy, std::string_view incident_prefix
);

}  // namespace bot
