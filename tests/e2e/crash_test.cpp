#include "tests/e2e/crash_run.hpp"

#include <set>

using namespace tests;
using namespace std::chrono_literals;

namespace {

constexpr int channels = 16;
constexpr int incidents_a_channel = 7;
constexpr int kills = 60;
constexpr auto pause = 100ms;

const std::string preview_type = "incidentd_preview";
const std::string post_type = "incidentd_post";

std::string channel_of(int i)
{
    return fmt::format("C0CRASH{:02}", i);
}

// What one channel's people do, and what they waited for in vain.
class crew {
public:
    crew(const stand& on, int number, std::atomic<int>& deeds)
        : on_(on), number_(number), channel_(channel_of(number)), deeds_(deeds)
    {
    }

    void work()
    {
        try {
            for (int k = 0; k < incidents_a_channel; ++k) one_incident(k);
        } catch (const std::exception& e) {
            problems.push_back(channel_ + ": " + e.what());
        }
    }

    std::vector<std::string> problems;
    std::vector<int> opened;

private:
    // Types it again until Slack has the acknowledgement, as people do.
    void type(const std::string& who, const std::string& text)
    {
        insist("never acknowledged: " + text, pause, [&] {
            ++deeds_;
            return on_.slash(who, channel_, text).at("ok").as_bool();
        });
    }

    json::object newest_preview(const std::string& incident, const std::string& stage)
    {
        json::object found;
        for (auto& m : on_.messages(channel_, preview_type)) {
            const bool is_live = has(m, "draft.approve");
            if (meta(m, "incident_id") == incident && meta(m, "stage") == stage && is_live)
                found = std::move(m);
        }
        return found;
    }

    bool is_posted(const std::string& incident, const std::string& stage)
    {
        for (const auto& m : on_.messages(channel_, post_type)) {
            if (meta(m, "incident_id") == incident && meta(m, "stage") == stage) return true;
        }
        return false;
    }

    // One vote a draft: once Slack has the acknowledgement it is never repeated, so a lost one shows.
    bool vote(const json::object& preview, int way)
    {
        const auto name = meta(preview, "draft_id") + "." + meta(preview, "revision");
        ++deeds_;
        if (way == 1) {
            (void)on_.slack(
                "react",
                {{"as", "U0IGOR"},
                 {"channel", channel_},
                 {"ts", text_of(preview, "ts")},
                 {"name", "white_check_mark"}}
            );
            return true;
        }
        if (way == 2) return on_.slash("U0RENATA", channel_, "/incident approve " + name).at("ok").as_bool();
        if (way == 3)
            return on_.slash("U0RENATA", channel_, "/incident reject " + name + " teste").at("ok").as_bool();
        return on_.press("U0RENATA", channel_, preview, "draft.approve").at("ok").as_bool();
    }

    void approve(const std::string& incident, const std::string& stage, int way)
    {
        std::set<std::string> voted;
        insist(fmt::format("{} {} was not posted", incident, stage), pause, [&] {
            if (is_posted(incident, stage)) return true;
            const auto preview = newest_preview(incident, stage);
            const auto draft = preview.empty() ? std::string() : meta(preview, "draft_id");
            if (!draft.empty() && !voted.contains(draft) && vote(preview, way)) voted.insert(draft);
            return false;
        });
    }

    void one_incident(int k)
    {
        const int n = 1000 + number_ * 100 + k;
        const auto id = fmt::format("SUP-INC-{}", n);
        type(
            "U0ANA", fmt::format("/incident open \"Falha {0}\" id={0} mitigation_actions=\"Desvio {0}\"", n)
        );
        opened.push_back(n);
        json::object preview;
        insist("no preview of " + id, pause, [&] {
            preview = newest_preview(id, "initial_update");
            return !preview.empty();
        });
        type("U0IGOR", fmt::format("/incident note {0} nota-{0}", n));
        if (k % 4 == 3) {
            insist(id + " was not rejected", pause, [&] { return vote(preview, 3); });
            insist(id + " stays undecided", pause, [&] {
                return newest_preview(id, "initial_update").empty();
            });
            return;
        }
        approve(id, "initial_update", k % 4);
        if (k % 2 != 0) return;
        type("U0ANA", fmt::format("/incident set {0} next_update=prox-{0}", n));
        type("U0ANA", fmt::format("/incident update {0} progress_update", n));
        approve(id, "progress_update", 0);
    }

    const stand& on_;
    int number_;
    std::string channel_;
    std::atomic<int>& deeds_;  // begun by all crews
};

void make_trouble(const stand& s)
{
    const trouble fault([&](json::object f) { s.slack("fault", std::move(f)); });
    const char* post = "chat.postMessage";
    fault("lost_reply", post, 0.06);
    fault("error_after", post, 0.03);
    // These leave the outcome unknown although nothing was posted: half a minute of looking each.
    fault("server_error", post, 0.02, {{"times", 6}});
    fault("dropped", post, 0.02, {{"times", 6}});
    fault("rate_limited", post, 0.03);
    fault("slow", post, 0.3, {{"delay_ms", 120}});
    fault("slow", "chat.update", 0.2, {{"delay_ms", 80}});
    fault("server_error", "chat.update", 0.03);
    fault("server_error", "conversations.history", 0.1);
    for (const char* type : {"slash_commands", "interactive", "events_api"}) fault.on_the_way(type);
}

bool is_quiet(const bot::world& w)
{
    for (const auto& [id, d] : w.deliveries()) {
        if (!d.is_settled()) return false;
    }
    for (const auto& [id, d] : w.drafts()) {
        if (d.record_done < d.record_due) return false;
    }
    return true;
}

bool is_decided(const bot::draft& d)
{
    return d.state == bot::draft_state::posted || d.state == bot::draft_state::rejected;
}

}  // namespace

TEST_CASE("killed again and again, it loses nothing it acknowledged and posts nothing twice")
{
    const auto seed = crash_seed();
    std::mt19937_64 random(seed);

    stand s(
        {.slack_words =
             {"--no-rate-limits", "--seed", std::to_string(seed), "--retries", "500,1000,2000,4000,8000"},
         .destination_channel = ""}
    );
    for (int i = 0; i < channels; ++i) {
        s.slack(
            "channel",
            {{"id", channel_of(i)},
             {"name", fmt::format("crash-{:02}", i)},
             {"members", json::array{"U0ANA", "U0RENATA", "U0IGOR", "U0BOT"}}}
        );
    }
    s.slack("settings", {{"honour_client_msg_id", false}});
    make_trouble(s);
    REQUIRE(s.start());

    crews_at_work<crew> crews(s, channels);
    int looked_up = 0;
    const auto count_look_ups = [&] {
        const auto log = s.log();
        for (auto at = log.find("looked up:"); at != std::string::npos; at = log.find("looked up:", at + 1))
            ++looked_up;
    };
    const int killed = crews.kill_meanwhile(s, random, kills, 1500ms, count_look_ups);
    const auto struck = strikes(s.slack("faults", {}));
    s.slack("unfault", {});
    crews.join();
    const bool settled = eventually([&] { return is_quiet(s.read_store()->load_world()); }, crash_patience);
    CHECK(settled);
    CHECK(s.stop() == 0);
    count_look_ups();

    const auto reader = s.read_store();
    const auto world = reader->load_world();
    std::map<std::string, int> seen;                         // delivery id and part → messages
    std::map<std::string, std::vector<json::object>> posts;  // draft id → final posts
    for (int i = 0; i < channels; ++i) {
        for (const auto& m : s.messages(channel_of(i), "")) {
            if (!m.contains("metadata")) continue;
            ++seen[meta(m, "delivery_id") + "/" + meta(m, "part")];
            if (text_of(m.at("metadata").as_object(), "event_type") == post_type)
                posts[meta(m, "draft_id")].push_back(m);
        }
    }
    const auto opened = crews.check_opened(world);
    CHECK(opened == std::size_t{channels * incidents_a_channel});

    std::size_t posted = 0;
    for (const auto& [id, d] : world.drafts()) {
        INFO(id, " of ", d.incident_id, " is ", bot::name_of(d.state));
        CHECK((is_decided(d) || d.state == bot::draft_state::superseded));
        const bool should_be_there = d.state == bot::draft_state::posted;
        posted += should_be_there ? 1 : 0;
        CHECK(posts[id].size() == (should_be_there ? 1U : 0U));
        if (should_be_there && !posts[id].empty()) {
            const auto& post = posts[id].front();
            CHECK(text_of(post, "text") == d.current().texts.front().text);
            CHECK(meta(post, "content_sha256") == d.current().content_sha256);
        }
        if (!is_decided(d)) continue;
        const auto record = file_text(s.documents() / d.record_path);
        CHECK(record.find(d.current().content_sha256) != std::string::npos);
    }
    for (const auto& [id, d] : world.deliveries()) {
        INFO(id, " ", bot::name_of(d.kind), " is ", bot::name_of(d.state), ": ", d.error);
        CHECK(d.state == bot::delivery_state::sent);
        if (d.kind != bot::delivery_kind::update) CHECK(seen[id + "/"] == 1);
    }
    for (const auto& [id, times] : seen) {
        INFO("message of ", id);
        CHECK(times == 1);
    }

    const auto head = check_chain(*reader);

    fmt::print(
        "{} kills, {} incidents, {} posts, {} look-ups, {} audit events; faults:",
        killed,
        opened,
        posted,
        looked_up,
        head.number
    );
    print(struck);
    // A run in which nothing went wrong proves nothing.
    CHECK(killed >= 20);
    CHECK(struck.at("lost_reply") > 0);
    CHECK(looked_up > 0);
}
