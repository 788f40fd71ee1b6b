// Any bytes as an audit bundle and as each of its files: bounded, no crash, and nothing intact that is not
// written as incidentd writes it. The first byte says what the others are.
#include "bot/bundle/check.hpp"
#include "bot/bundle/ed25519.hpp"
#include "bot/bundle/pack.hpp"
#include "bot/record.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace bundle = bot::bundle;

namespace {

// Whatever was read is the only way to write it.
void check_archive(std::string_view bytes)
{
    if (const auto entries = bundle::read_tar(bytes); entries && bundle::write_tar(*entries) != bytes)
        std::abort();
    const auto report = bundle::check(bytes, {}, "incidentd fuzz");
    if (report.intact() && report.incident.empty()) std::abort();
}

void check_data(std::string_view bytes)
{
    const std::vector<bundle::entry> entries{
        {std::string(bundle::page_file), {}},
        {std::string(bundle::data_file), std::string(bytes)},
        {std::string(bundle::chain_file), {}},
        {std::string(bundle::before_file), {}},
    };
    const auto contents = bundle::from_entries(entries, 1);
    if (!contents) return;
    std::vector<std::string> faults;
    std::vector<std::string> notes;
    bundle::check_rows(*contents, faults, notes);
    // Without a chain nothing can be true of any row.
    if (faults.empty()) std::abort();
    static_cast<void>(bundle::to_entries(*contents));
}

void check_links(std::string_view bytes)
{
    const auto links = bundle::read_links(bytes, bundle::chain_file, 1);
    if (!links) {
        if (links.error().event < 1) std::abort();
        return;
    }
    const auto bad = bundle::check_chain(*links, 1, static_cast<std::int64_t>(links->size()));
    if (bad && bad->event < 1) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0]) {
        case 'd':
            check_data(bytes);
            break;
        case 'c':
            check_links(bytes);
            break;
        case 'm':
            static_cast<void>(bundle::manifest_from(bytes));
            static_cast<void>(bundle::signature_from(bytes));
            break;
        case 'k':
            static_cast<void>(bundle::public_key_from(bytes));
            static_cast<void>(bundle::signing_key::from_pem(bytes));
            break;
        case 'r':
            static_cast<void>(bot::head_in_record(bytes));
            break;
        default:
            check_archive(bytes);
    }
    return 0;
}
