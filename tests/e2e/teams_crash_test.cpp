#include "tests/e2e/stand.hpp"

#include "bot/audit.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <thread>

using namespace tests;
using namespace std::chrono_literals;

namespace {

constexpr int channels = 10;
constexpr int incidents_a_channel = 4;
constexpr int kills = 30;
constexpr auto patience = 240s;

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

std::string channel_of(int i)
{
    return fmt::format("19:CRASH{:02}@thread.tacv2", i);
}

json::object button_data(const json::object& message, std::string_view verb)
{
    json::object found;
    const std::function<void(const json::value&)> walk = [&](const json::value& v) {
        if (const auto* a = v.if_array())
            for (const auto& each : *a) walk(each);
        const auto* o = v.if_object();
        if (o == nullptr) return;
        const auto* data = o->if_contains("data");
        if (data != nullptr && data->is_object() && text_of(data->get_object(), "verb") == verb)
            found = data->get_object();
        for (const auto& field : *o) walk(field.value());
    };
    if (const auto* card = message.if_contains("card")) walk(*card);
    return found;
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

    // Looks whether what is asked about is there, and says so. People do that; the daemon must not guess.
    void answer_questions()
    {
        const auto all = on_.teams().messages(channel_);
        std::set<std::string> there;
        for (const auto& m : all) there.insert(teams_meta(m, "delivery_id"));
        for (const auto& m : all) {
            const auto arrived = button_data(m, "delivery.arrived");
            const auto asked = text_of(arrived, "value");
            if (asked.empty()) continue;
            const bool is_there = there.contains(asked);
            const auto seen = on_.teams().press(
                "@renata.quality", channel_, m, is_there ? "delivery.arrived" : "delivery.resend"
            );
            if (seen.at("ok").as_bool()) answered.insert(asked);
        }
    }

    std::vector<std::string> problems;
    std::vector<int> opened;
    std::set<std::string> answered;  // deliveries asked about, by id

private:
    // Types it again until Teams has the 200, as people do.
    void type(const std::string& who, const std::string& text)
    {
        insist("never acknowledged: " + text, [&] {
            ++deeds_;
            return on_.teams().say(who, channel_, text).at("ok").as_bool();
        });
    }

    template <class Condition>
    void insist(const std::string& otherwise, Condition holds)
    {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (!holds()) {
            if (std::chrono::steady_clock::now() >= end) throw std::runtime_error(otherwise);
            answer_questions();
            std::this_thread::sleep_for(150ms);
        }
    }

    json::object newest_preview(const std::string& incident, const std::string& stage)
    {
        json::object found;
        for (auto& m : on_.teams().messages(channel_)) {
            const bool is_live = !button_data(m, "draft.approve").empty();
            if (is_live && teams_meta(m, "incident_id") == incident && teams_meta(m, "stage") == stage)
                found = std::move(m);
        }
        return found;
    }

    bool is_posted(const std::string& incident, const std::string& stage)
    {
        for (const auto& m : on_.teams().messages(channel_)) {
            if (teams_meta(m, "incident_id") == incident && teams_meta(m, "stage") == stage && is_post(m))
                return true;
        }
        return false;
    }

    bool vote(const json::object& preview, bool typed)
    {
        ++deeds_;
        const auto name = teams_meta(preview, "draft_id") + "." + teams_meta(preview, "revision");
        if (typed) return on_.teams().say("@igor.audit", channel_, "approve " + name).at("ok").as_bool();
        return on_.teams().press("@renata.quality", channel_, preview, "draft.approve").at("ok").as_bool();
    }

    // One vote a draft: once Teams has the answer it is never repeated, so a lost one shows.
    void approve(const std::string& incident, const std::string& stage, bool typed)
    {
        std::set<std::string> voted;
        insist(fmt::format("{} {} was not posted", incident, stage), [&] {
            if (is_posted(incident, stage)) return true;
            const auto preview = newest_preview(incident, stage);
            const auto draft = preview.empty() ? std::string() : teams_meta(preview, "draft_id");
            if (!draft.empty() && !voted.contains(draft) && vote(preview, typed)) voted.insert(draft);
            return false;
        });
    }

    void one_incident(int k)
    {
        const int n = 1000 + number_ * 100 + k;
        const auto id = fmt::format("SUP-INC-{}", n);
        type(
            "@ana.suporte",
            fmt::format("/incident open \"Falha {0}\" id={0} mitigation_actions=\"Desvio {0}\"", n)
        );
        opened.push_back(n);
        insist("no preview of " + id, [&] {
            return is_posted(id, "initial_update") || !newest_preview(id, "initial_update").empty();
        });
        type("@igor.audit", fmt::format("note {0} nota-{0}", n));
        approve(id, "initial_update", k % 2 == 1);
        if (k % 2 != 0) return;
        type("@ana.suporte", fmt::format("set {0} next_update=prox-{0}", n));
        type("@ana.suporte", fmt::format("update {0} progress_update", n));
        approve(id, "progress_update", false);
    }

public:
    static bool is_post(const json::object& m)
    {
        return !text_of(m, "text").empty() && !teams_meta(m, "content_sha256").empty();
    }

private:
    const stand& on_;
    int number_;
    std::string channel_;
    std::atomic<int>& deeds_;  // begun by all crews
};

void make_trouble(const teams_side& t)
{
    const auto fault = [&](const char* kind, const char* filter, double p, json::object more = {}) {
        more["kind"] = kind;
        more["filter"] = filter;
        more["probability"] = p;
        t.control("fault", more);
    };
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
    for (const char* type : {"message", "invoke"}) {
        fault("envelope_twice", type, 0.1);
        fault("envelope_repeated", type, 0.1);
        fault("envelope_lost", type, 0.02);
        fault("envelope_late", type, 0.05, {{"delay_ms", 300}});
        fault("ack_lost", type, 0.04);
        fault("link_cut", type, 0.02);
    }
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
        for (const auto& m : s.teams().messages(channel_of(i))) there.insert(teams_meta(m, "delivery_id"));
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
    const char* given = std::getenv("INCIDENTD_CRASH_SEED");
    const std::uint64_t seed =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::uint64_t{std::random_device{}()};
    fmt::print("INCIDENTD_CRASH_SEED={}\n", seed);
    std::fflush(stdout);
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
        s.teams().control("channel", {{"id", channel_of(i)}, {"name", fmt::format("crash-{:02}", i)}});
    make_trouble(s.teams());
    REQUIRE(s.start());

    std::vector<std::unique_ptr<crew>> crews;
    std::vector<std::thread> threads;
    std::atomic<int> working = channels;
    std::atomic<int> deeds = 0;
    for (int i = 0; i < channels; ++i) {
        crews.push_back(std::make_unique<crew>(s, i, deeds));
        threads.emplace_back([&working, &c = *crews.back()] {
            c.work();
            --working;
        });
    }
    int killed = 0;
    for (; killed < kills && working > 0; ++killed) {
        // Some before it is ready, most at work, of these half while something has just been done.
        std::this_thread::sleep_for(
            std::chrono::microseconds(random() % (random() % 4 == 0 ? 150'000U : 2'500'000U))
        );
        if (random() % 2 == 0) {
            const int before = deeds;
            (void)eventually([&] { return deeds != before || working == 0; }, 2s, 100us);
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 8'000));
        }
        s.kill_now();
        s.launch();
    }
    const auto seen_faults = s.teams().control("faults", {});
    s.teams().control("unfault", {});
    std::set<std::string> unasked;
    while (working > 0) {
        std::this_thread::sleep_for(1s);
        settle_the_rest(s, unasked);
    }
    for (auto& t : threads) t.join();
    const bool settled = eventually(
        [&] {
            for (const auto& c : crews) c->answer_questions();
            settle_the_rest(s, unasked);
            return is_quiet(s.read_store()->load_world());
        },
        patience,
        500ms
    );
    CHECK(settled);
    CHECK(s.stop() == 0);

    const auto reader = s.read_store();
    const auto world = reader->load_world();
    std::map<std::string, int> seen;                         // delivery id and part → messages
    std::map<std::string, std::vector<json::object>> posts;  // draft id → final posts
    for (int i = 0; i < channels; ++i) {
        for (const auto& m : s.teams().messages(channel_of(i))) {
            const auto id = teams_meta(m, "delivery_id");
            if (id.empty()) continue;
            ++seen[id + "/" + teams_meta(m, "part")];
            if (crew::is_post(m)) posts[teams_meta(m, "draft_id")].push_back(m);
        }
    }
    std::size_t opened = 0;
    std::set<std::string> answered;
    for (const auto& c : crews) {
        for (const auto& p : c->problems) FAIL_CHECK(p);
        answered.insert(c->answered.begin(), c->answered.end());
        for (const int n : c->opened) {
            ++opened;
            const auto* incident = world.find_incident(fmt::format("SUP-INC-{}", n));
            INFO("incident ", n);
            REQUIRE(incident != nullptr);
            int notes = 0;
            for (const auto& e : incident->timeline)
                notes += e.text.find(fmt::format("nota-{}", n)) != std::string::npos ? 1 : 0;
            CHECK(notes >= 1);
        }
    }
    CHECK(opened == std::size_t{channels * incidents_a_channel});
    CHECK(world.incidents().size() == opened);

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

    bot::chain_head head;
    bool is_chain = true;
    reader->each_audit_event({}, [&](const bot::audit_event& e) {
        is_chain = is_chain && bot::follows(head, e);
    });
    CHECK(is_chain);
    CHECK(head.hash == reader->recorded_head().hash);

    std::map<std::string, std::int64_t> struck;
    for (const auto& f : seen_faults.at("faults").as_array())
        struck[text_of(f.as_object(), "kind")] += f.at("strikes").to_number<std::int64_t>();
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
    for (const auto& [kind, n] : struck) fmt::print(" {} {}", kind, n);
    fmt::print("\n");
    // A run in which nothing went wrong proves nothing.
    CHECK(killed >= 15);
    CHECK(struck.at("lost_reply") + struck.at("error_after") > 0);
    CHECK(answered.size() > 0);
}
