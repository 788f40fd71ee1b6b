// Why a call outside failed, in a reader's language: what ends up in a delivery's reason, before people's
// eyes.
#pragma once

#include "bot/language.hpp"

#include <boost/system/error_code.hpp>

#include <string>

namespace bot {

// Ours in both languages; a reason that is none of ours as its category words it.
std::string say(language in, const boost::system::error_code& why);

}  // namespace bot
