#include "adapters/daemon/restart_needed.hpp"

#include <doctest/doctest.h>

using namespace adapters;
using list = std::vector<std::string>;

namespace {

const std::string usual = R"([daemon]
documents = "/srv/docs"
[store]
url = "sqlite:/var/lib/incidentd/a.db"
[tls]
ca_file = "/etc/a.pem"
[[slack]]
name = "acme"
app_token = "env:A"
bot_token = "exec:vault read s3cr3t-argument"
[[slack]]
name = "other"
app_token = "env:C"
bot_token = "env:D"
[http]
listen = "127.0.0.1:3978"
[approval]
expires = "30m"
)";

bot::loaded_config read(const std::string& text)
{
    auto got = bot::parse_config(text, "x.toml");
    REQUIRE_MESSAGE(got.has_value(), bot::to_string(got.error().front()));
    return std::move(*got);
}

list changed(const std::string& from, const std::string& to)
{
    auto text = usual;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    return daemon::restart_needed(read(usual), read(text));
}

}  // namespace

TEST_CASE("what a reload takes up needs no restart")
{
    CHECK(daemon::restart_needed(read(usual), read(usual)).empty());
    CHECK(changed("expires = \"30m\"", "expires = \"10m\"").empty());
    CHECK(changed("/srv/docs", "/srv/other").empty());
}

TEST_CASE("settings that are read once are named with their section, never with their values")
{
    CHECK(changed("a.db", "b.db") == list{"[store] url"});
    CHECK(changed("/etc/a.pem", "/etc/b.pem") == list{"[tls] ca_file"});
    CHECK(changed(":3978", ":3979") == list{"[http] listen"});
    CHECK(changed("vault read s3cr3t-argument", "vault read another") == list{"[[slack]] acme: bot_token"});
    CHECK(
        changed("\"env:C\"", "\"env:X\"\nliveness = \"30s\"\npacing = false") ==
        list{"[[slack]] other: app_token, liveness, pacing"}
    );
    CHECK(changed("\"other\"", "\"new\"") == list{"[[slack]] new (new)", "[[slack]] other (gone)"});
    CHECK(
        changed("[daemon]\n", "[daemon]\nlocale = \"en\"\n") ==
        list{"[daemon] locale, for what platforms say"}
    );
}

TEST_CASE("another certificate is taken up by a reload, having one at all is not")
{
    const std::string plain = "listen = \"127.0.0.1:3978\"\n";
    const auto with = [&](const std::string& name) {
        auto text = usual;
        text.replace(
            text.find(plain),
            plain.size(),
            plain + "tls_certificate = \"/etc/" + name + ".pem\"\ntls_key = \"file:/etc/" + name + ".key\"\n"
        );
        return read(text);
    };
    CHECK(daemon::restart_needed(with("a"), with("b")).empty());
    CHECK(daemon::restart_needed(read(usual), with("a")) == list{"[http] tls_certificate"});
    CHECK(daemon::restart_needed(with("a"), read(usual)) == list{"[http] tls_certificate"});
}
