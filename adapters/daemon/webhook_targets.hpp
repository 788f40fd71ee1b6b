// The webhooks behind destinations: their URLs are secrets, looked at when the daemon starts and after a
// reload, so that a missing one is known before somebody approves a post to it.
#pragma once

#include "adapters/webhook/webhook_platform.hpp"
#include "bot/config/secret.hpp"
#include "bot/snapshot.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace adapters::daemon {

// Loop's thread only.
class webhook_targets {
public:
    struct parts {
        boost::asio::thread_pool& pool;  // secrets block
        bot::secret_cache& secrets;
        std::function<std::shared_ptr<const bot::snapshot>()> current;
        std::function<void(std::string)> tell_ops;  // each trouble once
    };
    explicit webhook_targets(parts with);

    boost::asio::awaitable<webhook::target_result> find(std::string destination, bool anew);
    // Every destination's, one after the other; what is wrong is in troubles(), the log and the ops channel.
    boost::asio::awaitable<void> check_all();

    // Of the last look at each; never a URL or a value.
    std::vector<std::string> troubles() const;

private:
    boost::asio::awaitable<webhook::target_result> fetch(std::string destination, bool anew);
    void note(const std::string& destination, const std::string& trouble);

    parts with_;
    std::map<std::string, std::string> troubles_;  // by destination
};

}  // namespace adapters::daemon
