// The full policy under fire: random votes, edits, emergencies, reloads, crashes and the passing of time, on
// both platforms, judged after every event by what the promises say.
#include "bot/break_glass.hpp"
#include "bot/drafting.hpp"
#include "bot/json_rows.hpp"
#include "tests/support/engine_stand.hpp"
#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace std::chrono_literals;
using bot::delivery_kind;
using bot::draft_state;
using tests::pending_draft;

namespace {

// Whether the people can be sat on the seats, each on one of their own: every seating is tried.
bool can_be_seated(
    const std::vector<std::set<std::string>>& seats, std::size_t next, std::set<std::string> free
)
{
    if (next == seats.size()) return true;
    for (const std::string& who : free) {
        if (!seats[next].contains(who)) continue;
        auto rest = free;
        rest.erase(who);
        if (can_be_seated(seats, next + 1, std::move(rest))) return true;
    }
    return false;
}

struct fire : pending_draft {
    std::mt19937 dice;
    std::string decided_as;
    std::size_t posts = 0;
    bool with_window = false;
    std::map<std::string, std::set<int>>
        meant;  // handle → revisions that the person approved, by their own act

    explicit fire(unsigned seed) : pending_draft(2), dice(seed)
    {
        for (bot::person& p : config.people) {
            if (p.handle == "@joao.ops") p.roles = {"Engineer"};
            if (p.handle == "@igor.audit") p.roles = {"Approval Lead", "Engineer"};
        }
        // One more of each, so that two approvals of the same kind are possible, and must not be enough.
        constexpr const char* more[][3] = {
            {"@lia.quality", "LIA", "Approval Lead"}, {"@davi.ops", "DAVI", "Engineer"}
        };
        for (const auto& [handle, id, role] : more) {
            bot::person p;
            p.handle = handle;
            p.accounts = {{"slack", std::string("U0") + id}, {"teams", std::string("T0") + id}};
            p.roles = {role};
            config.people.push_back(std::move(p));
        }
        config.timezone = "UTC";
        config.ops_destination = "support-billing";
        config.default_destinations = {"support-billing", "stakeholders"};
        config.approval.mirror = {"leads"};
        bot::destination leads;
        leads.name = "leads";
        leads.channel = {"teams", "acme-teams", "19:leads"};
        leads.dialect = "teams";
        config.destinations.push_back(leads);
        config.approval.break_glass.roles = {"Support Commander"};
        config.approval.break_glass.remind = 5min;
        if (seed % 2 == 0) {
            config.approval.requires_rows = {
                {.about = {}, .count = 1, .approvers = {"role:Approval Lead"}},
                {.about = {}, .count = 1, .approvers = {"role:Engineer"}},
            };
        }
        with_window = seed % 3 == 0;
        if (with_window) {
            bot::approval_window w;
            w.name = "late";
            w.from = 18h + 10min;  // ten minutes after the draft appears
            w.to = 23h;
            w.required = 1;
            w.approvers = {"role:Support Commander"};
            w.self_approval = true;
            config.approval.windows = {w};
        }
        people = bot::directory(config.people, books);
        apply([&](bot::change_set& c) {
            bot::apply_policy(
                ctx(), *c.find_incident("SUP-INC-845"), books.find("progress_update"), c.edit_draft("D1")
            );
        });
        // A copy of the preview on the other platform.
        apply([&](bot::change_set& c) {
            bot::delivery mirror = *c.find_delivery("d1");
            mirror.channel = {"teams", "acme-teams", "19:leads"};
            auto& row = c.enqueue(mirror);
            row.state = bot::delivery_state::sent;
            row.platform_id = "2.2";
            c.edit_draft("D1").previews.push_back({row.id, 1});
        });
    }

    std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(dice); }

    bot::account anybody()
    {
        static const std::vector<std::string> names = {"ANA", "RENATA", "IGOR", "JOAO", "LIA", "DAVI", "X"};
        const std::string& name = names[pick(names.size())];
        return pick(2) ? tests::slack("U0" + name) : tests::teams("T0" + name);
    }
    std::string some_revision()
    {
        const auto last = static_cast<std::size_t>(draft().current().number);
        return "D1." + std::to_string(pick(4) ? last : 1 + pick(last));
    }

    void note_approval(const bot::account& who, int revision)
    {
        if (const auto* known = people.find(who)) meant[known->handle].insert(revision);
    }

    void vote_by_command(bool emergency)
    {
        auto b = ballot(anybody(), bot::vote_kind::approve, bot::vote_means::command);
        if (pick(3) == 0) b.revision.reset();
        b.emergency = emergency;
        if (pick(4)) b.reason = "nobody answers";
        if (!emergency) b.reason.clear();
        note_approval(b.by.who, b.revision.value_or(draft().current().number));
        cast(b);
    }

    // Kill and start: nothing survives but the rows, as text.
    void crash()
    {
        bot::world again;
        for (const auto& [id, row] : state.incidents())
            again.put(bot::incident_from_json(bot::to_json_text(row)));
        for (const auto& [id, row] : state.drafts()) again.put(bot::draft_from_json(bot::to_json_text(row)));
        for (const auto& [id, row] : state.deliveries())
            again.put(bot::delivery_from_json(bot::to_json_text(row)));
        again.set(state.numbers(), state.chain());
        state = std::move(again);
    }

    void step()
    {
        now += std::chrono::seconds(pick(90));
        switch (pick(12)) {
            case 0:
            case 1:
            case 2: {
                const auto who = anybody();
                const bot::press pressed{"draft.approve", some_revision()};
                note_approval(who, *bot::parse_revision_ref(pressed.value)->revision);
                act(who, pressed);
                if (pick(3) == 0) act(who, pressed);  // pressed twice
                break;
            }
            case 3:
                if (pick(6) == 0)
                    act(anybody(), bot::form_submission{"draft.reject", some_revision(), {{"reason", "no"}}});
                break;
            case 4:
            case 5: {
                const auto who = anybody();
                const bool approves = pick(9) != 0;
                if (approves) note_approval(who, 1);  // the message is the preview of the first one
                act(who,
                    bot::reaction{
                        approves ? "approve" : "reject", pick(3) != 0, "1.1", std::to_string(pick(900) + 100)
                    });
                break;
            }
            case 6:
                act(anybody(),
                    bot::form_submission{
                        "draft.edit",
                        some_revision(),
                        {{"impact_summary", "text " + std::to_string(pick(1000))}}
                    });
                break;
            case 7:
                apply([&](bot::change_set& c) { bot::decide_time(c, ctx()); });
                break;
            case 8:
                vote_by_command(false);
                break;
            case 9:
                if (pick(4) == 0) vote_by_command(true);
                if (pick(4) == 0) act(anybody(), bot::press{"draft.signoff", "D1"});
                break;
            case 10:
                crash();
                break;
            case 11:
                if (pick(10) == 0)
                    apply([&](bot::change_set& c) {
                        bot::withdraw_draft(c, ctx(), "D1", tests::as(commander), {});
                    });
                else
                    apply([&](bot::change_set& c) { bot::decide_reload(c, config, ctx()); });
                break;
        }
    }

    std::set<std::string> with_role(const std::string& role) const
    {
        std::set<std::string> handles;
        for (const bot::person& p : config.people) {
            if (std::find(p.roles.begin(), p.roles.end(), role) != p.roles.end()) handles.insert(p.handle);
        }
        return handles;
    }

    void judge_emergency(const bot::draft& d)
    {
        REQUIRE(d.votes.size() == 1);
        REQUIRE(people.find(d.votes[0].by)->handle == "@ana.suporte");
        REQUIRE_FALSE(d.emergency->reason.empty());
        for (const auto& text : d.current().texts) REQUIRE(text.text.find("⚡") != std::string::npos);
        REQUIRE(audited("draft.signed_off") == (d.emergency->signed_at ? 1 : 0));
        if (!d.emergency->signed_at) return;
        for (const auto& author : d.current().authors)
            REQUIRE_FALSE(people.same_person(author, d.emergency->signed_by));
        REQUIRE_FALSE(people.same_person(d.emergency->by, d.emergency->signed_by));
    }

    void judge_approval(const bot::draft& d)
    {
        std::set<std::string> voters;
        for (const auto& v : d.votes) {
            REQUIRE(v.kind == bot::vote_kind::approve);
            REQUIRE(v.revision == d.current().number);
            REQUIRE(v.at >= d.current().made_at);
            const auto* who = people.find(v.by);
            REQUIRE(who);
            REQUIRE(meant[who->handle].contains(v.revision));
            REQUIRE(voters.insert(who->handle).second);  // one person, one vote, on whatever platform
            if (d.window.empty()) {
                for (const auto& author : d.current().authors)
                    REQUIRE_FALSE(people.same_person(author, v.by));
                REQUIRE_FALSE(people.same_person(d.requester, v.by));
            }
        }
        std::vector<std::set<std::string>> seats;
        if (!d.window.empty()) {
            REQUIRE(with_window);
            const auto time = *d.decided_at - std::chrono::floor<std::chrono::days>(*d.decided_at);
            REQUIRE((time >= 18h + 10min && time < 23h));
            seats = {with_role("Support Commander")};
        } else if (config.approval.requires_rows.empty()) {
            seats = {with_role("Approval Lead"), with_role("Approval Lead")};
        } else {
            seats = {with_role("Approval Lead"), with_role("Engineer")};
        }
        REQUIRE(can_be_seated(seats, 0, voters));
    }

    void judge()
    {
        const auto all = deliveries(delivery_kind::post);
        const auto& d = draft();
        REQUIRE(audited("draft.approved") + audited("draft.rejected") == (d.record_due > 0 ? 1 : 0));
        if (d.is_pending()) {
            REQUIRE(all.empty());
            REQUIRE(decided_as.empty());
            return;
        }
        std::string now_is = d.revision_name() + d.decided_by + std::to_string(d.votes.size());
        now_is += bot::name_of(d.state);
        if (decided_as.empty()) {
            decided_as = now_is;
            posts = all.size();
        }
        REQUIRE(decided_as == now_is);  // nothing after the decision
        REQUIRE(all.size() == posts);
        const bool approved = d.state == draft_state::posting;
        const bool rejected = d.state == draft_state::rejected;
        REQUIRE((d.record_due > 0) == (approved || rejected));
        REQUIRE(d.record_path.empty() != (approved || rejected));
        if (!approved) {
            REQUIRE(all.empty());
            return;
        }
        REQUIRE(all.size() == d.current().texts.size());
        const std::string hash = bot::content_hash(d.current().texts);
        std::set<std::string> places;
        for (const auto& post : all) {
            REQUIRE(post.content_sha256 == hash);
            REQUIRE(post.revision == d.current().number);
            REQUIRE(places.insert(post.destination).second);
            const auto text =
                std::find_if(d.current().texts.begin(), d.current().texts.end(), [&](const auto& t) {
                    return t.destination == post.destination;
                });
            REQUIRE(text != d.current().texts.end());
            REQUIRE(post.final_text == text->text);
        }
        REQUIRE(d.decided_at < d.current().expires_at);
        if (d.emergency)
            judge_emergency(d);
        else
            judge_approval(d);
    }
};

}  // namespace

TEST_CASE(
    "with requirements, windows, emergencies, crashes and two platforms: nothing is posted that was not "
    "approved"
)
{
    int by_vote = 0;
    int by_window = 0;
    int by_emergency = 0;
    int signed_off = 0;
    int rejected = 0;
    int expired = 0;
    for (unsigned seed = 1; seed <= 600; ++seed) {
        CAPTURE(seed);
        fire f(seed);
        for (int i = 0; i < 60; ++i) {
            CAPTURE(i);
            f.step();
            f.judge();
        }
        REQUIRE(f.chain_holds());
        const auto& d = f.draft();
        by_emergency += d.emergency.has_value();
        signed_off += d.emergency && d.emergency->signed_at;
        by_window += d.state == draft_state::posting && !d.window.empty();
        by_vote += d.state == draft_state::posting && d.window.empty() && !d.emergency;
        rejected += d.state == draft_state::rejected;
        expired += d.state == draft_state::expired;
    }
    // The dice reach every end, else nothing was shown.
    CHECK(by_vote > 30);
    CHECK(by_window > 10);
    CHECK(by_emergency > 10);
    CHECK(signed_off > 3);
    CHECK(rejected > 10);
    CHECK(expired > 5);
}

TEST_CASE("fifty approvers press at once: one decision, one post, one record, and everybody has an answer")
{
    tests::engine_stand s(2);
    std::vector<bot::account> crowd;
    for (int i = 0; i < 50; ++i) {
        bot::person p;
        p.handle = "@approver" + std::to_string(i);
        p.accounts["slack"] = "UCROWD" + std::to_string(i);
        p.accounts["teams"] = "TCROWD" + std::to_string(i);
        p.roles = {"Approval Lead"};
        crowd.push_back(
            i % 2 ? tests::slack("UCROWD" + std::to_string(i)) : tests::teams("TCROWD" + std::to_string(i))
        );
        s.begin_with.config.people.push_back(std::move(p));
    }
    s.start();
    s.engine->start();
    int answered = 0;
    int decided = 0;
    for (std::size_t i = 0; i < crowd.size(); ++i) {
        bot::inbound event;
        event.keys = {"crowd-" + std::to_string(i)};
        event.from = tests::as(crowd[i]);
        event.at.channel = s.begin_with.room;
        event.what = bot::press{"draft.approve", "D1.1"};
        bot::reply_path reply;
        reply.done = [&](const bot::receipt& r) {
            ++answered;
            if (r.answer) decided += r.answer->text.find("already decided") != std::string::npos;
        };
        s.engine->submit(std::move(event), std::move(reply));  // all of them before anything is durable
    }
    s.time.settle();
    CHECK(answered == 50);
    CHECK(decided == 48);
    const auto& d = *s.engine->state().find_draft("D1");
    CHECK(d.votes.size() == 2);
    CHECK(d.post_ids.size() == 1);
    CHECK(d.record_due >= 1);
    CHECK(s.disk.audited("draft.approved") == 1);
    CHECK(s.disk.audited("vote.cast") == 2);
    std::size_t posted = 0;
    for (const auto& id : s.platform->delivered) posted += s.row(id).kind == delivery_kind::post;
    CHECK(posted == 1);
}
