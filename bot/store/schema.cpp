#include "bot/store/schema.hpp"

#include <array>

namespace bot {

namespace {

// Key columns serve listings; the row itself is its JSON. Times are milliseconds of UTC.
constexpr std::array<std::string_view, 9> first{
    "CREATE TABLE incidents (id TEXT PRIMARY KEY, state TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE drafts (id TEXT PRIMARY KEY, incident_id TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT "
    "NULL)",
    "CREATE TABLE deliveries (id TEXT PRIMARY KEY, draft_id TEXT NOT NULL, state TEXT NOT NULL, body TEXT "
    "NOT NULL)",
    "CREATE TABLE audit (number BIGINT PRIMARY KEY, at BIGINT NOT NULL, incident_id TEXT NOT NULL, body TEXT "
    "NOT NULL, "
    "previous TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE INDEX audit_by_incident ON audit (incident_id, number)",
    "CREATE TABLE seen (event_key TEXT PRIMARY KEY, at BIGINT NOT NULL)",
    "CREATE INDEX seen_by_time ON seen (at)",
    "CREATE TABLE parked (id BIGINT PRIMARY KEY, at BIGINT NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
};
// What platforms remember for themselves: how to reach a conversation or a person again.
constexpr std::array<std::string_view, 1> second{
    "CREATE TABLE addresses (platform TEXT NOT NULL, connection TEXT NOT NULL, address_key TEXT NOT NULL, "
    "at BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (platform, connection, address_key))",
};
constexpr std::array<schema_step, 2> steps{schema_step{first}, schema_step{second}};

}  // namespace

std::span<const schema_step> schema_steps() noexcept
{
    return steps;
}

}  // namespace bot
