#include "bot/bundle/check.hpp"

#include "bot/bundle/ed25519.hpp"
#include "bot/bundle/pack.hpp"
#include "bot/bundle/read_json.hpp"
#include "bot/content_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace bot::bundle {
namespace {

constexpr std::size_t most_faults = 50;

class checking {
public:
    checking(const std::vector<entry>& entries, const std::string& pinned, std::string_view generator)
        : entries_(entries), pinned_(pinned), generator_(generator)
    {
    }

    report run()
    {
        const std::string* text = find(manifest_file);
        if (text == nullptr) return failed("there is no manifest.json: not a bundle of incidentd's");
        const std::string* hash = find(manifest_hash_file);
        if (hash == nullptr || *hash != sha256_hex(*text) + "\n")
            fail("manifest.json is not the file that manifest.sha256 was made of");
        check_signature(*text);
        const auto read = manifest_from(*text);
        if (!read) return failed(read.error().message);
        out_.incident = read->incident;
        out_.first = read->first;
        out_.last = read->last;
        out_.head = read->head;
        check_files(*read);

        const auto contents = from_entries(entries_, read->first);
        if (!contents) {
            if (contents.error().event != 0) out_.bad_event = contents.error().event;
            return failed(contents.error().message);
        }
        if (const auto bad = check_chain(contents->chain, read->first, read->last)) {
            out_.bad_event = bad->event;
            fail(bad->message);
        } else if (!contents->chain.empty() && contents->chain.back().hash != read->head) {
            fail("the manifest names another last hash than the chain has");
        }
        for (const link& l : contents->before) {
            if (const auto bad = check_chain({l}, l.number, l.number))
                fail(std::string(before_file) + ": " + bad->message);
        }
        out_.drafts = contents->drafts.size();
        out_.records = contents->records.size();
        if (contents->about.id != read->incident) fail("the manifest names another incident than the rows");
        check_rows(*contents, out_.faults, out_.notes);
        check_names(*read, *contents);
        if (out_.faults.empty()) check_writing(*contents);
        return std::move(out_);
    }

private:
    void fail(std::string why)
    {
        if (out_.faults.size() < most_faults) out_.faults.push_back(std::move(why));
    }
    report failed(std::string why)
    {
        fail(std::move(why));
        return std::move(out_);
    }
    const std::string* find(std::string_view name) const
    {
        const auto at =
            std::find_if(entries_.begin(), entries_.end(), [&](const entry& e) { return e.name == name; });
        return at == entries_.end() ? nullptr : &at->content;
    }

    void check_signature(const std::string& manifest_text)
    {
        const std::string* text = find(signature_file);
        if (text == nullptr) {
            if (!pinned_.empty()) fail("it is not signed, but a public key was asked for");
            return;
        }
        const auto read = signature_from(*text);
        if (!read) return fail(read.error().message);
        if (!verify(read->public_key, manifest_text, read->value))
            return fail("signature.json: the signature is not of this manifest");
        out_.signed_by = read->public_key;
        if (pinned_.empty()) return;
        if (read->public_key != pinned_)
            return fail(fmt::format("it is signed with another key: {}", read->public_key));
        out_.pinned = true;
    }

    // Every file once, in the manifest's order, and nothing beside them.
    void check_files(const manifest& m)
    {
        std::vector<std::string_view> expected{manifest_file, manifest_hash_file};
        if (find(signature_file) != nullptr) expected.push_back(signature_file);
        for (const auto& f : m.files) expected.push_back(f.name);
        for (std::size_t i = 0; i < std::max(expected.size(), entries_.size()); ++i) {
            if (i >= entries_.size()) return fail(fmt::format("{} is missing", expected[i]));
            if (i >= expected.size() || entries_[i].name != expected[i])
                return fail(fmt::format("{} is not where the manifest has it", entries_[i].name));
        }
        const std::size_t own = expected.size() - m.files.size();
        for (std::size_t i = 0; i < m.files.size(); ++i) {
            const std::string& content = entries_[own + i].content;
            if (m.files[i].size != static_cast<std::int64_t>(content.size()) ||
                m.files[i].sha256 != sha256_hex(content))
                fail(fmt::format("{} is not the file that the manifest speaks of", m.files[i].name));
        }
    }

    // A manifest can be made to fit: its files are those that the data know, each once. A second one of a
    // name would be read here and shown to nobody, or the other way round.
    void check_names(const manifest& m, const contents& of)
    {
        const auto expected = file_names(of);
        for (std::size_t i = 0; i < std::max(expected.size(), m.files.size()); ++i) {
            if (i >= m.files.size()) return fail(fmt::format("{} is not in the manifest", expected[i]));
            if (i >= expected.size() || m.files[i].name != expected[i])
                return fail(fmt::format("{}: the data know no such file here", m.files[i].name));
        }
    }

    // The same program writes the same data in one way: nothing beside them that nobody would look at.
    void check_writing(const contents& of)
    {
        if (of.generator != generator_) {
            out_.notes.push_back(fmt::format(
                "made by {}: whether its page says what its data say was not compared", of.generator
            ));
            return;
        }
        for (const entry& each : to_entries(of)) {
            const std::string* there = find(each.name);
            if (there == nullptr || *there == each.content) continue;
            fail(
                each.name == page_file ? fmt::format("{} does not say what the data say", each.name)
                                       : fmt::format("{} is not as incidentd writes it", each.name)
            );
        }
    }

    const std::vector<entry>& entries_;
    const std::string& pinned_;
    std::string_view generator_;
    report out_;
};

// Whether the body is what its hash covers and says its own number and predecessor.
std::string_view why_bad(const link& l)
{
    if (sha256_hex(l.previous + l.body) != l.hash) return "its content does not match its hash";
    const auto parsed = parse_bounded(l.body);
    const auto* body = parsed ? parsed->if_object() : nullptr;
    if (body == nullptr || !is_canonical(*parsed, l.body + "\n")) return "its content is no event";
    const auto* number = body->if_contains("number");
    const auto* previous = body->if_contains("previous");
    if (number == nullptr || *number != json::value(l.number) || previous == nullptr ||
        *previous != json::value(l.previous))
        return "its content names another place in the chain";
    return {};
}

}  // namespace

std::optional<fault> check_chain(
    const std::vector<link>& chain, std::int64_t expected_first, std::int64_t expected_last
)
{
    const auto bad = [](std::int64_t number, std::string_view why) {
        return fault{fmt::format("the chain is broken at event {}: {}", number, why), number};
    };
    std::int64_t next = expected_first;
    const link* before = nullptr;
    for (const link& l : chain) {
        if (l.number != next) return bad(next, l.number > next ? "it is missing" : "it has another number");
        if (before != nullptr && l.previous != before->hash)
            return bad(next, "it does not follow the event before it");
        if (before == nullptr && next == 1 && l.previous != chain_head{}.hash)
            return bad(next, "the first event has a predecessor");
        if (const auto why = why_bad(l); !why.empty()) return bad(next, why);
        before = &l;
        ++next;
    }
    if (next <= expected_last)
        return bad(next, fmt::format("it and all up to {} were cut off", expected_last));
    if (next > expected_last + 1) return bad(expected_last + 1, "the manifest does not know it");
    return std::nullopt;
}

report check(std::string_view archive, const std::string& pinned_key, std::string_view generator)
{
    const auto entries = read_tar(archive);
    if (!entries) {
        report out;
        out.faults.push_back(entries.error().message);
        return out;
    }
    return checking(*entries, pinned_key, generator).run();
}

}  // namespace bot::bundle
