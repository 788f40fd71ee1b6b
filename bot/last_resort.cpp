#include "bot/last_resort.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace bot {

last_resort::last_resort(std::chrono::milliseconds limit, int code)
    : thread_([this, limit, code] {
          std::unique_lock held(mutex_);
          if (bell_.wait_for(held, limit, [this] { return over_; })) return;
          // Not through the log: its lock may be what hangs.
          constexpr std::string_view words =
              "critical incidentd: something that blocks does not end (a disk, a mount?); ending by force\n";
          [[maybe_unused]] const auto put = ::write(STDERR_FILENO, words.data(), words.size());
          std::_Exit(code);
      })
{
}

last_resort::~last_resort()
{
    {
        const std::lock_guard held(mutex_);
        over_ = true;
    }
    bell_.notify_one();
    thread_.join();
}

}  // namespace bot
