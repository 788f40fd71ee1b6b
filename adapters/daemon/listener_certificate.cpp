#include "adapters/daemon/listener_certificate.hpp"

#include "adapters/daemon/secrets.hpp"
#include "bot/keep_going.hpp"
#include "bot/on_pool.hpp"
#include "bot/within.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace adapters::daemon {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 20;
constexpr std::string_view file_scheme = "file:";
constexpr auto looks_again = 60s;  // for directories that could not be watched, or that others stand in for

std::string directory_of(const std::string& file)
{
    const auto parent = std::filesystem::path(file).parent_path();
    return parent.empty() ? "." : parent.string();
}

std::optional<std::string> read_file(const std::string& path)
{
    std::error_code ec;
    const auto size = std::filesystem::file_size(path, ec);
    if (ec || size > largest_file) return std::nullopt;
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in.good() && !in.eof()) return std::nullopt;
    return text;
}

}  // namespace

listener_certificate::listener_certificate(parts with, std::string certificate_file, bot::secret_ref key)
    : with_(with), file_(std::move(certificate_file)), key_(std::move(key))
{
}

void listener_certificate::use(std::string certificate_file, bot::secret_ref key)
{
    file_ = std::move(certificate_file);
    key_ = std::move(key);
}

asio::awaitable<bool> listener_certificate::load()
{
    const std::string path = file_;
    std::function<std::optional<std::string>()> work = [path] { return read_file(path); };
    const auto certificate = co_await bot::on_pool<std::optional<std::string>>(with_.pool, std::move(work));
    auto key = co_await fetch_secret(with_.pool, with_.secrets, key_, true);
    trouble_.clear();
    if (!certificate) {
        trouble_ = fmt::format("http.tls_certificate: {} cannot be read", path);
    } else if (!key) {
        trouble_ = fmt::format("http.tls_key: {}", key.error().message);
    } else if (auto made = http::make_server_tls(*certificate, key->reveal())) {
        *current_ = std::move(*made);
        ++loads_;
    } else {
        trouble_ = fmt::format(
            "http.tls_certificate and tls_key: {} and its key cannot be used: {}",
            path,
            made.error().message()
        );
    }
    const bool is_good = trouble_.empty();
    if (is_good)
        spdlog::info("http: the certificate {} is in force", path);
    else
        spdlog::error("{}{}", trouble_, *current_ ? "; the old one stays in force" : "");
    co_return is_good;
}

asio::awaitable<void> listener_certificate::watch()
{
    return bot::keep_going(with_.time, "the watch over the certificate", 5s, [this](bool is_first) {
        return watch_until_it_fails(is_first);
    });
}

asio::awaitable<void> listener_certificate::watch_until_it_fails(bool is_first)
{
    // Shared with the work that sets it: a cancelled caller leaves that work behind.
    const auto changes = std::make_shared<bot::file_watch>(with_.executor);
    if (is_first) {
        take(changes->watch(directories()));  // at once: nobody waits for us yet, and nothing is missed
    } else {
        co_await set(changes);
        co_await load();
    }
    for (;;) {
        const auto ec = co_await bot::within(with_.time, looks_again, changes->changed());
        if (!ec) co_await with_.time.sleep_for(500ms);  // certificate and key are written one after the other
        const bool is_other = co_await set(changes);
        if (!ec || is_other) co_await load();
    }
}

asio::awaitable<bool> listener_certificate::set(std::shared_ptr<bot::file_watch> changes)
{
    std::function<bot::file_watch::watched()> setting = [changes, where = directories()] {
        return changes->watch(where);
    };
    auto seen = co_await bot::on_pool(with_.pool, std::move(setting));
    const bool is_other = seen.is_other;
    take(std::move(seen));
    co_return is_other;
}

void listener_certificate::take(bot::file_watch::watched seen)
{
    std::vector<std::string> now;
    for (const std::string& fault : seen.faults) {
        now.push_back(fmt::format("http: changes of the certificate are not noticed in {}", fault));
        if (std::find(unwatched_.begin(), unwatched_.end(), now.back()) == unwatched_.end())
            spdlog::warn("{}", now.back());
    }
    unwatched_ = std::move(now);
}

std::vector<std::string> listener_certificate::directories() const
{
    std::set<std::string> all{directory_of(file_)};
    if (key_.text.starts_with(file_scheme)) all.insert(directory_of(key_.text.substr(file_scheme.size())));
    return {all.begin(), all.end()};
}

http::tls_source listener_certificate::source() const
{
    return [current = current_] { return *current; };
}

}  // namespace adapters::daemon
