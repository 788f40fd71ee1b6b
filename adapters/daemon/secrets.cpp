#include "adapters/daemon/secrets.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>

namespace adapters::daemon {

namespace asio = boost::asio;

namespace {

asio::awaitable<std::optional<fetched_secret>> read_on_pool(
    bot::secret_cache& source, bot::secret_ref ref, bool anew
)
{
    if (anew) source.forget(ref);
    co_return source.get(ref);
}

}  // namespace

asio::awaitable<fetched_secret> fetch_secret(
    asio::thread_pool& pool, bot::secret_cache& source, bot::secret_ref ref, bool anew
)
{
    auto got = co_await asio::co_spawn(pool, read_on_pool(source, std::move(ref), anew), asio::use_awaitable);
    co_return std::move(*got);
}

}  // namespace adapters::daemon
