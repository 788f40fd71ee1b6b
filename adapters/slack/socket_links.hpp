// The links of one workspace, held side by side: dialled in turns, replaced before they break, for ever.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/slack/link_plan.hpp"
#include "adapters/slack/socket_link.hpp"
#include "adapters/slack/web_api.hpp"
#include "bot/task_group.hpp"

#include <functional>
#include <list>
#include <memory>
#include <random>
#include <string>

namespace adapters::slack {

class socket_links {
public:
    struct parts {
        boost::asio::any_io_executor executor;
        bot::clock& time;
        http::tls_context tls;
        http::proxy_settings proxy;
        web_api& app_api;  // with the app token
        counters& count;
    };

    socket_links(
        parts with,
        settings config,
        timings limits,
        socket_link::envelope_handler on_envelope,
        std::uint64_t seed
    );

    // Holds the links until Slack refuses the app token: then returns its words.
    boost::asio::awaitable<std::string> run();
    boost::asio::awaitable<void> stop();

    std::size_t up() const noexcept;
    const std::string& trouble() const noexcept { return trouble_; }  // why the last dial failed
    std::function<void(const hello&)> on_hello;

private:
    struct dialled {
        std::shared_ptr<socket_link> link;
        link_end why = link_end::not_opened;
        std::optional<std::chrono::seconds> retry_after;
    };

    boost::asio::awaitable<void> keep_up(int slot);
    boost::asio::awaitable<dialled> dial(std::string name);
    boost::asio::awaitable<std::shared_ptr<socket_link>> wait_for_hello(std::shared_ptr<socket_link> link);
    boost::asio::awaitable<link_end> wait_for_end(std::shared_ptr<socket_link> link);
    boost::asio::awaitable<void> retire(std::shared_ptr<socket_link> link, std::chrono::milliseconds grace);
    boost::asio::awaitable<void> run_link(std::shared_ptr<socket_link> link);
    void note_hello(const hello& h);

    parts with_;
    settings config_;
    timings limits_;
    socket_link::envelope_handler on_envelope_;
    std::mt19937_64 random_;
    dial_pacer pacer_;
    bot::task_group slots_;
    bot::task_group sockets_;
    std::list<std::shared_ptr<socket_link>> live_;
    boost::asio::steady_timer end_bell_;
    std::string trouble_;
    std::string fatal_;
    std::uint64_t generation_ = 0;
    bool is_stopping_ = false;
};

}  // namespace adapters::slack
