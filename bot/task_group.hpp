// Owns background coroutines: nothing runs that nobody can cancel and wait for.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// Used from the loop's thread only. A task ends by returning or by unwinding after cancel(); any other
// exception is a bug and goes to `on_bug` (default: the log), the other tasks go on.
class task_group {
public:
    using bug_handler = std::function<void(std::string_view name, std::exception_ptr)>;

    explicit task_group(boost::asio::any_io_executor ex, bug_handler on_bug = {});
    ~task_group();  // cancels what is left; whoever needs the tasks gone joins first
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    // False, and the work is dropped unstarted, once cancel() was called.
    bool spawn(std::string name, boost::asio::awaitable<void> work);

    void cancel();
    boost::asio::awaitable<void> join();  // returns when no task is left

    std::size_t size() const noexcept;
    std::vector<std::string> names() const;  // of the tasks that still run
    boost::asio::any_io_executor get_executor() const;

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace bot
