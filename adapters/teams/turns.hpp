// One call at a time for each name, in the order of asking: the Connector answers 412 to calls that run side
// by side in one conversation (teams.md 4.5 and 11).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace adapters::teams {

// Loop's thread only.
class turns {
    struct waiter {
        explicit waiter(const boost::asio::any_io_executor& ex)
            : bell(ex, boost::asio::steady_timer::time_point::max())
        {
        }
        boost::asio::steady_timer bell;  // never expires; cancelled when the turn has come
    };
    using line = std::deque<std::shared_ptr<waiter>>;  // the first one has the turn
    using lines = std::map<std::string, line, std::less<>>;

public:
    explicit turns(boost::asio::any_io_executor ex) : executor_(std::move(ex)) {}

    // A place in the line; given up with the object, whether its turn had come or not. May outlive the turns.
    class place {
    public:
        place(std::shared_ptr<lines> all, std::string name, std::shared_ptr<waiter> me)
            : all_(std::move(all)), name_(std::move(name)), me_(std::move(me))
        {
        }
        place(place&&) noexcept = default;
        place& operator=(place&&) = delete;
        ~place()
        {
            if (!all_) return;
            const auto found = all_->find(name_);
            if (found == all_->end()) return;
            std::erase(found->second, me_);
            if (found->second.empty())
                all_->erase(found);
            else
                found->second.front()->bell.cancel();
        }

        bool has_turn() const { return all_->find(name_)->second.front() == me_; }
        boost::asio::steady_timer& bell() const noexcept { return me_->bell; }

    private:
        std::shared_ptr<lines> all_;
        std::string name_;
        std::shared_ptr<waiter> me_;
    };

    // Waits for the turn; the next in line has to wait until the place is gone.
    boost::asio::awaitable<place> take(std::string name)
    {
        auto me = std::make_shared<waiter>(executor_);
        (*lines_)[name].push_back(me);
        place mine(lines_, std::move(name), std::move(me));
        while (!mine.has_turn())
            co_await mine.bell().async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        co_return mine;
    }

    std::size_t names() const noexcept { return lines_->size(); }

private:
    boost::asio::any_io_executor executor_;
    std::shared_ptr<lines> lines_ = std::make_shared<lines>();
};

}  // namespace adapters::teams
