#include "bot/config/secret.hpp"

#include "bot/config/run_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace bot {

namespace {

void wipe(std::string& value) noexcept
{
    // The whole room of the buffer: a shorter value may have left a longer one's tail behind.
    value.resize(value.capacity());
    OPENSSL_cleanse(value.data(), value.size());
    value.clear();
}

secret_fault fault(const secret_ref& ref, std::string_view what)
{
    return {fmt::format("secret {}: {}", shown(ref), what)};
}

secret_fault lasting(secret_fault f)
{
    f.is_lasting = true;
    return f;
}

secret_result checked(const secret_ref& ref, std::string value)
{
    if (value.ends_with('\n')) value.pop_back();
    if (value.ends_with('\r')) value.pop_back();
    secret made(std::move(value));
    if (made.empty()) return fault(ref, "is empty");
    if (made.reveal().find('\0') != std::string_view::npos) return fault(ref, "holds a NUL byte");
    return made;
}

secret_result from_file(const secret_ref& ref, const std::string& path, bool check_mode)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return fault(ref, "cannot be opened: " + std::generic_category().message(errno));
    struct stat what{};
    std::string_view wrong;
    if (::fstat(fd, &what) != 0 || !S_ISREG(what.st_mode)) {
        wrong = "is not a regular file";
    } else if (check_mode && (what.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        wrong = "may be read or changed by others than its owner; run chmod 600 on it";
    } else if (what.st_size > static_cast<off_t>(secret_limit)) {
        wrong = "is larger than 64 KiB";
    }
    if (!wrong.empty()) {
        ::close(fd);
        return fault(ref, wrong);
    }
    std::string value(secret_limit + 1, '\0');
    std::size_t have = 0;
    ssize_t got = 0;
    while (have < value.size() && (got = ::read(fd, value.data() + have, value.size() - have)) > 0) {
        have += static_cast<std::size_t>(got);
    }
    const int error = errno;
    ::close(fd);
    if (got < 0 || have > secret_limit) {
        wipe(value);
        return got < 0 ? fault(ref, "cannot be read: " + std::generic_category().message(error))
                       : fault(ref, "is larger than 64 KiB");
    }
    value.resize(have);
    return checked(ref, std::move(value));
}

secret_result from_command(const secret_ref& ref, std::string_view line, const secret_sources& from)
{
    auto ended = run_command(split_command(line), from.patience, secret_limit, from.stop);
    if (!ended.trouble.empty()) {
        wipe(ended.output);
        return fault(ref, ended.trouble);
    }
    return checked(ref, std::move(ended.output));
}

}  // namespace

secret::secret(std::string&& value) : value_(std::move(value))
{
    wipe(value);  // a short value was copied, not moved
}

secret::secret(secret&& other) noexcept : value_(std::move(other.value_))
{
    wipe(other.value_);
}

secret& secret::operator=(secret other) noexcept
{
    value_.swap(other.value_);
    return *this;
}

secret::~secret()
{
    wipe(value_);
}

std::string shown(const secret_ref& ref)
{
    constexpr std::string_view scheme = "exec:";
    if (!ref.text.starts_with(scheme)) return ref.text;
    auto words = split_command(std::string_view(ref.text).substr(scheme.size()));
    std::string out(scheme);
    if (!words.empty()) out += words.front();
    if (words.size() > 1) out += " …";
    return out;
}

secret_result resolve(const secret_ref& ref, const secret_sources& from)
{
    const std::string& text = ref.text;
    const auto colon = text.find(':');
    const std::string_view scheme = std::string_view(text).substr(0, colon);
    const std::string rest = colon == text.npos ? std::string() : text.substr(colon + 1);
    if (scheme == "env") {
        const char* value = from.environment ? from.environment(rest.c_str()) : nullptr;
        if (value == nullptr) return lasting(fault(ref, "the environment variable is not set"));
        auto made = checked(ref, std::string(value));
        if (!made) return lasting(made.error());
        return made;
    }
    if (scheme == "file") return from_file(ref, rest, true);
    if (scheme == "credential") {
        if (from.credentials_directory.empty()) {
            return lasting(
                fault(ref, "systemd passed no credentials (LoadCredential= in the unit, or use file:)")
            );
        }
        if (rest.empty() || rest.find('/') != rest.npos)
            return lasting(fault(ref, "is no credential's name"));
        return from_file(ref, from.credentials_directory + "/" + rest, false);  // the directory is ours alone
    }
    if (scheme == "exec") return from_command(ref, rest, from);
    return lasting({"a secret is no reference (env:, file:, credential:, exec:)"});
}

secret_result secret_cache::get(const secret_ref& ref)
{
    std::uint64_t forgotten_before = 0;
    {
        const std::lock_guard held(mutex_);
        if (const auto found = known_.find(ref.text); found != known_.end()) return found->second;
        forgotten_before = forgotten_;
    }
    auto fresh = resolve(ref, from_);
    if (!fresh) return fresh;
    const std::lock_guard held(mutex_);
    if (forgotten_ == forgotten_before) known_.insert_or_assign(ref.text, *fresh);
    return fresh;
}

void secret_cache::forget(const secret_ref& ref)
{
    const std::lock_guard held(mutex_);
    known_.erase(ref.text);
}

void secret_cache::forget_all()
{
    const std::lock_guard held(mutex_);
    known_.clear();
    ++forgotten_;
}

}  // namespace bot
