// What is wrong with a bundle, in words for the person who checks it.
#pragma once

#include <boost/assert/source_location.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace bot::bundle {

struct fault {
    std::string message;
    std::int64_t event = 0;  // of the chain that is bad, 0: none in particular
};
// Taking the value of a failed result is a bug.
[[noreturn]] inline void throw_exception_from_error(const fault& f, const boost::source_location&)
{
    throw std::logic_error(f.message);
}

}  // namespace bot::bundle
