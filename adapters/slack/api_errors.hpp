// Slack's error codes and what may be done about each.
#pragma once

#include <string_view>

namespace adapters::slack {

enum class api_error {
    retry,        // nothing was done, a later attempt may succeed
    ambiguous,    // may have been done
    credentials,  // token or installation: people must act before anything works
    request,      // our own request; the same one will never pass
    destination,  // that channel, thread, message or person
    user_again,   // the person must act again: the trigger is spent
    done,         // already as wanted
    unknown,      // a code from after this was written: permanent for this job
};

api_error classify(std::string_view code) noexcept;

// Answers of apps.connections.open after which dialling again cannot help.
bool is_fatal_for_links(std::string_view code) noexcept;

}  // namespace adapters::slack
