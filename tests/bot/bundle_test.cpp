// Audit bundles: what is in them, and that no byte of one can be changed unnoticed.
#include "bot/bundle/check.hpp"
#include "bot/bundle/pack.hpp"
#include "bot/content_hash.hpp"
#include "tests/support/audited_incident.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace bundle = bot::bundle;
using tests::audited_incident;
using tests::has;

namespace {

const char* private_pem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";  // RFC 8032, test 1: a key that everybody knows

std::string all(const bundle::report& r)
{
    std::string text;
    for (const auto& each : r.faults) text += each + "\n";
    return text;
}

bundle::report checked(const std::string& archive, const std::string& pinned = {})
{
    return bundle::check(archive, pinned, "incidentd test");
}

bundle::signing_key test_key()
{
    auto key = bundle::signing_key::from_pem(private_pem);
    REQUIRE(key.has_value());
    return std::move(*key);
}

const bundle::entry& file(const std::vector<bundle::entry>& in, std::string_view name)
{
    const auto at = std::find_if(in.begin(), in.end(), [&](const auto& e) { return e.name == name; });
    REQUIRE(at != in.end());
    return *at;
}

// The same files under a manifest that fits them: what somebody who changed one would do next.
std::string repacked(std::vector<bundle::entry> entries)
{
    auto m = *bundle::manifest_from(file(entries, bundle::manifest_file).content);
    for (auto& f : m.files) {
        const std::string& content = file(entries, f.name).content;
        f.sha256 = bot::sha256_hex(content);
        f.size = static_cast<std::int64_t>(content.size());
    }
    for (auto& e : entries) {
        if (e.name == bundle::manifest_file) e.content = bundle::to_text(m);
        if (e.name == bundle::manifest_hash_file) e.content = bot::sha256_hex(bundle::to_text(m)) + "\n";
    }
    return bundle::write_tar(entries);
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a bundle holds the incident's rows, people, records and chain, and checks without the store")
{
    audited_incident t;
    const auto of = t.collected();
    CHECK(of.drafts.size() == 3);
    CHECK(of.records.size() == 3);
    CHECK(of.before.size() == 1);
    CHECK(of.chain.front().number == 2);
    CHECK(of.people.size() == 3);
    const std::string archive = bundle::pack(of, nullptr);
    const auto r = checked(archive);
    CHECK_MESSAGE(r.intact(), all(r));
    CHECK(r.incident == "SUP-INC-1");
    CHECK(r.first == 2);
    CHECK(r.head == of.chain.back().hash);
    CHECK(r.signed_by.empty());
    CHECK(bundle::pack(t.collected(), nullptr) == archive);
}

TEST_CASE("the page is one file without script that shows texts, votes, hashes and events, escaped")
{
    audited_incident t;
    const std::string page =
        file(*bundle::read_tar(bundle::pack(t.collected(), nullptr)), "index.html").content;
    CHECK(has(page, "default-src 'none'"));
    CHECK_FALSE(has(page, "<script"));
    CHECK_FALSE(has(page, "src="));
    CHECK(has(page, "Pix &amp;lt;fora&amp;gt;"));
    CHECK(has(page, "Renata Martins (slack:U0RENATA)"));
    CHECK(has(page, "draft.approved"));
    for (const auto& d : t.world.drafts_of(t.id)) CHECK(has(page, d->current().content_sha256));
}

TEST_CASE("no byte of a bundle can be changed unnoticed")
{
    audited_incident t;
    const auto key = test_key();
    for (const bool is_signed : {false, true}) {
        CAPTURE(is_signed);
        const std::string archive = bundle::pack(t.small(), is_signed ? &key : nullptr);
        REQUIRE_MESSAGE(checked(archive).intact(), all(checked(archive)));
        // Every byte of the first files, which nothing else vouches for, and of every header; of the others,
        // each of which is under one hash, a sample.
        const std::size_t data = archive.find("<!doctype html>");
        for (std::size_t i = 0; i < archive.size(); ++i) {
            const bool is_sampled = i % 131 == 0 || (i % 512 < 160 && i % 3 == 0 && archive[i] == '\0');
            if (i >= data && !is_sampled) continue;
            std::string changed = archive;
            changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 7)));
            if (checked(changed).intact()) FAIL_CHECK("byte " << i << " was changed unnoticed");
        }
    }
}

TEST_CASE("whatever byte of an event is changed, it is that event which does not hold")
{
    audited_incident t;
    const auto of = t.small();
    const std::int64_t first = of.chain.front().number;
    const std::int64_t last = of.chain.back().number;
    const std::string chain = file(*bundle::read_tar(bundle::pack(of, nullptr)), bundle::chain_file).content;
    const auto bad_event = [&](const std::string& text) -> std::int64_t {
        const auto links = bundle::read_links(text, bundle::chain_file, first);
        if (!links) return links.error().event;
        const auto bad = bundle::check_chain(*links, first, last);
        return bad ? bad->event : 0;
    };
    CHECK(bad_event(chain) == 0);
    std::int64_t event = first;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        std::string changed = chain;
        changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 7)));
        if (bad_event(changed) != event)
            FAIL_CHECK("byte " << i << " of event " << event << " is told as " << bad_event(changed));
        if (chain[i] == '\n') ++event;
    }
    CHECK(event == last + 1);
    // And where its tail is cut off, the first that is missing.
    event = first;
    for (std::size_t size = 0; size < chain.size(); ++size) {
        const bool at_an_edge = size == 0 || chain[size - 1] == '\n' || chain[size] == '\n';
        if (!at_an_edge && size % 23 != 0) continue;
        if (bad_event(chain.substr(0, size)) != event) FAIL_CHECK("cut off after " << size << " bytes");
        if (chain[size] == '\n') ++event;
    }
}

TEST_CASE("a bundle that was cut off anywhere does not hold")
{
    audited_incident t;
    const std::string archive = bundle::pack(t.small(), nullptr);
    for (std::size_t size = 0; size < archive.size(); size += size % 512 == 511 ? 1 : 511)
        CHECK_FALSE(checked(archive.substr(0, size)).intact());
    CHECK_FALSE(checked(archive + std::string(512, '\0')).intact());
}

TEST_CASE("who makes the manifest fit again is found out by the chain and the hashes")
{
    audited_incident t;
    const auto of = t.small();
    const std::string archive = bundle::pack(of, nullptr);
    const auto entries = *bundle::read_tar(archive);
    const auto edited = [&](std::string_view name, const std::string& from, const std::string& to) {
        auto copy = entries;
        for (auto& e : copy)
            if (e.name == name) e.content = replaced(e.content, from, to);
        return checked(repacked(copy));
    };
    SUBCASE("a text that was not approved")
    {
        CHECK(
            has(all(edited(bundle::data_file, "\"text\":\"SUP-INC-1", "\"text\":\"SUP-INC-2")),
                "do not have its hash")
        );
        CHECK(
            has(all(edited(bundle::data_file, "\"final_text\":\"SUP", "\"final_text\":\"XUP")),
                "not what was approved")
        );
    }
    SUBCASE("another voter")
    {
        CHECK(has(all(edited(bundle::data_file, "U0RENATA", "U0MALLORY")), "no vote of slack:U0MALLORY"));
    }
    SUBCASE("another platform id")
    {
        CHECK(
            has(all(edited(bundle::data_file, "\"platform_id\":\"1764", "\"platform_id\":\"9764")),
                "does not say so")
        );
    }
    SUBCASE("an event")
    {
        const auto r = edited(bundle::chain_file, "U0RENATA", "U0MALLORY");
        CHECK(has(all(r), "its content does not match its hash"));
        CHECK(r.bad_event.has_value());
    }
    SUBCASE("a record")
    {
        auto copy = of;
        copy.records[0].text = replaced(copy.records[0].text, copy.drafts[0].current().content_sha256, "0");
        CHECK(has(all(checked(bundle::pack(copy, nullptr))), "does not hold the hash"));
    }
    SUBCASE("a record with another head")
    {
        auto copy = of;
        copy.records[0].text = replaced(copy.records[0].text, of.chain.back().hash, std::string(64, 'a'));
        CHECK(has(all(checked(bundle::pack(copy, nullptr))), "holds another hash of event"));
    }
    SUBCASE("a draft left out")
    {
        auto copy = of;
        copy.drafts.pop_back();
        copy.records.pop_back();
        CHECK(has(all(checked(bundle::pack(copy, nullptr))), "D4: the chain tells of it"));
    }
    SUBCASE("the chain's tail cut off, the manifest told so")
    {
        auto copy = of;
        copy.chain.pop_back();
        CHECK_FALSE(checked(bundle::pack(copy, nullptr)).intact());
    }
    SUBCASE("an event taken out of the middle")
    {
        auto copy = of;
        copy.chain.erase(copy.chain.begin() + 3);
        const auto r = checked(bundle::pack(copy, nullptr));
        CHECK(r.bad_event == of.chain[3].number);
        CHECK(has(all(r), "it is missing"));
    }
    SUBCASE("the page")
    {
        CHECK(has(all(edited(bundle::page_file, "Renata", "Mallory")), "index.html does not say"));
    }
}

TEST_CASE("a signature is of this manifest and this key, and a pinned key must be the one")
{
    audited_incident t;
    const auto key = test_key();
    CHECK(key.public_key() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const std::string archive = bundle::pack(t.small(), &key);
    const auto r = checked(archive, key.public_key());
    CHECK_MESSAGE(r.intact(), all(r));
    CHECK(r.pinned);
    CHECK(r.signed_by == key.public_key());
    CHECK_FALSE(checked(archive).pinned);
    CHECK(has(all(checked(archive, std::string(64, 'a'))), "signed with another key"));
    CHECK(has(all(checked(bundle::pack(t.small(), nullptr), key.public_key())), "it is not signed"));

    auto entries = *bundle::read_tar(archive);
    for (auto& e : entries)
        if (e.name == bundle::page_file) e.content += " ";
    CHECK(has(all(checked(repacked(entries))), "the signature is not of this manifest"));
}

TEST_CASE("keys: PEM or hex for the public one, Ed25519 without a passphrase for the private one")
{
    const std::string hex = "D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A";
    CHECK(*bundle::public_key_from("  " + hex + "\n") == test_key().public_key());
    CHECK(
        *bundle::public_key_from("-----BEGIN PUBLIC KEY-----\n"
                                 "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
                                 "-----END PUBLIC KEY-----\n") == test_key().public_key()
    );
    for (const char* bad : {"", "abc", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"})
        CHECK(bundle::public_key_from(bad).has_error());
    CHECK(bundle::signing_key::from_pem("secret").has_error());
    CHECK_FALSE(has(bundle::signing_key::from_pem("secret").error().message, "secret"));
    const auto key = test_key();
    CHECK(bundle::verify(key.public_key(), "a", key.sign("a")));
    CHECK_FALSE(bundle::verify(key.public_key(), "b", key.sign("a")));
    CHECK_FALSE(bundle::verify(key.public_key(), "a", "zz"));
}

TEST_CASE("no entry's name leads out of the folder that a bundle is unpacked into")
{
    for (const char* bad : {"", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".hidden", "a b", "a\\b", "é"})
        CHECK_FALSE(bundle::is_entry_name(bad));
    CHECK(bundle::is_entry_name("records/D12.md"));
    CHECK_FALSE(bundle::is_entry_name(std::string(101, 'a')));
    CHECK_THROWS(bundle::write_tar({{"../x", ""}}));
}
