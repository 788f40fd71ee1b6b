#include "adapters/daemon/listener_certificate.hpp"

#include "adapters/daemon/secrets.hpp"
#include "bot/keep_going.hpp"
#include "bot/on_pool.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

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
        changes->watch(directories());  // at once: nobody waits for us yet, and nothing is missed
    } else {
        co_await set(changes);
        co_await load();
    }
    for (;;) {
        co_await changes->changed();
        co_await with_.time.sleep_for(500ms);  // certificate and key are written one after the other
        co_await load();
        co_await set(changes);
    }
}

asio::awaitable<void> listener_certificate::set(std::shared_ptr<bot::file_watch> changes)
{
    std::function<bool()> setting = [changes, where = directories()] {
        changes->watch(where);
        return true;
    };
    co_await bot::on_pool(with_.pool, std::move(setting));
}

std::vector<std::string> listener_certificate::directories() const
{
    std::set<std::string> all{std::filesystem::path(file_).parent_path().string()};
    if (key_.text.starts_with(file_scheme)) {
        const std::filesystem::path key(key_.text.substr(file_scheme.size()));
        all.insert(key.parent_path().string());
    }
    return {all.begin(), all.end()};
}

http::tls_source listener_certificate::source() const
{
    return [current = current_] { return *current; };
}

}  // namespace adapters::daemon
