#include "bot/bundle/tar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace bot::bundle {
namespace {

constexpr std::size_t block = 512;
constexpr std::size_t longest_name = 100;

// Offsets and lengths of POSIX.1-1988 (ustar).
constexpr std::size_t size_at = 124;
constexpr std::size_t checksum_at = 148;

void put(std::array<char, block>& header, std::size_t at, std::string_view text)
{
    std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
}

std::array<char, block> header_of(std::string_view name, std::size_t size)
{
    std::array<char, block> header{};
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, size_at, fmt::format("{:011o}", size));
    put(header, 136, "00000000000");
    put(header, checksum_at, "        ");
    put(header, 156, "0");
    put(header,
        257,
        std::string_view(
            "ustar\0"
            "00",
            8
        ));
    put(header, 329, "0000000");
    put(header, 337, "0000000");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    put(header, checksum_at, fmt::format("{:06o}", sum));
    header[checksum_at + 6] = '\0';
    return header;
}

std::size_t padded(std::size_t size) noexcept
{
    return (size + block - 1) / block * block;
}

std::optional<std::size_t> octal(std::string_view digits)
{
    std::size_t value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '7') return std::nullopt;
        value = value * 8 + static_cast<std::size_t>(c - '0');
    }
    return value;
}

bool all_zero(std::string_view bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

}  // namespace

bool is_entry_name(std::string_view name) noexcept
{
    if (name.empty() || name.size() > longest_name) return false;
    char before = '/';
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '.' && c != '_' && c != '-' && c != '/') return false;
        if (before == '/' && (c == '/' || c == '.')) return false;
        before = c;
    }
    return before != '/';
}

std::string write_tar(const std::vector<entry>& entries)
{
    std::string out;
    for (const entry& each : entries) {
        if (!is_entry_name(each.name)) throw std::logic_error("no name for an entry: " + each.name);
        const auto header = header_of(each.name, each.content.size());
        out.append(header.data(), header.size());
        out += each.content;
        out.append(padded(each.content.size()) - each.content.size(), '\0');
    }
    out.append(2 * block, '\0');
    return out;
}

boost::system::result<std::vector<entry>, fault> read_tar(std::string_view bytes)
{
    if (bytes.size() > largest_archive)
        return fault{fmt::format("larger than {} bytes: no bundle of incidentd's", largest_archive)};
    std::vector<entry> entries;
    std::size_t at = 0;
    for (;;) {
        const auto bad = [&](std::string_view why) {
            return fault{fmt::format("not a bundle of incidentd's: byte {}: {}", at, why)};
        };
        if (bytes.size() - at < block) return bad("the archive ends too early");
        const std::string_view header = bytes.substr(at, block);
        if (header.front() == '\0') {
            if (bytes.size() - at != 2 * block) return bad("the archive does not end where it says so");
            if (!all_zero(bytes.substr(at))) return bad("there is something behind the last file");
            return entries;
        }
        if (entries.size() == most_entries) return bad("too many files");
        entry found;
        found.name = header.substr(0, std::min(header.find('\0'), longest_name));
        if (!is_entry_name(found.name)) return bad("a file's name that no bundle has");
        const auto size = octal(header.substr(size_at, 11));
        if (!size) return bad("a file's size is no number");
        const auto expected = header_of(found.name, *size);
        if (header != std::string_view(expected.data(), block))
            return bad(fmt::format("the header of {} is not as incidentd writes it", found.name));
        at += block;
        if (*size > bytes.size() - at || padded(*size) > bytes.size() - at)
            return bad(fmt::format("{} is cut off", found.name));
        found.content = bytes.substr(at, *size);
        if (!all_zero(bytes.substr(at + *size, padded(*size) - *size)))
            return bad(fmt::format("there is something between {} and the next file", found.name));
        at += padded(*size);
        entries.push_back(std::move(found));
    }
}

}  // namespace bot::bundle
