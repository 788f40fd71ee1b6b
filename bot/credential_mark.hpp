// Credentials that people type are taken out before anything is decided, stored or said; a mark that tells
// their kind stays in their place, and keeps the text from being approved.
#pragma once

#include "bot/config/settings.hpp"
#include "bot/context.hpp"
#include "bot/inbound.hpp"
#include "bot/language.hpp"
#include "bot/leak_gate.hpp"
#include "bot/world.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bot {

// "[credencial-removida/slack_token/xoxb…]". Of a known shape its first characters, which the issuer gave,
// else none. One word without quotes or "=": the grammar takes it as it would have taken the secret.
std::string credential_mark(const leak& what, std::string_view secret, language l);

// Marks in either language; `kind` is the credential's. Sorted.
std::vector<leak> find_marks(std::string_view text);

// What must not stay of a text that people typed: known shapes; and, where the policy blocks strings that
// look like a secret, passwords told by their name and random strings outside links. Hashes, and what the
// policy allows, stay. Sorted, without overlaps; never a mark or a part of one.
std::vector<leak> find_secrets(std::string_view text, const message_policy& policy);

// With marks in place of secrets. Doing it twice is doing it once.
std::string without_secrets(std::string text, const message_policy& policy, language l);
inbound without_secrets(inbound event, const context& ctx);

// To the person who sent what has marks now: where they are, and that the credential has to be revoked. Call
// it after the event was decided.
void tell_of_marks(change_set& changes, const context& ctx, const inbound& event);

}  // namespace bot
