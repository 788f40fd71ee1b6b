#include "adapters/daemon/webhook_targets.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace adapters;

namespace {

struct stand {
    std::map<std::string, std::string> variables;
    tests::loop on;
    boost::asio::thread_pool pool{1};
    bot::secret_cache secrets{
        {.environment = [this](const char* name) -> const char* {
             const auto found = variables.find(name);
             return found == variables.end() ? nullptr : found->second.c_str();
         },
         .credentials_directory = {}}
    };
    std::vector<std::string> ops;
    bot::settings config;
    daemon::webhook_targets targets{
        {.pool = pool,
         .secrets = secrets,
         .current =
             [this] {
                 return std::make_shared<const bot::snapshot>(
                     config, runbooks::library{}, std::map<std::string, bot::platform_limits, std::less<>>{}
                 );
             },
         .tell_ops = [this](std::string words) { ops.push_back(std::move(words)); }}
    };

    stand()
    {
        config.timezone = "UTC";
        for (const auto* name : {"one", "two"}) {
            bot::destination d;
            d.name = name;
            d.webhook = bot::webhook_settings{"slack_incoming", {std::string("env:") + name}};
            config.destinations.push_back(d);
        }
    }
    ~stand() { pool.join(); }
    webhook::target_result find(const std::string& name, bool anew = false)
    {
        return on.run(targets.find(name, anew));
    }
};

}  // namespace

TEST_CASE("a webhook whose secret is missing or no usable URL is known before anything is posted to it")
{
    stand s;
    s.variables["one"] = "http://hooks.example/services/verysecret";
    s.on.run(s.targets.check_all());
    const auto troubles = s.targets.troubles();
    REQUIRE(troubles.size() == 2);
    CHECK(
        troubles[0] ==
        "destination one: secret env:one: the webhook's URL must be https; plain http is allowed to this "
        "machine only"
    );
    CHECK(troubles[1] == "destination two: secret env:two: the environment variable is not set");
    CHECK(s.ops == troubles);
    s.on.run(s.targets.check_all());
    CHECK(s.ops.size() == 2);  // each trouble once
    s.variables["two"] = "verysecret";
    s.on.run(s.targets.check_all());
    CHECK(
        s.targets.troubles()[1] ==
        "destination two: secret env:two: what it holds is no URL that can be posted to"
    );
    for (const auto& words : s.ops) CHECK(words.find("verysecret") == std::string::npos);
}

TEST_CASE("a URL that was mended where it comes from is used, and the trouble is over")
{
    stand s;
    s.variables["one"] = "not a URL";
    CHECK(s.find("one").error().is_lasting);
    s.variables["one"] = "https://hooks.example/1";
    CHECK(s.find("one")->url == "https://hooks.example/1");  // what is remembered is of no use: asked again
    CHECK(s.targets.troubles().empty());
    s.variables["one"] = "https://hooks.example/2";
    CHECK(s.find("one")->url == "https://hooks.example/1");
    CHECK(s.find("one", true)->url == "https://hooks.example/2");
    s.variables["one"] = "https://user:password@hooks.example/3";  // goes out as Basic authorization
    CHECK(s.find("one", true).has_value());
}

TEST_CASE("a webhook whose URL has a user part is one that can be posted to")
{
    stand s;
    s.variables["one"] = "https://ana:verysecret@hooks.example/1";
    s.variables["two"] = "http://ana:verysecret@hooks.example/2";
    s.on.run(s.targets.check_all());
    REQUIRE(s.targets.troubles().size() == 1);
    CHECK(s.targets.troubles()[0].find("must be https") != std::string::npos);
    CHECK(s.targets.troubles()[0].find("ana") == std::string::npos);
    CHECK(
        s.find("one")->url == "https://ana:verysecret@hooks.example/1"
    );  // the user part leaves when it posts
}

TEST_CASE("a destination that the configuration has no more is no trouble any more")
{
    stand s;
    s.on.run(s.targets.check_all());
    CHECK(s.targets.troubles().size() == 2);
    s.config.destinations.pop_back();
    s.on.run(s.targets.check_all());
    CHECK(s.targets.troubles().size() == 1);
    CHECK(s.find("two").error().is_lasting);
}
