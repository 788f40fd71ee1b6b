// Who and where on a platform: the ids that a platform vouches for, never names that people can change.
#pragma once

#include <boost/describe/class.hpp>

#include <compare>
#include <string>

namespace bot {

// One person's account on one platform. `platform` is the adapter's kind as the configuration spells it.
struct account {
    std::string platform;
    std::string id;

    bool empty() const noexcept { return id.empty(); }
    friend auto operator<=>(const account&, const account&) = default;
};
BOOST_DESCRIBE_STRUCT(account, (), (platform, id))

// A conversation on one configured connection (workspace or bot) of a platform.
struct channel_ref {
    std::string platform;
    std::string connection;  // the configured name of the workspace or bot
    std::string id;

    bool empty() const noexcept { return id.empty(); }
    // The name of an unconfigured destination, and the key that orders deliveries: "platform:connection/id".
    std::string key() const { return platform + ":" + connection + "/" + id; }
    friend auto operator<=>(const channel_ref&, const channel_ref&) = default;
};
BOOST_DESCRIBE_STRUCT(channel_ref, (), (platform, connection, id))

}  // namespace bot
