#include "tests/e2e/crash_run.hpp"
#include "tests/e2e/teams_crew.hpp"

#include <set>

using namespace tests;
using namespace std::chrono_literals;

namespace {

constexpr int channels = 10;
constexpr int kills = 30;

const std::string runbook = R"md(# Comunicação

| Papel | Titular | Suplente |
| --- | --- | --- |
| Approval Lead | @renata.quality | @igor.audit |

```message stage=initial_update channel=any
🚨 {incident_id} ({severity}) {impact_summary}: {mitigation_actions}
```
```message stage=progress_update channel=any
🔄 {incident_id}: {next_update}
```
)md";

void make_trouble(const teams_side& t)
{
    const trouble fault([&](json::object f) { t.control("fault", std::move(f)); });
    for (const char* call : {"create", "send"}) {
        fault("lost_reply", call, 0.04);
        fault("error_after", call, 0.03);
        fault("dropped", call, 0.02);
        fault("server_error", call, 0.02);
        fault("rate_limited", call, 0.03);
        fault("slow", call, 0.3, {{"delay_ms", 120}});
    }
    fault("slow", "update", 0.2, {{"delay_ms", 80}});
    fault("server_error", "update", 0.03);
    for (const char* type : {"message", "invoke"}) fault.on_the_way(type);
}

// Whoever is on call settles what nobody in the channel can be asked about: questions that are themselves in
// doubt. Answers how many deliveries in doubt were met, each with a question about it.
void settle_the_rest(const stand& s, std::set<std::string>& unasked)
{
    const auto world = s.read_store()->load_world();
    std::set<std::string> asked;
    std::set<std::string> lost_questions;
    for (const auto& [id, d] : world.deliveries()) {
        if (d.kind != bot::delivery_kind::question || !d.words) continue;
        for (const auto& b : d.words->buttons) {
            asked.insert(b.value);
            if (d.state == bot::delivery_state::in_doubt) lost_questions.insert(b.value);
        }
    }
    std::set<std::string> there;
    for (int i = 0; i < channels; ++i)
        for (const auto& m : s.teams().messages(crash_channel(i))) there.insert(teams_meta(m, "delivery_id"));
    for (const auto& [id, d] : world.deliveries()) {
        if (d.state != bot::delivery_state::in_doubt) continue;
        if (d.kind != bot::delivery_kind::question && !asked.contains(id)) unasked.insert(id);
        if (d.kind != bot::delivery_kind::question && !lost_questions.contains(id)) continue;
        std::string out;
        (void)s.run({"delivery", there.contains(id) ? "settle" : "resend", id}, out);
    }
}

bool is_quiet(const bot::world& w)
{
    for (const auto& [id, d] : w.deliveries()) {
        if (d.state != bot::delivery_state::sent && d.state != bot::delivery_state::failed) return false;
    }
    return true;
}

}  // namespace

TEST_CASE(
    "killed again and again beside Teams, it loses nothing it took, posts nothing twice and asks when it "
    "cannot know"
)
{
    const auto seed = crash_seed();
    std::mt19937_64 random(seed);

    stand_options o;
    o.with_teams = true;
    o.runbook = runbook;
    o.destination_channel = "";
    o.teams_words = {
        "--no-throttling", "--seed", std::to_string(seed), "--redelivery", "300,600,1200,2400,4800"
    };
    stand s(o);
    for (int i = 0; i < channels; ++i)
        s.teams().control("channel", {{"id", crash_channel(i)}, {"name", fmt::format("crash-{:02}", i)}});
    make_trouble(s.teams());
    REQUIRE(s.start());

    crews_at_work<teams_crew> crews(s, channels);
    const int killed = crews.kill_meanwhile(s, random, kills, 1500ms);
    const auto struck = strikes(s.teams().control("faults", {}));
    s.teams().control("unfault", {});
    std::set<std::string> unasked;
    while (crews.at_work()) {
        std::this_thread::sleep_for(1s);
        settle_the_rest(s, unasked);
    }
    crews.join();
    const bool settled = eventually(
        [&] {
            for (const auto& c : crews.all()) c->answer_questions();
            settle_the_rest(s, unasked);
            return is_quiet(s.read_store()->load_world());
        },
        crash_patience,
        500ms
    );
    CHECK(settled);
    CHECK(s.stop() == 0);

    const auto reader = s.read_store();
    const auto world = reader->load_world();
    std::map<std::string, int> seen;                         // delivery id and part → messages
    std::map<std::string, std::vector<json::object>> posts;  // draft id → final posts
    for (int i = 0; i < channels; ++i) {
        for (const auto& m : s.teams().messages(crash_channel(i))) {
            const auto id = teams_meta(m, "delivery_id");
            if (id.empty()) continue;
            ++seen[id + "/" + teams_meta(m, "part")];
            if (teams_crew::is_post(m)) posts[teams_meta(m, "draft_id")].push_back(m);
        }
    }
    const auto opened = crews.check_opened(world);
    CHECK(opened == std::size_t{channels * teams_crew::incidents});
    std::set<std::string> answered;
    for (const auto& c : crews.all()) answered.insert(c->answered.begin(), c->answered.end());

    std::size_t posted = 0;
    for (const auto& [id, d] : world.drafts()) {
        INFO(id, " of ", d.incident_id, " is ", bot::name_of(d.state));
        const bool is_done = d.state == bot::draft_state::posted || d.state == bot::draft_state::superseded;
        CHECK(is_done);
        const bool should_be_there = d.state == bot::draft_state::posted;
        posted += should_be_there ? 1 : 0;
        CHECK(posts[id].size() == (should_be_there ? 1U : 0U));
        if (should_be_there && !posts[id].empty())
            CHECK(teams_meta(posts[id].front(), "content_sha256") == d.current().content_sha256);
    }
    std::size_t excused = 0;
    for (const auto& [id, d] : world.deliveries()) {
        INFO(id, " ", bot::name_of(d.kind), " is ", bot::name_of(d.state), ": ", d.error);
        // A message that arrived without its id being told can be neither edited nor answered in its thread.
        const bool hangs_on_another =
            d.kind == bot::delivery_kind::update || d.kind == bot::delivery_kind::reply;
        const bool is_excused = hangs_on_another && d.state == bot::delivery_state::failed;
        const bool is_there = d.state == bot::delivery_state::sent;
        CHECK((is_there || is_excused));
        excused += is_excused ? 1 : 0;
    }
    for (const auto& [id, times] : seen) {
        INFO("message of ", id);
        CHECK(times == 1);
    }
    // Each unknown outcome had its question in the channel.
    for (const auto& id : unasked) FAIL_CHECK("nobody was asked about " << id);
    std::size_t questions = 0;
    for (const auto& [id, d] : world.deliveries())
        questions += d.kind == bot::delivery_kind::question ? 1 : 0;

    const auto head = check_chain(*reader);

    fmt::print(
        "{} kills, {} incidents, {} posts, {} questions, {} answered in the channel, {} edits and replies "
        "without a known message, {} audit events; faults:",
        killed,
        opened,
        posted,
        questions,
        answered.size(),
        excused,
        head.number
    );
    print(struck);
    // A run in which nothing went wrong proves nothing.
    CHECK(killed >= 10);
    CHECK(struck.at("lost_reply") + struck.at("error_after") > 0);
    CHECK(answered.size() > 0);
}
