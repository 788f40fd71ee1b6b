// Rows as JSON and back, from their Boost.Describe members. Reading is tolerant: a member that is absent
// keeps its default, and bytes that are no UTF-8 are read as U+FFFD. None are written.
#pragma once

#include "bot/delivery.hpp"
#include "bot/draft.hpp"
#include "bot/inbound.hpp"
#include "bot/incident.hpp"

#include <boost/json/value.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace bot {

std::string to_json_text(const incident& row);
std::string to_json_text(const draft& row);
std::string to_json_text(const delivery& row);
std::string to_json_text(const inbound& row);

// Throws std::runtime_error naming the member on a broken row: the store is ours, so that is a broken
// invariant.
incident incident_from_json(std::string_view text);
draft draft_from_json(std::string_view text);
delivery delivery_from_json(std::string_view text);
inbound inbound_from_json(std::string_view text);

}  // namespace bot
