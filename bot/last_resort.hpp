// A bound on how long the process takes to end, whatever hangs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace bot {

// From its making on, the process ends by force with `code` after `limit`, unless it is gone by then. For the
// last seconds of a daemon only: a disk or a mount that hangs blocks threads that nobody can join.
class last_resort {
public:
    last_resort(std::chrono::milliseconds limit, int code);
    ~last_resort();
    last_resort(const last_resort&) = delete;
    last_resort& operator=(const last_resort&) = delete;

private:
    std::mutex mutex_;
    std::condition_variable bell_;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace bot
