// The durable half of a floor: rows into SQLite (WAL, synchronous FULL), all that wait in one commit, on a
// thread of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

struct sqlite3;
struct sqlite3_stmt;

namespace bench {

class grouped_rows {
public:
    // `on_durable` is called on the thread of the commits, with the rows in their order.
    grouped_rows(const std::filesystem::path& file, std::function<void(std::deque<std::string>)> on_durable);
    ~grouped_rows();

    void add(std::string row);

private:
    void work();
    void commit(const std::deque<std::string>& rows);
    void run(const char* sql);

    std::function<void(std::deque<std::string>)> on_durable_;
    sqlite3* db_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    std::mutex mutex_;
    std::condition_variable bell_;
    std::deque<std::string> waiting_;
    bool is_over_ = false;
    std::thread writer_;
};

}  // namespace bench
