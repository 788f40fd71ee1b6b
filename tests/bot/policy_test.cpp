#include "bot/policy.hpp"

#include "runbooks/stage.hpp"
#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

using bot::needed_approvals;
using bot::severity;

TEST_CASE("the highest count of severity, stage and destination holds, and never less than one")
{
    tests::pending_draft t;
    const std::vector<bot::rendered_text> texts = {{"support-billing", "x"}};
    t.config.approval.required = {{"S1", 2}, {"S4", 0}, {"resolution", 3}};
    CHECK(needed_approvals(t.ctx(), severity::S1, nullptr, texts).required == 2);
    CHECK(needed_approvals(t.ctx(), severity::S2, nullptr, texts).required == 1);
    CHECK(needed_approvals(t.ctx(), severity::S4, nullptr, texts).required == 1);

    runbooks::stage stage;
    stage.name = "resolution";
    CHECK(needed_approvals(t.ctx(), severity::S1, &stage, texts).required == 3);
    stage.settings.emplace();
    stage.settings->approvals = 1;  // a runbook can only tighten
    CHECK(needed_approvals(t.ctx(), severity::S1, &stage, texts).required == 3);
    stage.settings->approvals = 4;
    CHECK(needed_approvals(t.ctx(), severity::S1, &stage, texts).required == 4);
    t.config.destinations[0].approvals = 5;
    CHECK(needed_approvals(t.ctx(), severity::S1, &stage, texts).required == 5);
    CHECK(needed_approvals(t.ctx(), severity::S1, &stage, {{"stakeholders", "x"}}).required == 4);
}

TEST_CASE("a severity with a count of its own does not take the default")
{
    tests::pending_draft t;
    t.config.approval.required_default = 3;
    t.config.approval.required = {{"S4", 1}};
    CHECK(needed_approvals(t.ctx(), severity::S4, nullptr, {}).required == 1);
    CHECK(needed_approvals(t.ctx(), severity::S3, nullptr, {}).required == 3);
}

TEST_CASE("each approver list that exists is one that a vote must be admitted by; equal ones are one")
{
    tests::pending_draft t;
    runbooks::stage stage;
    stage.settings.emplace();
    stage.settings->approvers = {"person:@igor.audit", "channel"};
    t.config.destinations[0].approvers = {"role:Approval Lead"};
    const auto need =
        needed_approvals(t.ctx(), severity::S3, &stage, {{"stakeholders", "x"}, {"support-billing", "x"}});
    const auto lists = bot::rule_lists(need.rules);
    REQUIRE(lists.size() == 2);
    CHECK(lists[0] == std::vector<std::string>{"role:Approval Lead"});
    CHECK(lists[1] == std::vector<std::string>{"person:@igor.audit", "channel"});
    CHECK(bot::rule_lists({}).empty());
}
