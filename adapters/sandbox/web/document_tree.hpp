// A documents tree compared with how it was at the start: what was written, changed and removed since.
#pragma once

#include "adapters/sandbox/json_in.hpp"
#include "bot/clock.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::sandbox::web {

// Hidden files and folders, links, and what is not UTF-8 text are left out. At most 2,000 files, 12 folders
// deep; of each file 512 KiB and of all 32 MiB are remembered. Loop's thread only; files are read beside it.
class document_tree {
public:
    document_tree(boost::asio::any_io_executor ex, bot::clock& time, std::string root);
    ~document_tree();  // stop() first

    void start();  // remembers how everything is, and watches it from now on
    boost::asio::awaitable<void> stop();

    const std::string& root() const noexcept { return root_; }
    std::function<void()> on_change;  // changed() says something new

    json::array changed() const;  // as of the last look: [{path,status,size,modified}], sorted by path
    boost::asio::awaitable<json::object> list();
    // Nothing: no such file below the root.
    boost::asio::awaitable<std::optional<json::object>> file(std::string path);
    boost::asio::awaitable<std::optional<json::object>> diff(std::string path);

    // The file that was added last below this folder ("docs/support/approvals/").
    std::optional<std::string> newest_added(std::string_view folder) const;

    struct file_facts {
        std::uint64_t size = 0;
        std::int64_t modified = 0;                          // ms
        std::shared_ptr<const std::string> text = nullptr;  // null: too large to remember
        bool same = false;                                  // set by a look: as it was at the start
    };
    using files = std::map<std::string, file_facts, std::less<>>;

private:
    boost::asio::awaitable<void> look();
    boost::asio::awaitable<void> watch();
    std::string status_of(const std::string& path) const;

    boost::asio::any_io_executor ex_;
    bot::clock& time_;
    std::string root_;
    boost::asio::thread_pool reader_;
    bot::task_group tasks_;
    std::shared_ptr<const files> before_;
    std::shared_ptr<const files> now_;
    std::vector<std::string> folders_;  // of the last look
    std::size_t left_off_ = 0;
    json::array told_;
};

}  // namespace adapters::sandbox::web
