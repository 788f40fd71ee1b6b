// Incidents, their timelines and deliveries as JSON for programs. The names of the members are a contract.
#pragma once

#include "bot/directory.hpp"
#include "bot/language.hpp"
#include "bot/world.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace bot::cli {

// {id, severity, state, summary, channel, opened_at, resolved_at, variables}
boost::json::object listed(const incident& row);
// The same with people, times, stages, drafts and final posts.
boost::json::object whole(const world& in, const incident& row);
// {id, draft_id, incident_id, destination, kind, state, attempts, platform_id, error}
boost::json::object listed(const delivery& row);

std::vector<const incident*> newest_first(const world& in);
std::vector<const delivery*> oldest_first(const world& in);

// What happened, oldest first: entries of the incident, drafts, decisions and final posts.
struct moment {
    time_point at;
    std::string kind;  // "entry", "draft", "decision", "post"
    std::string by;
    std::string text;
    std::string draft_id;
};
// In the language that the incident's own entries are written in, the workspace's.
std::vector<moment> timeline_of(
    const world& in, const incident& row, const directory& people, language words
);
boost::json::array listed(const std::vector<moment>& all);

// For people: headings, roles, timeline, final texts as they were posted.
std::string export_markdown(const world& in, const incident& row, const directory& people, language words);

}  // namespace bot::cli
