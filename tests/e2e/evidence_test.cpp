// Evidence of what happened: the chain's events, the files in the documents tree, and a bundle that stands by
// itself.
#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>

using namespace tests;

namespace {

const std::string billing = "C0BILLING";
// RFC 8032, test 1: a key that everybody knows.
const std::string private_pem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
const std::string public_key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

std::size_t count(const std::string& in, const std::string& what)
{
    std::size_t n = 0;
    for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++n;
    return n;
}

// On another machine: no configuration, no store, no environment.
int verify_elsewhere(const stand& s, std::vector<std::string> words)
{
    words.insert(words.begin(), {INCIDENTD_BINARY, "audit", "verify"});
    process child(words, {}, s.directory() / "elsewhere.out", s.directory() / "elsewhere.err");
    return child.wait(std::chrono::seconds(30)).value_or(-1);
}

std::string all_files(const std::filesystem::path& folder)
{
    std::string all;
    if (!std::filesystem::exists(folder)) return all;
    for (const auto& f : std::filesystem::directory_iterator(folder))
        all += f.path().filename().string() + "\n" + file_text(f.path());
    return all;
}

}  // namespace

TEST_CASE("an incident's evidence is bundled beside the running daemon and checked on another machine")
{
    stand s;
    REQUIRE(s.start());
    REQUIRE(s.slash("U0ANA", billing, "/incident open Parado mitigation_actions=Desvio release=\"v1.5.1\"")
                .at("ok")
                .as_bool());
    REQUIRE_FALSE(s.message(billing, "incidentd_preview", "D1.1").empty());
    REQUIRE(s.slash("U0STRANGER", billing, "/incident approve D1.1").at("ok").as_bool());
    CHECK(s.told("U0STRANGER", "não está entre quem pode decidir"));
    REQUIRE(s.slash("U0RENATA", billing, "/incident approve D1.1").at("ok").as_bool());
    REQUIRE_FALSE(s.message("C0STATUS", "incidentd_post").empty());
    const auto formal = s.documents() / "docs" / "compliance" / "approvals";
    CHECK(eventually([&] { return count(all_files(formal), "✅ Aprovado (D1.1)") == 1; }));
    CHECK(all_files(formal).find("-v1.5.1.md\n# Aprovação formal — v1.5.1\n") != std::string::npos);
    CHECK(eventually([&] {
        const auto world = s.read_store()->load_world();
        const auto* d = world.find_draft("D1");
        return d->state == bot::draft_state::posted && d->record_done == d->record_due && d->release_filed;
    }));

    const auto key = s.directory() / "key.pem";
    std::ofstream(key) << private_pem;
    std::filesystem::permissions(key, std::filesystem::perms::owner_read);
    const std::string bundle = (s.directory() / "evidence.tar").string();
    std::string out;
    REQUIRE(
        s.run(
            {"audit", "bundle", "--incident", "1", "--out", bundle, "--sign", "file:" + key.string()}, out
        ) == 0
    );
    CHECK(out.find("signed with the key " + public_key) != std::string::npos);
    CHECK(s.run({"audit", "verify"}, out) == 0);
    CHECK(out.find("approval records hold") != std::string::npos);

    CHECK(verify_elsewhere(s, {bundle, "--public-key", public_key}) == 0);
    CHECK(verify_elsewhere(s, {bundle, "--public-key", std::string(64, 'a')}) == 1);
    std::string bytes = file_text(bundle);
    bytes[bytes.find("draft.approved")] = 'X';
    std::ofstream(bundle + ".changed", std::ios::binary) << bytes;
    CHECK(verify_elsewhere(s, {bundle + ".changed"}) == 1);
    CHECK(s.stop() == 0);
    CHECK(verify_elsewhere(s, {bundle}) == 0);
    CHECK(s.run({"audit", "verify"}, out) == 0);
}

TEST_CASE("the chain knows the configuration and the runbooks, each command, and what became of it")
{
    stand s;
    REQUIRE(s.start());
    const auto events = [&] {
        std::string out;
        CHECK(s.run({"audit", "show", "--format", "json"}, out) == 0);
        return out;
    };
    CHECK(count(events(), "\"config.loaded\"") == 1);
    CHECK(count(events(), "\"runbooks.loaded\"") == 1);
    REQUIRE(
        s.slash("U0ANA", billing, "/incident fazer xoxb-123456789012-AbCdEfGhIjKlMnOpQrSt").at("ok").as_bool()
    );
    CHECK(eventually([&] { return count(events(), "\"command.typed\"") == 1; }));
    CHECK(count(events(), "fazer [credencial-removida/slack_token/xoxb…]") == 1);
    CHECK(count(events(), "AbCdEfGh") == 0);
    s.write_runbook("```message stage=initial_update\n{incident_id}\n```\n");
    CHECK(eventually([&] { return count(events(), "\"runbooks.loaded\"") == 2; }));
    CHECK(s.stop() == 0);
    REQUIRE(s.start());
    CHECK(count(events(), "\"config.loaded\"") == 2);
    CHECK(s.stop() == 0);
    std::string out;
    CHECK(s.run({"audit", "verify"}, out) == 0);
}
