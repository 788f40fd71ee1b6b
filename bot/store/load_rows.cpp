#include "bot/store/load_rows.hpp"

#include "bot/json_rows.hpp"

#include <fmt/format.h>
#include <soci/soci.h>

namespace bot {

namespace {

template <class Take>
void each_body(soci::session& sql, const char* table, Take take)
{
    std::string body;
    soci::statement st = (sql.prepare << fmt::format("SELECT body FROM {}", table), soci::into(body));
    st.execute();
    while (st.fetch()) take(body);
}

}  // namespace

void load_numbers(soci::session& sql, counters& numbers, chain_head& chain)
{
    const soci::rowset<soci::row> rows = (sql.prepare << "SELECT name, value FROM meta");
    for (const soci::row& r : rows) {
        const auto name = r.get<std::string>(0);
        const auto value = r.get<std::string>(1);
        const auto space = value.find(' ');
        if (name == "chain") {
            chain.number = std::stoll(value.substr(0, space));
            chain.hash = value.substr(space + 1);
        } else if (name == "counters") {
            const auto second = value.find(' ', space + 1);
            numbers.incident = std::stoll(value.substr(0, space));
            numbers.draft = std::stoll(value.substr(space + 1, second - space - 1));
            numbers.delivery = std::stoll(value.substr(second + 1));
        }
    }
}

world load_rows(soci::session& sql)
{
    world out;
    each_body(sql, "incidents", [&](const std::string& body) { out.put(incident_from_json(body)); });
    each_body(sql, "drafts", [&](const std::string& body) { out.put(draft_from_json(body)); });
    each_body(sql, "deliveries", [&](const std::string& body) { out.put(delivery_from_json(body)); });
    counters numbers;
    chain_head chain;
    load_numbers(sql, numbers, chain);
    out.set(numbers, chain);
    return out;
}

}  // namespace bot
