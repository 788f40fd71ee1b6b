#include "bot/cli/settle_offline.hpp"

#include "bot/clock.hpp"
#include "bot/context.hpp"
#include "bot/directory.hpp"
#include "bot/runbook_files.hpp"
#include "bot/snapshot.hpp"
#include "bot/store/store.hpp"
#include "bot/voting.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace bot::cli {

namespace asio = boost::asio;

control_answer settle_offline(const loaded_config& config, const control_request& request)
{
    asio::io_context loop(1);
    auto disk = store::open(config.core.store_url, loop.get_executor());
    if (!disk) return {.done = false, .text = disk.error().message};
    const auto now = std::chrono::floor<std::chrono::milliseconds>(real_clock().wall_now());
    const loaded_state found = (*disk)->load(now);

    runbook_shelf shelf;
    auto books = shelf.load(config.core.documents.root, config.core.runbook_paths);
    const snapshot current(config.core, std::move(books.library), {});
    change_set changes(found.state, now);
    bot::settle_delivery(
        changes,
        current.make_context(),
        request.delivery_id,
        request.what == control_request::verb::settle,
        actor{
            .who = {.platform = std::string(operator_platform), .id = "cli"},
            .display = "incidentd delivery",
            .locale = {}
        }
    );
    const auto& words = changes.private_answer();
    control_answer answer{.done = !changes.deliveries().empty(), .text = words ? words->text : std::string()};
    if (changes.changes_anything()) {
        auto waiting = asio::make_work_guard(loop);
        (*disk)->commit(batch_of(changes), [&](const store_fault* fault) {
            if (fault != nullptr) answer = {.done = false, .text = fault->message};
            waiting.reset();
        });
        loop.run();
    }
    (*disk)->close();
    return answer;
}

}  // namespace bot::cli
