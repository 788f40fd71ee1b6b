#include "tests/bench/load/grouped_rows.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace bench {

grouped_rows::grouped_rows(
    const std::filesystem::path& file, std::function<void(std::deque<std::string>)> on_durable
)
    : on_durable_(std::move(on_durable))
{
    if (sqlite3_open(file.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("cannot open the database");
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA synchronous=FULL");
    run("CREATE TABLE frames (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
    if (sqlite3_prepare_v2(db_, "INSERT INTO frames (body) VALUES (?)", -1, &insert_, nullptr) != SQLITE_OK)
        throw std::runtime_error("cannot prepare");
    writer_ = std::thread([this] { work(); });
}

grouped_rows::~grouped_rows()
{
    {
        const std::lock_guard held(mutex_);
        is_over_ = true;
    }
    bell_.notify_one();
    writer_.join();
    sqlite3_finalize(insert_);
    sqlite3_close(db_);
}

void grouped_rows::add(std::string row)
{
    {
        const std::lock_guard held(mutex_);
        waiting_.push_back(std::move(row));
    }
    bell_.notify_one();
}

void grouped_rows::work()
{
    for (;;) {
        std::deque<std::string> group;
        {
            std::unique_lock held(mutex_);
            bell_.wait(held, [this] { return is_over_ || !waiting_.empty(); });
            if (is_over_) return;
            group.swap(waiting_);
        }
        commit(group);
        on_durable_(std::move(group));
    }
}

void grouped_rows::commit(const std::deque<std::string>& rows)
{
    run("BEGIN IMMEDIATE");
    for (const auto& row : rows) {
        sqlite3_bind_text(insert_, 1, row.data(), static_cast<int>(row.size()), SQLITE_STATIC);
        if (sqlite3_step(insert_) != SQLITE_DONE) throw std::runtime_error("cannot insert");
        sqlite3_reset(insert_);
    }
    run("COMMIT");
}

void grouped_rows::run(const char* sql)
{
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sql);
}

}  // namespace bench
