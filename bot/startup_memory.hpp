// What only the start needed is given back, so that an idle daemon is small.
#pragma once

namespace bot {

// Before the first thread: one malloc arena for all threads. The few that there are hardly allocate at the
// same time, and each arena of its own keeps pages that no other thread can use.
void share_one_heap() noexcept;

// After the start: returns the heap's free pages, and unmaps the code that was run. What is still needed
// comes back from the page cache with the next call, without I/O while the file is cached. Takes a fraction
// of a millisecond; call it when nobody waits for an answer.
void give_back_startup_memory() noexcept;

}  // namespace bot
