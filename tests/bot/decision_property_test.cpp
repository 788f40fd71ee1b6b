#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

#include <random>

using bot::delivery_kind;
using bot::draft_state;
using tests::pending_draft;

namespace {

// What one run did to the draft, judged after every event by what the promises say, not by how rules are
// written.
struct run {
    pending_draft t;
    std::mt19937 dice;
    std::string decided_as;
    std::size_t posts = 0;

    run(unsigned seed, int required) : t(required), dice(seed) {}

    std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(dice); }

    bot::account anybody()
    {
        const std::vector<bot::account> all = {
            t.commander,
            t.renata,
            t.igor,
            t.joao,
            t.stranger,
            tests::teams("T0RENATA"),
            tests::teams("T0IGOR"),
            tests::teams("T0ANA")
        };
        return all[pick(all.size())];
    }

    std::string some_revision()
    {
        const auto last = static_cast<std::size_t>(t.draft().current().number);
        return "D1." + std::to_string(pick(3) ? last : 1 + pick(last));
    }

    void step()
    {
        t.now += std::chrono::seconds(pick(120));
        switch (pick(9)) {
            case 0:
            case 1:
            case 2:
                t.act(anybody(), bot::press{"draft.approve", some_revision()});
                break;
            case 3:
                if (pick(4) == 0) t.act(anybody(), bot::form_submission{"draft.reject", some_revision(), {}});
                break;
            case 4:
            case 5:
                t.act(
                    anybody(),
                    bot::reaction{
                        pick(6) ? "approve" : "reject", pick(3) != 0, "1.1", std::to_string(pick(900) + 100)
                    }
                );
                break;
            case 6:
                t.act(
                    anybody(),
                    bot::form_submission{
                        "draft.edit",
                        some_revision(),
                        {{"impact_summary", "text " + std::to_string(pick(1000))}}
                    }
                );
                break;
            case 7:
                t.apply([&](bot::change_set& c) { bot::decide_time(c, t.ctx()); });
                break;
            case 8:
                t.apply([&](bot::change_set& c) {
                    std::vector<bot::found_reaction> found;
                    for (std::size_t i = pick(3); i > 0; --i) found.push_back({"approve", anybody()});
                    bot::decide_found_reactions(c, t.ctx(), "d1", {found, t.draft().reactions});
                });
                break;
        }
    }

    void judge()
    {
        const auto all = t.deliveries(delivery_kind::post);
        const auto& d = t.draft();
        if (d.is_pending()) {
            REQUIRE(all.empty());
            return;
        }
        const std::string now = std::string(bot::name_of(d.state)) + d.revision_name() + d.decided_by;
        if (decided_as.empty()) {
            decided_as = now;
            posts = all.size();
        }
        REQUIRE(decided_as == now);  // nothing after the decision
        REQUIRE(all.size() == posts);
        if (d.state != draft_state::posting) {
            REQUIRE(all.empty());
            return;
        }
        REQUIRE(all.size() == d.current().texts.size());
        for (const auto& post : all) {
            REQUIRE(post.content_sha256 == bot::content_hash(d.current().texts));
            REQUIRE(post.final_text == d.current().texts[0].text);
        }
        int approvals = 0;
        std::set<std::string> people;
        for (const auto& v : d.votes) {
            if (v.kind != bot::vote_kind::approve || v.revision != d.current().number) continue;
            const auto* who = t.people.find(v.by);
            REQUIRE(who);
            REQUIRE(who->handle != "@ana.suporte");
            for (const auto& author : d.current().authors) REQUIRE_FALSE(t.people.same_person(author, v.by));
            REQUIRE(t.people.has_role(v.by, "Approval Lead"));
            REQUIRE(people.insert(who->handle).second);
            ++approvals;
        }
        REQUIRE(approvals >= d.required);
        REQUIRE(d.decided_at < d.current().expires_at);
    }
};

}  // namespace

TEST_CASE("whatever people do in whatever order, only approved text is posted, once, and the chain holds")
{
    int posted = 0;
    int ended = 0;
    for (unsigned seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        run r(seed, 1 + static_cast<int>(seed % 2));
        for (int i = 0; i < 40; ++i) {
            r.step();
            r.judge();
        }
        REQUIRE(r.t.chain_holds());
        posted += r.t.draft().state == draft_state::posting;
        ended += !r.t.draft().is_pending();
    }
    // The dice reach both ends, else nothing was shown.
    CHECK(posted > 50);
    CHECK(ended - posted > 50);
}
