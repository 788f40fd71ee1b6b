#include "bot/record_writer.hpp"

#include "bot/cancellation.hpp"
#include "bot/on_pool.hpp"
#include "bot/record.hpp"
#include "bot/record_file.hpp"
#include "bot/release_record.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <utility>

namespace bot {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

struct write_result {
    boost::system::result<record_written, record_fault> record;
    // Of the release's file; nothing when there was none to write.
    std::optional<boost::system::result<bool, document_fault>> release;
};

bool is_release_due(const draft& row)
{
    return !row.release.empty() && !row.release_filed && !row.post_ids.empty();
}

class cleared_flag {
public:
    explicit cleared_flag(bool& flag) : flag_(flag) {}
    ~cleared_flag() { flag_ = false; }
    cleared_flag(const cleared_flag&) = delete;
    cleared_flag& operator=(const cleared_flag&) = delete;

private:
    bool& flag_;
};

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
    const cleared_flag guard(busy_);
    while (!due_.empty()) {
        // One that cannot be written does not keep the others waiting.
        const auto round = due_;
        bool all_written = true;
        for (const std::string& id : round) {
            due_.erase(id);
            is_writing_ = true;
            const bool written = co_await write_guarded(id);
            is_writing_ = false;
            if (written) continue;
            due_.insert(id);
            all_written = false;
        }
        if (!all_written) co_await clock_.sleep_for(5s);
    }
}

// A bug in composing one record must not end the keeping of all of them.
asio::awaitable<bool> record_writer::write_guarded(std::string draft_id)
{
    try {
        co_return co_await write(draft_id);
    } catch (const std::exception& e) {
        if (is_cancellation(e)) throw;
        trouble_ = fmt::format("approval record of {}: {}", draft_id, e.what());
    }
    spdlog::error("{}", trouble_);
    co_return false;
}

// False when it is worth trying again.
asio::awaitable<bool> record_writer::write(std::string draft_id)
{
    const draft* row = journal_.state().find_draft(draft_id);
    if (row == nullptr || row->record_due <= row->record_done) co_return true;
    const int due = row->record_due;
    auto held = snapshot_();
    const context ctx = held->make_context();
    std::optional<release_approval> release;
    if (is_release_due(*row)) release = release_approval_of(journal_.state(), ctx, *row);
    std::function<write_result()> writing =
        [root = held->config.documents.root,
         record = record_of(journal_.state(), ctx, *row, journal_.durable_chain()),
         known = row->record_sha256,
         release = std::move(release)] {
            write_result done{.record = write_record(root, record, known), .release = {}};
            // Its note names the record: not before the record has its name.
            const bool named = done.record || (done.record.error().why != record_refusal::taken &&
                                               done.record.error().why != record_refusal::failed);
            if (release && named)
                done.release = rewrite_document(root, release->path, [&](const std::string* found) {
                    return boost::system::result<std::string, document_fault>(with_approval(found, *release));
                });
            return done;
        };
    const write_result both = co_await on_pool(files_, std::move(writing));
    const auto& result = both.record;
    change_set changes = journal_.begin();
    draft& now = changes.edit_draft(draft_id);
    if (both.release && !*both.release) {
        trouble_ = both.release->error().message;
        spdlog::warn("formal approval of {}: {}", draft_id, trouble_);
        if (both.release->error().why == record_refusal::failed) co_return false;
        changes.audit(
            {.kind = "record.refused",
             .incident_id = now.incident_id,
             .draft_id = draft_id,
             .details = {{"release", now.release}, {"reason", trouble_}}}
        );
    }
    if (both.release) now.release_filed = true;
    if (result) {
        now.record_done = due;
        now.record_sha256 = result->sha256;
        trouble_.clear();
        ++written_;
        if (result->merged)
            spdlog::info(
                "{}: edited by somebody; only its deliveries were brought up to date", now.record_path
            );
    } else {
        const record_fault& fault = result.error();
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
