#include "bot/record_file.hpp"

#include "bot/content_hash.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace bot {

namespace {

constexpr std::size_t longest_file = std::size_t{4} << 20;

class descriptor {
public:
    explicit descriptor(int fd = -1) noexcept : fd_(fd) {}
    ~descriptor()
    {
        if (fd_ >= 0) ::close(fd_);
    }
    descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }

private:
    int fd_;
};

std::string reason(int code)
{
    return std::generic_category().message(code);
}

record_fault fault(record_refusal why, const std::string& path, const std::string& text)
{
    return {why, path + ": " + text};
}

record_fault system_fault(const std::string& path, int code)
{
    if (code == ELOOP || code == ENOTDIR)
        return fault(record_refusal::unsafe, path, "a part of the path is a link or no directory");
    return fault(record_refusal::failed, path, reason(code));
}

std::optional<std::vector<std::string>> parts_of(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto slash = std::min(path.find('/'), path.size());
        const auto part = path.substr(0, slash);
        if (part.empty() || part == "." || part == ".." || part.find('\0') != part.npos) return std::nullopt;
        parts.emplace_back(part);
        if (slash == path.size()) return parts;
        path.remove_prefix(slash + 1);
    }
    return std::nullopt;  // nothing, or a slash at the end
}

// The directory of the file, made where it is missing. No step follows a link.
boost::system::result<descriptor, record_fault> open_folder(
    const std::string& root, const std::vector<std::string>& parts, const std::string& path
)
{
    descriptor at(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!at) return system_fault(root, errno);
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        descriptor next(::openat(at.get(), parts[i].c_str(), flags));
        if (!next && errno == ENOENT) {
            if (::mkdirat(at.get(), parts[i].c_str(), 0755) != 0 && errno != EEXIST)
                return system_fault(path, errno);
            ::fsync(at.get());
            next = descriptor(::openat(at.get(), parts[i].c_str(), flags));
        }
        if (!next) return system_fault(path, errno);
        at = std::move(next);
    }
    return at;
}

struct found_file {
    std::string text;
    struct stat status{};
};

bool same_file(const struct stat& a, const struct stat& b) noexcept
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
           a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

boost::system::result<std::optional<found_file>, record_fault> read_file(
    const descriptor& folder, const std::string& name, const std::string& path
)
{
    descriptor file(::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) {
        if (errno == ENOENT) return std::optional<found_file>{};
        return system_fault(path, errno);
    }
    found_file found;
    if (::fstat(file.get(), &found.status) != 0) return system_fault(path, errno);
    if (!S_ISREG(found.status.st_mode)) return fault(record_refusal::unsafe, path, "not a regular file");
    if (static_cast<std::size_t>(found.status.st_size) > longest_file)
        return fault(record_refusal::edited, path, "larger than any record");
    char buffer[16384];
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_fault(path, errno);
        if (got == 0) break;
        found.text.append(buffer, static_cast<std::size_t>(got));
        if (found.text.size() > longest_file)
            return fault(record_refusal::edited, path, "larger than any record");
    }
    return std::optional<found_file>(std::move(found));
}

int write_all(int fd, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t put = ::write(fd, text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    return 0;
}

// `before` is what was read: the file must still be that, or still be absent.
std::optional<record_fault> replace_file(
    const descriptor& folder,
    const std::string& name,
    const std::string& path,
    std::string_view text,
    const std::optional<found_file>& before
)
{
    const std::string temporary = "." + name + ".incidentd";
    ::unlinkat(folder.get(), temporary.c_str(), 0);  // left by a crash: the lock is ours
    const auto give_up = [&](record_fault why) {
        ::unlinkat(folder.get(), temporary.c_str(), 0);
        return why;
    };
    {
        descriptor file(::openat(
            folder.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644
        ));
        if (!file) return system_fault(path, errno);
        if (const int code = write_all(file.get(), text)) return give_up(system_fault(path, code));
        if (::fchmod(file.get(), 0644) != 0 || ::fsync(file.get()) != 0)
            return give_up(system_fault(path, errno));
    }
    if (before) {
        struct stat now{};
        if (::fstatat(folder.get(), name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0 ||
            !same_file(now, before->status))
            return give_up(
                fault(record_refusal::failed, path, "somebody saved it at this moment; trying again")
            );
        if (::renameat(folder.get(), temporary.c_str(), folder.get(), name.c_str()) != 0)
            return give_up(system_fault(path, errno));
    } else if (::renameat2(folder.get(), temporary.c_str(), folder.get(), name.c_str(), RENAME_NOREPLACE) !=
               0) {
        const int code = errno;
        if (code == EEXIST)
            return give_up(
                fault(record_refusal::failed, path, "somebody created it at this moment; trying again")
            );
        return give_up(system_fault(path, code));
    }
    if (::fsync(folder.get()) != 0) return system_fault(path, errno);
    return std::nullopt;
}

}  // namespace

boost::system::result<record_written, record_fault> write_record(
    const std::string& documents_root, const approval_record& record, const std::string& known_sha256
)
{
    const std::string path = documents_root + "/" + record.path;
    const auto parts = parts_of(record.path);
    if (!parts) return fault(record_refusal::unsafe, path, "not a path below the documents tree");
    auto folder = open_folder(documents_root, *parts, path);
    if (!folder) return folder.error();
    while (::flock(folder->get(), LOCK_EX) != 0) {
        if (errno != EINTR) return system_fault(path, errno);
    }

    const std::string& name = parts->back();
    auto found = read_file(*folder, name, path);
    if (!found) return found.error();
    const std::optional<found_file>& before = *found;

    record_written done;
    std::string text = record.text;
    if (!before) {
        if (!known_sha256.empty())
            return fault(
                record_refusal::removed,
                path,
                "this record was removed or renamed; the permalinks were not added"
            );
    } else if (before->text != text && sha256_hex(before->text) != known_sha256) {
        auto merged = merge_deliveries(before->text, record);
        if (!merged) {
            if (known_sha256.empty())
                return fault(record_refusal::taken, path, "a file of that name is there already");
            return fault(
                record_refusal::edited,
                path,
                "edited by hand so far that the permalinks cannot be added; please add them there"
            );
        }
        text = std::move(*merged);
        done.merged = true;
    }
    if (!before || before->text != text || (before->status.st_mode & 0777) != 0644) {
        if (auto why = replace_file(*folder, name, path, text, before)) return *why;
    }
    done.sha256 = sha256_hex(text);
    return done;
}

}  // namespace bot
