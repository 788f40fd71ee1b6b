// The certificate that the listener shows: read at the start, again when its files change and on SIGHUP. One
// that cannot be used leaves the old one in force.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/http/tls_context.hpp"
#include "bot/clock.hpp"
#include "bot/config/secret.hpp"
#include "bot/config/settings.hpp"
#include "bot/file_watch.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace adapters::daemon {

// Loop's thread only.
class listener_certificate {
public:
    struct parts {
        boost::asio::any_io_executor executor;
        bot::clock& time;
        boost::asio::thread_pool& pool;  // files and secrets block
        bot::secret_cache& secrets;
    };
    listener_certificate(parts with, std::string certificate_file, bot::secret_ref key);

    // Reads both anew; true once a pair that fits together is in force. What is wrong goes to the log.
    boost::asio::awaitable<bool> load();
    // Loads whenever something changes where the files are, until cancelled.
    boost::asio::awaitable<void> watch();
    // A reload may name other files; they count from the next load().
    void use(std::string certificate_file, bot::secret_ref key);

    http::tls_source source() const;  // the pair in force, for each new connection
    std::uint64_t loads() const noexcept { return loads_; }
    const std::string& trouble() const noexcept { return trouble_; }  // of the last load, empty: none
    // Directories whose changes are not noticed, each with the reason; tried again by themselves.
    const std::vector<std::string>& unwatched() const noexcept { return unwatched_; }

private:
    boost::asio::awaitable<void> watch_until_it_fails(bool is_first);
    boost::asio::awaitable<bool> set(std::shared_ptr<bot::file_watch> changes
    );  // other directories than before
    void take(bot::file_watch::watched seen);
    std::vector<std::string> directories() const;

    parts with_;
    std::string file_;
    bot::secret_ref key_;
    std::shared_ptr<http::tls_context> current_ = std::make_shared<http::tls_context>();
    std::string trouble_;
    std::vector<std::string> unwatched_;
    std::uint64_t loads_ = 0;
};

}  // namespace adapters::daemon
