// Cancels a group of tasks when a scope ends, by whatever way: returned from, thrown out of, or cancelled
// itself.
#pragma once

#include "bot/task_group.hpp"

namespace bot {

class cancel_at_end {
public:
    explicit cancel_at_end(task_group& of) : of_(of) {}
    ~cancel_at_end() { of_.cancel(); }
    cancel_at_end(const cancel_at_end&) = delete;
    cancel_at_end& operator=(const cancel_at_end&) = delete;

private:
    task_group& of_;
};

}  // namespace bot
