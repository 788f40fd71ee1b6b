// Audit bundles: what is in them, and that no byte of one can be changed unnoticed.
#include "bot/bundle/check.hpp"
#include "bot/bundle/pack.hpp"
#include "bot/content_hash.hpp"
#include "tests/support/audited_incident.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

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

// The same, whatever files there are now and in whatever order.
std::string refitted(std::vector<bundle::entry> entries)
{
    const auto own = [](const bundle::entry& e) {
        return e.name == bundle::manifest_file || e.name == bundle::manifest_hash_file;
    };
    const auto old = std::find_if(entries.begin(), entries.end(), [](const auto& e) {
        return e.name == bundle::manifest_file;
    });
    if (old == entries.end()) return bundle::write_tar(entries);
    const auto read = bundle::manifest_from(old->content);
    if (!read) return bundle::write_tar(entries);
    auto m = *read;
    m.files.clear();
    for (const auto& e : entries) {
        if (!own(e))
            m.files.push_back(
                {e.name, bot::sha256_hex(e.content), static_cast<std::int64_t>(e.content.size())}
            );
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

// Every byte of the archive is one of a header or of padding, which the reader compares; of the manifest, its
// hash or its signature; or of a file whose hash the manifest holds. All of the first are tried; that the
// others leave no gap is shown byte by byte, and the check of each file is tried all along it.
TEST_CASE("no byte of a bundle can be changed unnoticed")
{
    audited_incident t(false);
    const auto key = test_key();
    for (const bool is_signed : {false, true}) {
        CAPTURE(is_signed);
        const std::string archive = bundle::pack(t.small(), is_signed ? &key : nullptr);
        REQUIRE_MESSAGE(checked(archive).intact(), all(checked(archive)));
        const auto entries = *bundle::read_tar(archive);
        const auto listed = *bundle::manifest_from(file(entries, bundle::manifest_file).content);
        std::map<std::string, std::size_t> covered;  // bytes of each file
        std::string changed = archive;
        std::size_t unnoticed = 0;
        for (std::size_t i = 0; i < archive.size(); ++i) {
            changed[i] = static_cast<char>(archive[i] ^ (1 << (i % 8)));
            if (const auto read = bundle::read_tar(changed)) {
                REQUIRE(read->size() == entries.size());
                const bundle::entry* other = nullptr;
                for (std::size_t n = 0; n < entries.size(); ++n) {
                    REQUIRE((*read)[n].name == entries[n].name);
                    if ((*read)[n].content == entries[n].content) continue;
                    REQUIRE(other == nullptr);
                    other = &(*read)[n];
                }
                REQUIRE(other != nullptr);
                const std::size_t nth = covered[other->name]++;
                const bool is_listed =
                    std::any_of(listed.files.begin(), listed.files.end(), [&](const auto& f) {
                        return f.name == other->name;
                    });
                const bool is_last = nth + 1 == other->content.size();
                if (((!is_listed && nth % 4 == 0) || nth == 0 || is_last || nth % 257 == 0) &&
                    checked(changed).intact()) {
                    FAIL_CHECK("byte " << nth << " of " << other->name << " was changed unnoticed");
                    ++unnoticed;
                }
            }
            changed[i] = archive[i];
            REQUIRE(unnoticed < 10);
        }
        for (const auto& e : entries) CHECK(covered[e.name] == e.content.size());
        for (const auto& f : listed.files) CHECK(f.sha256 == bot::sha256_hex(file(entries, f.name).content));
        CHECK(listed.files.size() + (is_signed ? 3U : 2U) == entries.size());
    }
}

TEST_CASE("no byte of the hash or of the signature is beside the point")
{
    audited_incident t(false);
    const auto key = test_key();
    const auto entries = *bundle::read_tar(bundle::pack(t.small(), &key));
    for (const auto name : {bundle::manifest_hash_file, bundle::signature_file}) {
        const std::string& text = file(entries, name).content;
        for (std::size_t bit = 0; bit < text.size() * 8; bit += 9) {
            auto copy = entries;
            for (auto& e : copy)
                if (e.name == name)
                    e.content[bit / 8] = static_cast<char>(e.content[bit / 8] ^ (1 << (bit % 8)));
            if (checked(bundle::write_tar(copy)).intact()) FAIL_CHECK("bit " << bit << " of " << name);
        }
    }
}

TEST_CASE("whatever byte of an event is changed, it is that event which does not hold")
{
    audited_incident t(false);
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
        if (bad_event(chain.substr(0, size)) != event) FAIL_CHECK("cut off after " << size << " bytes");
        if (chain[size] == '\n') ++event;
    }
}

TEST_CASE("a bundle that was cut off anywhere does not hold")
{
    audited_incident t;
    const std::string archive = bundle::pack(t.small(), nullptr);
    const std::string_view whole = archive;
    for (std::size_t size = 0; size < archive.size(); ++size)
        if (bundle::check(whole.substr(0, size), {}, "incidentd test").intact())
            FAIL_CHECK("cut off after " << size << " bytes");
    CHECK_FALSE(checked(archive + std::string(512, '\0')).intact());
    CHECK_FALSE(checked(archive + "x").intact());
    CHECK_FALSE(checked(archive + archive).intact());
}

TEST_CASE(
    "files in another order, one more, one less or one twice: none of it holds, not even under a new manifest"
)
{
    audited_incident t(false);
    const auto entries = *bundle::read_tar(bundle::pack(t.small(), nullptr));
    REQUIRE_MESSAGE(checked(refitted(entries)).intact(), all(checked(refitted(entries))));
    const auto both = [&](const std::vector<bundle::entry>& changed, const std::string& what) {
        CAPTURE(what);
        CHECK_FALSE(checked(bundle::write_tar(changed)).intact());
        CHECK_FALSE(checked(refitted(changed)).intact());
    };
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string& name = entries[i].name;
        for (std::size_t to = 0; to < entries.size(); ++to) {
            if (to == i) continue;
            auto moved = entries;
            moved.erase(moved.begin() + static_cast<std::ptrdiff_t>(i));
            moved.insert(moved.begin() + static_cast<std::ptrdiff_t>(to), entries[i]);
            both(moved, name + " moved");
        }
        for (std::size_t at = 0; at <= entries.size(); ++at) {
            auto twice = entries;
            twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(at), entries[i]);
            both(twice, name + " twice");
            twice[at].content += "\n";
            both(twice, name + " twice, the other one different");
        }
        auto less = entries;
        less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
        both(less, name + " left out");
        auto renamed = entries;
        renamed[i].name += "x";
        both(renamed, name + " renamed");
    }
    for (std::size_t at = 0; at <= entries.size(); ++at) {
        for (const char* name : {"notes.txt", "records/D99.md", "index.htm"}) {
            auto more = entries;
            more.insert(more.begin() + static_cast<std::ptrdiff_t>(at), {name, "see index.html"});
            both(more, name);
        }
    }
}

TEST_CASE("what the data hold beside what incidentd writes is told")
{
    audited_incident t;
    auto entries = *bundle::read_tar(bundle::pack(t.small(), nullptr));
    for (auto& e : entries)
        if (e.name == bundle::data_file)
            e.content = replaced(e.content, "\"asked_in\":", "\"as\":\"approved by Mallory\",\"asked_in\":");
    CHECK(has(all(checked(refitted(entries))), "bundle.json is not as incidentd writes it"));
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
