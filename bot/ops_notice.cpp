#include "bot/ops_notice.hpp"

#include <utility>

namespace bot {

void tell_ops(change_set& changes, const context& ctx, std::string text)
{
    const destination* to = ctx.config.find_destination(ctx.config.ops_destination);
    if (to == nullptr || to->channel.empty()) return;
    delivery line;
    line.kind = delivery_kind::line;
    line.destination = to->name;
    line.channel = to->channel;
    line.words = notice{.text = std::move(text), .buttons = {}};
    changes.enqueue(std::move(line));
}

}  // namespace bot
