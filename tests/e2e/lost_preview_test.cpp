// Previews in Slack whose id was never told, since neither the answer nor the channel's history could be had:
// found again by the clicks on them.
#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tests;

namespace {

const std::string billing = "C0BILLING";
const std::string preview_type = "incidentd_preview";
const std::string post_type = "incidentd_post";

struct lost_in_slack {
    stand s;
    json::object preview, question;

    lost_in_slack()
    {
        REQUIRE(s.start());
        s.slack("fault", {{"kind", "lost_reply"}, {"filter", "chat.postMessage"}, {"times", 1}});
        s.slack(
            "fault",
            {{"kind", "api_error"},
             {"filter", "conversations.history"},
             {"code", "missing_scope"},
             {"times", 1}}
        );
        REQUIRE(accepted(s.slash(
            "U0ANA", billing, "/incident open \"Checkout fora do ar\" mitigation_actions=Desvio severity=S2"
        )));
        preview = s.message(billing, preview_type);
        REQUIRE(!preview.empty());
        question = s.message(billing, "incidentd_message", "delivery.arrived");
        REQUIRE(!question.empty());
    }
    bool loses(const json::object& message, const std::string& action) const
    {
        return eventually([&] {
            for (const auto& m : s.messages(billing, {}))
                if (text_of(m, "ts") == text_of(message, "ts")) return !has(m, action);
            return false;
        });
    }
    bot::delivery shown() const
    {
        const auto w = s.read_store()->load_world();
        return *w.find_delivery(w.find_draft("D1")->previews.front().delivery_id);
    }
};

}  // namespace

TEST_CASE("an approver's click on a preview in doubt says that it arrived, and decides it")
{
    lost_in_slack t;
    CHECK(t.shown().state == bot::delivery_state::in_doubt);
    CHECK(accepted(t.s.press("U0RENATA", billing, t.preview, "draft.approve")));
    CHECK(!t.s.message("C0STATUS", post_type).empty());
    CHECK(t.loses(t.preview, "draft.approve"));
    CHECK(t.loses(t.question, "delivery.arrived"));
    CHECK(t.shown().platform_id == text_of(t.preview, "ts"));
    CHECK(t.s.stop() == 0);
    CHECK(t.s.messages("C0STATUS", post_type).size() == 1);
}

TEST_CASE("a preview that had arrived before it was sent again is removed by the click on it, which counts")
{
    lost_in_slack t;
    CHECK(accepted(t.s.press("U0ANA", billing, t.question, "delivery.resend")));
    json::object newer;
    REQUIRE(eventually([&] {
        for (auto& m : t.s.messages(billing, preview_type))
            if (text_of(m, "ts") != text_of(t.preview, "ts")) newer = std::move(m);
        return !newer.empty() && t.shown().state == bot::delivery_state::sent;
    }));
    CHECK(accepted(t.s.press("U0RENATA", billing, t.preview, "draft.approve")));
    CHECK(!t.s.message("C0STATUS", post_type).empty());
    CHECK(t.loses(newer, "draft.approve"));
    CHECK(eventually([&] { return t.s.messages(billing, preview_type).size() == 1; }));
    CHECK(t.shown().platform_id == text_of(newer, "ts"));
    CHECK(t.s.stop() == 0);
    CHECK(t.s.messages("C0STATUS", post_type).size() == 1);
    std::string out;
    CHECK(t.s.run({"audit", "verify"}, out) == 0);
}
