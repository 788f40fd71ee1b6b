#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "runbooks/library.hpp"
#include "runbooks/lint.hpp"

using namespace runbooks;

TEST_CASE("every shipped runbook passes lint without a word and has the four stages for both platforms")
{
    int found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(INCIDENTD_SOURCE_DIR "/runbooks")) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with("incident-communication.")) continue;
        ++found;
        CAPTURE(name);
        std::ifstream in(entry.path(), std::ios::binary);
        const source file{name, {std::istreambuf_iterator<char>(in), {}}};
        for (const auto& d : lint({file})) FAIL_CHECK(to_string(d));
        const auto book = parse(file.file, file.text).book;
        CHECK(book.roles.size() == 3);
        REQUIRE(book.checklists.size() == 1);
        CHECK(book.checklists[0].items.size() == 6);
        const std::map<std::string, std::vector<std::string>> expected{
            {"initial_update",
             {"incident_id",
              "severity",
              "impact_summary",
              "mitigation_actions",
              "commander",
              "next_update",
              "status_page"}},
            {"progress_update",
             {"incident_id", "severity", "impact_summary", "mitigation_actions", "next_update"}},
            {"resolution",
             {"incident_id", "impact_summary", "root_cause", "corrective_actions", "ttr", "post_incident_link"
             }},
            {"postmortem_summary",
             {"incident_id",
              "impact_summary",
              "lessons_learned",
              "long_term_actions",
              "owners",
              "follow_up_deadline",
              "postmortem_link"}},
        };
        for (const auto& [stage_name, variables] : expected) {
            const auto* of = book.find(stage_name);
            REQUIRE(of != nullptr);
            REQUIRE(of->slack.has_value());
            REQUIRE(of->teams.has_value());
            CHECK(of->slack->text.placeholders() == variables);
            CHECK(of->teams->text.placeholders() == variables);
            CHECK(of->settings.has_value());
        }
        CHECK(book.find("resolution")->sets_state() == "resolved");
    }
    CHECK(found == 2);
}
