#include "adapters/daemon/secrets.hpp"

#include "bot/on_pool.hpp"

#include <functional>

namespace adapters::daemon {

namespace asio = boost::asio;

asio::awaitable<fetched_secret> fetch_secret(
    asio::thread_pool& pool, bot::secret_cache& source, bot::secret_ref ref, bool anew
)
{
    std::function<fetched_secret()> reading = [&source, ref = std::move(ref), anew] {
        if (anew) source.forget(ref);
        return source.get(ref);
    };
    co_return co_await bot::on_pool(pool, std::move(reading));
}

}  // namespace adapters::daemon
