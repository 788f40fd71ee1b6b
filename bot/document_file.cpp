#include "bot/document_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
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

document_fault fault(document_refusal why, const std::string& path, const std::string& text)
{
    return {why, path + ": " + text};
}

document_fault system_fault(const std::string& path, int code)
{
    if (code == ELOOP || code == ENOTDIR)
        return fault(document_refusal::unsafe, path, "a part of the path is a link or no directory");
    return fault(document_refusal::failed, path, reason(code));
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
boost::system::result<descriptor, document_fault> open_folder(
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

boost::system::result<std::optional<found_file>, document_fault> read_file(
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
    if (!S_ISREG(found.status.st_mode)) return fault(document_refusal::unsafe, path, "not a regular file");
    if (static_cast<std::size_t>(found.status.st_size) > longest_file)
        return fault(document_refusal::edited, path, "larger than any document of ours");
    char buffer[16384];
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_fault(path, errno);
        if (got == 0) break;
        found.text.append(buffer, static_cast<std::size_t>(got));
        if (found.text.size() > longest_file)
            return fault(document_refusal::edited, path, "larger than any document of ours");
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
std::optional<document_fault> replace_file(
    const descriptor& folder,
    const std::string& name,
    const std::string& path,
    std::string_view text,
    const std::optional<found_file>& before
)
{
    const std::string temporary = "." + name + ".incidentd";
    ::unlinkat(folder.get(), temporary.c_str(), 0);  // left by a crash: the lock is ours
    const auto give_up = [&](document_fault why) {
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
                fault(document_refusal::failed, path, "somebody saved it at this moment; trying again")
            );
        if (::renameat(folder.get(), temporary.c_str(), folder.get(), name.c_str()) != 0)
            return give_up(system_fault(path, errno));
    } else if (::renameat2(folder.get(), temporary.c_str(), folder.get(), name.c_str(), RENAME_NOREPLACE) !=
               0) {
        const int code = errno;
        if (code == EEXIST)
            return give_up(
                fault(document_refusal::failed, path, "somebody created it at this moment; trying again")
            );
        return give_up(system_fault(path, code));
    }
    if (::fsync(folder.get()) != 0) return system_fault(path, errno);
    return std::nullopt;
}

}  // namespace

boost::system::result<bool, document_fault> rewrite_document(
    const std::string& root, const std::string& path, const document_change& change
)
{
    const std::string whole = root + "/" + path;
    const auto parts = parts_of(path);
    if (!parts) return fault(document_refusal::unsafe, whole, "not a path below the documents tree");
    auto folder = open_folder(root, *parts, whole);
    if (!folder) return folder.error();
    while (::flock(folder->get(), LOCK_EX) != 0) {
        if (errno != EINTR) return system_fault(whole, errno);
    }
    const std::string& name = parts->back();
    auto found = read_file(*folder, name, whole);
    if (!found) return found.error();
    const std::optional<found_file>& before = *found;
    const auto text = change(before ? &before->text : nullptr);
    if (!text) return document_fault{text.error().why, whole + ": " + text.error().message};
    if (before && before->text == *text && (before->status.st_mode & 0777) == 0644) return false;
    if (auto why = replace_file(*folder, name, whole, *text, before)) return *why;
    return true;
}

boost::system::result<std::optional<std::string>, document_fault> read_document(
    const std::string& root, const std::string& path
)
{
    const std::string whole = root + "/" + path;
    const auto parts = parts_of(path);
    if (!parts) return fault(document_refusal::unsafe, whole, "not a path below the documents tree");
    descriptor at(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!at) return system_fault(root, errno);
    for (std::size_t i = 0; i + 1 < parts->size(); ++i) {
        descriptor next(
            ::openat(at.get(), (*parts)[i].c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        );
        if (!next && errno == ENOENT) return std::optional<std::string>();
        if (!next) return system_fault(whole, errno);
        at = std::move(next);
    }
    auto found = read_file(at, parts->back(), whole);
    if (!found) return found.error();
    if (!*found) return std::optional<std::string>();
    return std::optional<std::string>(std::move((*found)->text));
}

}  // namespace bot
