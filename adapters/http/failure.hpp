// How an exchange failed, and whether the other side may have acted on it.
#pragma once

#include "bot/error.hpp"

#include <boost/system/system_error.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace adapters::http {

enum class sent {
    no,       // not one byte of the request was written: repeating it is safe
    unknown,  // the other side may have done what was asked
};

struct failure {
    boost::system::error_code reason;
    sent request = sent::no;
    unsigned status = 0;                              // when an HTTP status arrived before the failure
    std::optional<std::chrono::seconds> retry_after;  // of a refused websocket upgrade
    std::string detail;                               // for the log: never a path, a query or a credential

    failure() = default;
    failure(boost::system::error_code why) : reason(why) {}  // nothing was sent
};

// What result<T, failure>::value() throws: asking for the value of a failure is a bug.
[[noreturn]] inline void throw_exception_from_error(const failure& f, const boost::source_location&)
{
    throw boost::system::system_error(f.reason, f.detail);
}

}  // namespace adapters::http
