// Secrets fetched off the loop's thread: a manager's command may take seconds.
#pragma once

#include "bot/config/secret.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <string>

namespace adapters::daemon {

using fetched_secret = boost::system::result<bot::secret, bot::secret_fault>;

// `source` outlives the pool's last work: a cancelled caller goes on while the command still runs.
boost::asio::awaitable<fetched_secret> fetch_secret(
    boost::asio::thread_pool& pool, bot::secret_cache& source, bot::secret_ref ref, bool anew
);

}  // namespace adapters::daemon
