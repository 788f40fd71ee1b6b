#include "bot/cli/bundle_commands.hpp"

#include "bot/bundle/check.hpp"
#include "bot/bundle/collect.hpp"
#include "bot/bundle/pack.hpp"
#include "bot/cli/read_store.hpp"
#include "bot/lifecycle.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

namespace bot::cli {

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* generator = "incidentd " INCIDENTD_VERSION;
constexpr std::size_t largest_key_file = 64 * 1024;

std::string reason(int code)
{
    return std::generic_category().message(code);
}

// Beside the file, then renamed: a bundle is whole or not there. Empty: written.
std::string write_file(const std::string& path, std::string_view bytes)
{
    const std::string temporary = fmt::format("{}.{}.part", path, ::getpid());
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return reason(errno);
    int failed = 0;
    while (!bytes.empty() && failed == 0) {
        const auto put = ::write(fd, bytes.data(), bytes.size());
        if (put >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(put));
        else if (errno != EINTR)
            failed = errno;
    }
    if (failed == 0 && ::fsync(fd) != 0) failed = errno;
    ::close(fd);
    if (failed == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) failed = errno;
    if (failed != 0) ::unlink(temporary.c_str());
    return failed == 0 ? std::string() : reason(failed);
}

// Nothing, with the reason in `why`, for what is no file or larger than `most`.
std::optional<std::string> read_bounded(const std::string& path, std::size_t most, std::string& why)
{
    std::error_code ec;
    const auto size = fs::file_size(path, ec);
    if (ec) {
        why = ec.message();
        return std::nullopt;
    }
    if (size > most) {
        why = fmt::format("larger than {} bytes", most);
        return std::nullopt;
    }
    std::ifstream in(path, std::ios::binary);
    std::string text(size, '\0');
    in.read(text.data(), static_cast<std::streamsize>(size));
    if (in.gcount() != static_cast<std::streamsize>(size)) {
        why = "cannot be read";
        return std::nullopt;
    }
    return text;
}

std::optional<bundle::signing_key> key_of(
    const invocation& call, const secret_sources& sources, const std::string& reference
)
{
    const auto read = resolve(secret_ref{reference}, sources);
    if (!read) {
        call.err << "--sign: " << read.error().message << '\n';
        return std::nullopt;
    }
    auto key = bundle::signing_key::from_pem(read->reveal());
    if (!key) {
        call.err << "--sign: " << key.error().message << '\n';
        return std::nullopt;
    }
    return std::move(*key);
}

json::array texts(const std::vector<std::string>& list)
{
    json::array out;
    for (const std::string& each : list) out.emplace_back(each);
    return out;
}

void print(const invocation& call, const bundle::report& found)
{
    if (!found.intact()) {
        call.err << "this bundle does not hold:\n";
        for (const std::string& each : found.faults) call.err << "  " << printable(each) << '\n';
        if (found.bad_event) call.err << fmt::format("the first bad event is {}\n", *found.bad_event);
        return;
    }
    call.out << fmt::format(
        "the bundle of {} is intact: {} drafts, {} approval records, events {} to {} of the chain, last hash "
        "{}\n",
        printable(found.incident),
        found.drafts,
        found.records,
        found.first,
        found.last,
        found.head
    );
    if (found.pinned) {
        call.out << "signed with the key that was asked for: it is what the key's holder made\n";
    } else if (!found.signed_by.empty()) {
        call.out << fmt::format(
            "signed with the key {}\nNobody said whose key that is: compare it with one that you got "
            "elsewhere, "
            "with --public-key\n",
            found.signed_by
        );
    } else {
        call.out
            << "not signed: it proves that texts, votes, deliveries, records and chain agree with each "
               "other, "
               "and that nothing was changed by accident. It does not prove who made it: whoever can write "
               "files could make another one that agrees as well. Compare its last hash with that of the "
               "store or of an approval record that you trust, or ask for a signed one\n";
    }
    for (const std::string& each : found.notes) call.out << "note: " << printable(each) << '\n';
}

}  // namespace

int make_bundle(const invocation& call, const secret_sources& sources, const bundle_request& what)
{
    std::optional<bundle::signing_key> key;
    if (!what.sign.empty()) {
        key = key_of(call, sources, what.sign);
        if (!key) return 1;
    }
    return with_store(call, [&](store_reader& reader, const loaded_config& config) {
        const std::string id =
            normalise_incident_id(what.incident, config.core.incident_prefix).value_or(what.incident);
        const auto gathered = bundle::collect(reader, config.core, id, generator);
        if (!gathered) {
            call.err << printable(gathered.error().message) << '\n';
            return 1;
        }
        const std::string archive = bundle::pack(*gathered, key ? &*key : nullptr);
        if (archive.size() > bundle::largest_archive) {
            call.err << fmt::format("the bundle would be larger than {} bytes\n", bundle::largest_archive);
            return 1;
        }
        const std::string out = what.out.empty() ? fmt::format("incidentd-audit-{}.tar", id) : what.out;
        if (const std::string why = write_file(out, archive); !why.empty()) {
            call.err << fmt::format("{}: {}\n", printable(out), why);
            return 1;
        }
        const auto found = bundle::check(archive, {}, generator);
        if (!found.intact()) {
            call.err << fmt::format(
                "{} was written, but the store's own evidence does not agree:\n", printable(out)
            );
            for (const std::string& each : found.faults) call.err << "  " << printable(each) << '\n';
            return 1;
        }
        call.out << fmt::format(
            "{}: {} drafts, {} approval records, events {} to {}, last hash {}{}\n",
            printable(out),
            found.drafts,
            found.records,
            found.first,
            found.last,
            found.head,
            key ? "\nsigned with the key " + key->public_key() : ", not signed"
        );
        for (const std::string& each : found.notes) call.out << "note: " << printable(each) << '\n';
        return 0;
    });
}

int verify_bundle(const invocation& call, output_format format, const bundle_check& what)
{
    std::string pinned;
    if (!what.public_key.empty()) {
        auto key = bundle::public_key_from(what.public_key);
        if (!key) {
            std::string why;
            const auto text = read_bounded(what.public_key, largest_key_file, why);
            if (!text) {
                call.err << fmt::format("--public-key {}: {}\n", printable(what.public_key), why);
                return 2;
            }
            key = bundle::public_key_from(*text);
        }
        if (!key) {
            call.err << fmt::format("--public-key {}: {}\n", printable(what.public_key), key.error().message);
            return 2;
        }
        pinned = *key;
    }
    std::string why;
    const auto bytes = read_bounded(what.file, bundle::largest_archive, why);
    if (!bytes) {
        call.err << fmt::format("{}: {}\n", printable(what.file), why);
        return 1;
    }
    const bundle::report found = bundle::check(*bytes, pinned, generator);
    if (format == output_format::json) {
        json::object row{
            {"intact", found.intact()},
            {"incident", or_null(found.incident)},
            {"events", json::object{{"first", found.first}, {"last", found.last}}},
            {"head", or_null(found.head)},
            {"drafts", found.drafts},
            {"records", found.records},
            {"signed_by", or_null(found.signed_by)},
            {"pinned", found.pinned},
            {"faults", texts(found.faults)},
            {"notes", texts(found.notes)},
        };
        row["first_bad"] = found.bad_event ? json::value(*found.bad_event) : json::value(nullptr);
        print_json(call.out, row);
    } else {
        print(call, found);
    }
    return found.intact() ? 0 : 1;
}

}  // namespace bot::cli
