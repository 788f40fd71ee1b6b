#include "bot/record_writer.hpp"

#include "bot/record.hpp"
#include "bot/record_file.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <filesystem>
#include <utility>

namespace bot {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

using write_result = boost::system::result<record_written, record_fault>;

// All parameters by value: the coroutine runs on the pool's thread while the loop goes on.
asio::awaitable<std::optional<write_result>> write_on_pool(
    std::string root, approval_record record, std::string known
)
{
    co_return write_record(root, record, known);
}

// "…-resolution.md" → "…-resolution-2.md" → "…-resolution-3.md".
std::string next_name(const std::string& path)
{
    const std::filesystem::path p(path);
    std::string stem = p.stem().string();
    int number = 2;
    const auto dash = stem.rfind('-');
    const std::string tail = dash == std::string::npos ? "" : stem.substr(dash + 1);
    if (!tail.empty() && tail.size() < 4 && tail.find_first_not_of("0123456789") == std::string::npos) {
        number = std::stoi(tail) + 1;
        stem.resize(dash);
    }
    return (p.parent_path() / fmt::format("{}-{}.md", stem, number)).string();
}

}  // namespace

record_writer::record_writer(
    journal& log, clock& time, task_group& tasks, pool& files, snapshot_source current
)
    : journal_(log), clock_(time), tasks_(tasks), files_(files), snapshot_(std::move(current))
{
    journal_.listen([this](const change_set& changes) {
        for (const auto& [id, row] : changes.drafts()) take_up(row);
    });
}

void record_writer::resume()
{
    for (const auto& [id, row] : journal_.state().drafts()) take_up(row);
}

void record_writer::take_up(const draft& row)
{
    if (row.record_due <= row.record_done || row.record_path.empty()) return;
    due_.insert(row.id);
    if (!busy_) busy_ = tasks_.spawn("approval records", work());
}

asio::awaitable<void> record_writer::work()
{
    while (!due_.empty()) {
        const std::string id = *due_.begin();
        due_.erase(due_.begin());
        if (!co_await write(id)) {
            due_.insert(id);
            co_await clock_.sleep_for(5s);
        }
    }
    busy_ = false;
}

// False when it is worth trying again.
asio::awaitable<bool> record_writer::write(std::string draft_id)
{
    const draft* row = journal_.state().find_draft(draft_id);
    if (row == nullptr || row->record_due <= row->record_done) co_return true;
    const int due = row->record_due;
    auto held = snapshot_();
    const std::optional<write_result> result = co_await asio::co_spawn(
        files_,
        write_on_pool(
            held->config.documents.root,
            record_of(journal_.state(), held->make_context(), *row),
            row->record_sha256
        ),
        asio::use_awaitable
    );
    change_set changes = journal_.begin();
    draft& now = changes.edit_draft(draft_id);
    if (*result) {
        now.record_done = due;
        now.record_sha256 = (*result)->sha256;
        trouble_.clear();
        ++written_;
        if ((*result)->merged)
            spdlog::info(
                "{}: edited by somebody; only its deliveries were brought up to date", now.record_path
            );
    } else {
        const record_fault& fault = result->error();
        trouble_ = fault.message;
        spdlog::warn("approval record of {}: {}", draft_id, fault.message);
        if (fault.why == record_refusal::failed) co_return false;
        if (fault.why == record_refusal::taken) {
            now.record_path = next_name(now.record_path);
        } else {
            now.record_done = due;  // what people did to the file stands
            changes.audit(
                {.kind = "record.refused",
                 .incident_id = now.incident_id,
                 .draft_id = draft_id,
                 .details = {{"path", now.record_path}, {"reason", fault.message}}}
            );
        }
    }
    co_await journal_.commit(std::move(changes));
    // Taken up again by the listener when it is still due.
    co_return true;
}

}  // namespace bot
