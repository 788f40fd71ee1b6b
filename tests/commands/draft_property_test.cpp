// Many drafts of one incident at once: messages, corrections and retractions asked for, edited, voted on,
// withdrawn, expired, delivered or not, with crashes in between, on both platforms. After every event the
// whole incident is judged by what the promises say.
#include "bot/content_hash.hpp"
#include "bot/json_rows.hpp"
#include "bot/outcome.hpp"
#include "bot/record.hpp"
#include "bot/voting.hpp"
#include "tests/commands/typing.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using bot::delivery_state;
using bot::draft_state;

namespace {

struct crowd : tests::typing {
    std::mt19937 dice;
    std::string id;
    std::map<std::string, std::string> decided;  // draft → what it was when it was decided
    std::map<std::string, int> decisions;        // draft → approvals and rejections in the chain
    std::map<std::string, std::set<std::string>>
        meant;             // revision → people who approved it, by their own act
    std::size_t read = 0;  // events of the chain that were counted

    explicit crowd(unsigned seed) : dice(seed)
    {
        bot::destination hook;
        hook.name = "stakeholders";
        hook.dialect = "slack";
        hook.webhook = bot::webhook_settings{.kind = "slack_incoming", .url = {"env:HOOK"}};
        config.destinations.push_back(hook);
        add_channel("teams-support", {"teams", "acme-teams", "19:x"});
        config.default_destinations = {"support-billing", "stakeholders", "teams-support"};
        config.approval.mirror = {"teams-support"};
        config.approval.break_glass.roles = {"Support Commander"};
        config.ops_destination = "support-billing";
        config.approval.required_default = seed % 2 ? 1 : 2;
        id = open();
    }

    std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(dice); }
    bot::actor anybody()
    {
        const bot::actor all[] = {ana, renata, igor, joao, stranger};
        bot::actor who = all[pick(std::size(all))];
        if (pick(3) == 0) who.who = {"teams", "aad-" + who.who.id};
        return who;
    }
    std::string some_draft()
    {
        const auto drafts = world.drafts_of(id);
        if (drafts.empty()) return "D1";
        const bot::draft& d = *drafts[drafts.size() - 1 - pick(std::min<std::size_t>(drafts.size(), 4))];
        return pick(5) ? d.revision_name() : d.id + ".1";
    }
    void note_approval(const bot::actor& by, const std::string& name)
    {
        if (const auto* known = ctx().people.find(by.who)) meant[name].insert(known->handle);
    }
    std::string some_text() { return "texto " + std::to_string(pick(1000)); }

    // An attempt at a delivery that waits or is under way ends in some way.
    void attempt()
    {
        std::vector<std::string> open_ones;
        for (const auto& [row_id, row] : world.deliveries()) {
            if (row.state == delivery_state::queued || row.state == delivery_state::sending)
                open_ones.push_back(row_id);
        }
        if (open_ones.empty()) return;
        // Final posts more often than previews: that is where there is something to lose.
        std::vector<std::string> finals;
        for (const std::string& each : open_ones)
            if (world.find_delivery(each)->is_final()) finals.push_back(each);
        const auto& among = finals.empty() || pick(4) == 0 ? open_ones : finals;
        const std::string chosen = among[pick(among.size())];
        act([&](bot::change_set& c, const bot::context&) {
            auto& row = c.edit_delivery(chosen);
            row.state = delivery_state::sending;
            row.sending_at = now;
            ++row.attempts;
        });
        bot::delivery_outcome out;
        const std::size_t how = pick(10);
        if (how < 6) {
            out = {.result = bot::delivery_result::sent, .platform_id = "17." + chosen};
        } else if (how < 8) {
            out.result = bot::delivery_result::failed;
            out.failure = pick(2) ? bot::failure_kind::permanent : bot::failure_kind::mendable;
            out.error = "no";
        } else {
            out.result = how == 8 ? bot::delivery_result::retry : bot::delivery_result::unknown;
        }
        act([&](bot::change_set& c, const bot::context& with) { bot::decide_outcome(c, with, chosen, out); });
        if (pick(2)) return;
        bot::look_up_outcome found;
        found.result = pick(2) ? bot::look_up_result::cannot_tell : bot::look_up_result::absent;
        act([&](bot::change_set& c, const bot::context& with) { bot::decide_look_up(c, with, chosen, found); }
        );
    }

    void settle()
    {
        for (const auto& [row_id, row] : world.deliveries()) {
            if (row.state != delivery_state::failed && row.state != delivery_state::in_doubt) continue;
            if (pick(3)) continue;
            const std::string chosen = row_id;
            const bool arrived = pick(2) != 0;
            const bot::actor by = anybody();
            act([&](bot::change_set& c, const bot::context& with) {
                bot::settle_delivery(c, with, chosen, arrived, by);
            });
            return;
        }
    }

    // Kill and start: nothing survives but the rows, as text.
    void crash()
    {
        bot::world again;
        for (const auto& [row_id, row] : world.incidents())
            again.put(bot::incident_from_json(bot::to_json_text(row)));
        for (const auto& [row_id, row] : world.drafts())
            again.put(bot::draft_from_json(bot::to_json_text(row)));
        for (const auto& [row_id, row] : world.deliveries())
            again.put(bot::delivery_from_json(bot::to_json_text(row)));
        again.set(world.numbers(), world.chain());
        world = std::move(again);
    }

    void step()
    {
        static const std::string stages[] = {"initial_update", "progress_update"};
        now += std::chrono::seconds(pick(200));
        switch (pick(18)) {
            case 0:
                type(
                    anybody(),
                    channel,
                    "update " + id + " " + stages[pick(2)] + " impact_summary=\"" + some_text() + "\""
                );
                break;
            case 1:
            case 16:
            case 17:
                type(anybody(), channel, "correct " + id + " impact_summary=\"" + some_text() + "\"");
                break;
            case 2:
                if (pick(2)) type(anybody(), channel, "retract " + id + " " + some_text());
                break;
            case 3:
            case 4:
            case 5: {
                const auto by = anybody();
                const std::string name = some_draft();
                note_approval(by, name);
                type(by, channel, "approve " + name);
                break;
            }
            case 6: {
                const auto by = anybody();
                const std::string name = some_draft();
                note_approval(by, name);
                const auto pressed = event(by, channel, bot::press{"draft.approve", name});
                happen(pressed);
                if (pick(3) == 0) happen(pressed);
                break;
            }
            case 7:
                if (pick(3) == 0) type(anybody(), channel, "reject " + some_draft() + " não");
                break;
            case 8:
                happen(event(
                    anybody(),
                    channel,
                    bot::form_submission{"draft.edit", some_draft(), {{"impact_summary", some_text()}}}
                ));
                break;
            case 9:
                act([](bot::change_set& c, const bot::context& with) { bot::decide_time(c, with); });
                break;
            case 10:
                crash();
                break;
            case 11:
                if (pick(4) == 0)
                    type(ana, channel, "approve " + some_draft() + " emergency=yes reason=pressa");
                break;
            case 12:
                if (pick(4) == 0) type(anybody(), channel, "withdraw " + some_draft());
                if (pick(4) == 0)
                    type(anybody(), channel, "set " + id + " impact_summary=\"" + some_text() + "\"");
                break;
            case 13:
                settle();
                break;
            default:
                for (std::size_t n = pick(6); n > 0; --n) attempt();
        }
    }

    void count_decisions()
    {
        for (; read < log.size(); ++read) {
            const auto body = boost::json::parse(log[read].body);
            const auto& kind = body.at("kind").as_string();
            if (kind == "draft.approved" || kind == "draft.rejected")
                ++decisions[std::string(body.at("draft_id").as_string())];
        }
    }

    void judge_texts(const bot::draft& d)
    {
        REQUIRE(bot::content_hash(d.current().texts) == d.current().content_sha256);
        std::map<std::string, int> standing;
        for (const std::string& each : d.post_ids) {
            const bot::delivery& post = *world.find_delivery(each);
            REQUIRE(post.is_final());
            REQUIRE(post.draft_id == d.id);
            REQUIRE(post.revision == d.current().number);
            REQUIRE(post.content_sha256 == d.current().content_sha256);
            const auto& texts = d.current().texts;
            REQUIRE(std::any_of(texts.begin(), texts.end(), [&](const auto& t) {
                return t.destination == post.destination && t.text == post.final_text;
            }));
            if (post.replaced_by.empty()) ++standing[post.destination];
        }
        REQUIRE(standing.size() == d.current().texts.size());
        for (const auto& [where, count] : standing) REQUIRE(count == 1);
    }

    void judge()
    {
        count_decisions();
        std::set<std::string> records;
        std::set<std::string> finals;
        for (const bot::draft* each : world.drafts_of(id)) {
            const bot::draft& d = *each;
            CAPTURE(d.id);
            const bool has_record = d.record_due > 0;
            REQUIRE(decisions[d.id] == (has_record ? 1 : 0));
            REQUIRE(d.record_path.empty() != has_record);
            if (has_record) REQUIRE(records.insert(d.record_path).second);
            for (const std::string& post : d.post_ids) REQUIRE(finals.insert(post).second);
            if (d.is_pending()) {
                REQUIRE(d.post_ids.empty());
                REQUIRE_FALSE(decided.contains(d.id));
                continue;
            }
            std::string as = d.revision_name() + " " + d.decided_by + " " + d.current().content_sha256;
            for (const auto& v : d.votes) as += " " + v.by.platform + v.by.id + std::to_string(v.revision);
            const auto known = decided.emplace(d.id, as).first;
            REQUIRE(known->second == as);  // nothing counts after the decision
            if (d.post_ids.empty()) continue;
            judge_texts(d);
            std::set<std::string> people_behind;
            for (const auto& v : d.votes) {
                REQUIRE(v.kind == bot::vote_kind::approve);
                REQUIRE(v.revision == d.current().number);
                const bot::person* who = ctx().people.find(v.by);
                REQUIRE(who != nullptr);
                REQUIRE(people_behind.insert(who->handle).second);
                if (d.emergency) continue;
                REQUIRE(meant[d.revision_name()].contains(who->handle));
                REQUIRE((who->handle == "@renata.quality" || who->handle == "@igor.audit"));
                for (const auto& author : d.current().authors)
                    REQUIRE_FALSE(ctx().people.same_person(author, v.by));
            }
            const int needed = d.emergency ? 1 : config.approval.required_default;
            REQUIRE(static_cast<int>(people_behind.size()) >= needed);
        }
        // No final text outside of what some approved draft set free.
        for (const auto& [row_id, row] : world.deliveries())
            if (row.is_final()) REQUIRE(finals.contains(row_id));
    }
};

}  // namespace

TEST_CASE(
    "whatever happens to many drafts at once: each text that goes out was approved, each decision has one "
    "record"
)
{
    int corrected = 0;
    int anew = 0;
    int rejected = 0;
    int expired = 0;
    int emergencies = 0;
    for (unsigned seed = 1; seed <= 30; ++seed) {
        CAPTURE(seed);
        crowd c(seed);
        for (int i = 0; i < 90; ++i) {
            CAPTURE(i);
            c.step();
            c.judge();
        }
        bot::chain_head head;
        for (const auto& e : c.log) REQUIRE(bot::follows(head, e));
        REQUIRE(head.hash == c.world.chain().hash);
        for (const bot::draft* d : c.world.drafts_of(c.id)) {
            corrected += d->purpose == bot::draft_purpose::correction && d->state == draft_state::posted;
            rejected += d->state == draft_state::rejected;
            expired += d->state == draft_state::expired;
            emergencies += d->emergency.has_value();
            if (d->record_due == 0) continue;
            const auto record = bot::record_of(c.world, c.ctx(), *d, c.world.chain());
            CHECK(record.path == d->record_path);
            CHECK(record.text.find(d->current().content_sha256) != std::string::npos);
        }
        for (const auto& [row_id, row] : c.world.deliveries()) anew += !row.replaced_by.empty();
    }
    // The dice reach every end, else nothing was shown.
    CHECK(corrected > 0);
    CHECK(anew > 0);
    CHECK(rejected > 0);
    CHECK(expired > 0);
    CHECK(emergencies > 0);
}
