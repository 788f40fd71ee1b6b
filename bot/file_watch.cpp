#include "bot/file_watch.hpp"

#include <sys/inotify.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

namespace bot {

namespace asio = boost::asio;

struct file_watch::state {
    asio::posix::stream_descriptor notices;
    std::set<int> watches;
};

file_watch::file_watch(asio::any_io_executor ex)
{
    const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) {
        throw boost::system::system_error(errno, boost::system::system_category(), "inotify");
    }
    state_ = std::make_unique<state>(state{asio::posix::stream_descriptor(ex, fd), {}});
}

file_watch::~file_watch() = default;

file_watch::watched file_watch::watch(const std::vector<std::string>& directories)
{
    const int fd = state_->notices.native_handle();
    constexpr std::uint32_t what = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE;
    watched out;
    std::set<int> kept;
    for (const std::string& d : directories) {
        const int added = ::inotify_add_watch(fd, d.c_str(), what | IN_ONLYDIR);
        if (added >= 0)
            kept.insert(added);
        else
            out.faults.push_back(d + ": " + std::generic_category().message(errno));
    }
    out.is_other = kept != state_->watches;
    // Ending a watch is itself a notice: one that goes on must not be ended and begun anew, or every look
    // would cause the next.
    for (const int old : state_->watches)
        if (!kept.contains(old)) ::inotify_rm_watch(fd, old);
    state_->watches = std::move(kept);
    return out;
}

asio::awaitable<void> file_watch::changed()
{
    std::array<char, 16 * 1024> ignored;
    co_await state_->notices.async_read_some(asio::buffer(ignored), asio::use_awaitable);
}

}  // namespace bot
