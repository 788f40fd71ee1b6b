#include "bot/ops_notice.hpp"

#include <utility>

namespace bot {

void tell_ops(change_set& changes, const context& ctx, std::string text)
{
    tell_ops(changes, ctx, notice{.text = std::move(text), .buttons = {}});
}

void tell_ops(change_set& changes, const context& ctx, notice words)
{
    const destination* to = ctx.config.find_destination(ctx.config.ops_destination);
    if (to == nullptr || to->channel.empty()) return;
    delivery line;
    line.kind = delivery_kind::line;
    line.destination = to->name;
    line.channel = to->channel;
    line.words = std::move(words);
    changes.enqueue(std::move(line));
}

}  // namespace bot
