#include "adapters/webhook/messenger.hpp"

#include "adapters/http/client.hpp"
#include "adapters/http/url.hpp"
#include "adapters/webhook/post.hpp"
#include "runbooks/language_tag.hpp"
#include "runbooks/messenger_text.hpp"
#include "runbooks/runbook.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/result.hpp>

#include <cerrno>
#include <exception>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <system_error>

namespace adapters::webhook {

namespace asio = boost::asio;

namespace {

constexpr int done = 0;
constexpr int failure = 1;
constexpr int usage = 2;

// A pipeline step must end: so many attempts, and so long between them in all.
constexpr int most_attempts = 5;
constexpr std::chrono::milliseconds most_waiting = std::chrono::minutes(2);
constexpr std::size_t file_limit = 1024 * 1024;

using text_result = boost::system::result<std::string, runbooks::fault>;

class teller {
public:
    explicit teller(std::ostream& err) : err_(err) {}
    void line(std::string_view text) { err_ << "incidentd messenger: " << text << '\n'; }
    int fail(std::string_view text, int code = failure)
    {
        line(text);
        return code;
    }

private:
    std::ostream& err_;
};

// Pipes are fine: a context often comes from another program.
text_result read_file(const std::string& path)
{
    std::error_code ec;
    if (std::filesystem::is_directory(path, ec)) return runbooks::fault{path + ": is a directory"};
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return runbooks::fault{
            fmt::format("{}: cannot be read: {}", path, std::generic_category().message(errno))
        };
    }
    std::string text(file_limit + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad()) return runbooks::fault{path + ": cannot be read"};
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > file_limit) return runbooks::fault{path + ": larger than 1 MiB"};
    return text_result(boost::system::in_place_value, std::move(text));
}

struct webhook {
    std::string url;
    kind takes = kind::slack_incoming;
    std::string host;  // scheme and host: all of it that may be shown
};

// What a receiver of this kind takes in one message; nothing is ever split.
std::size_t limit_of(kind k)
{
    if (k == kind::slack_incoming) return runbooks::slack_text_limit;
    if (k == kind::teams_workflow) return runbooks::teams_workflow_limit;
    return k == kind::teams_connector ? runbooks::teams_connector_limit : runbooks::teams_text_limit;
}

boost::system::result<webhook, runbooks::fault> webhook_of(
    const messenger_options& options, runbooks::dialect channel
)
{
    const auto url = http::check_url(*options.webhook_url, http::url_purpose::webhook);
    if (!url) {
        return runbooks::fault{
            url.error() == bot::errc::insecure_url
                ? "--webhook-url must be https; plain http is allowed to this machine only"
                : "--webhook-url is not a URL that can be posted to (it is not shown: it is a secret)"
        };
    }
    const bool for_teams = channel == runbooks::dialect::teams;
    webhook to{
        *options.webhook_url, kind_of_host(url->host, for_teams), http::redacted(*options.webhook_url)
    };
    if (options.webhook_kind) to.takes = kind_named(*options.webhook_kind).value_or(to.takes);
    return to;
}

// The kind as far as it was given, whether or not anything will be posted.
std::string kind_fault(const messenger_options& options, runbooks::dialect channel)
{
    if (!options.webhook_kind) return {};
    const auto named = kind_named(*options.webhook_kind);
    if (!named) {
        return fmt::format(
            "no webhook kind \"{}\": use slack_incoming, teams_workflow or teams_connector",
            *options.webhook_kind
        );
    }
    if ((*named == kind::slack_incoming) != (channel == runbooks::dialect::slack)) {
        return fmt::format(
            "a {} webhook does not take messages of --channel {}",
            *options.webhook_kind,
            runbooks::name_of(channel)
        );
    }
    return {};
}

// Repeats only what certainly was not done.
asio::awaitable<int> send(
    http::client& client,
    bot::clock& pauses,
    webhook to,
    std::string text,
    std::chrono::milliseconds timeout,
    bool verbose,
    teller& tell
)
{
    std::chrono::milliseconds waited{0};
    for (int attempt = 1;; ++attempt) {
        if (verbose) tell.line(fmt::format("attempt {}: posting to {}", attempt, to.host));
        const auto outcome = co_await post(client, pauses, to.takes, to.url, text, timeout);
        if (outcome.result == bot::delivery_result::sent) {
            if (verbose) {
                tell.line(
                    outcome.platform_id == "accepted"
                        ? "accepted; the receiver does not tell whether it was shown"
                        : "delivered"
                );
            }
            co_return done;
        }
        if (outcome.result == bot::delivery_result::unknown) {
            co_return tell.fail(fmt::format(
                "{}. It is unknown whether the message arrived; it was not sent again. Look in the channel "
                "before "
                "you repeat it.",
                outcome.error
            ));
        }
        if (outcome.result == bot::delivery_result::failed)
            co_return tell.fail(fmt::format("not delivered: {}", outcome.error));
        if (attempt == most_attempts) {
            co_return tell.fail(
                fmt::format("not delivered after {} attempts: {}", most_attempts, outcome.error)
            );
        }
        waited += outcome.retry_after;
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(outcome.retry_after).count();
        if (waited > most_waiting) {
            co_return tell.fail(fmt::format(
                "not delivered: {}; the next attempt would be due in {} s, longer than this command waits",
                outcome.error,
                seconds
            ));
        }
        tell.line(fmt::format("{}; nothing was posted, trying again in {} s", outcome.error, seconds));
        co_await pauses.sleep_for(outcome.retry_after);
    }
}

int deliver(const messenger_options& options, webhook to, std::string text, bot::clock& pauses, teller& tell)
{
    if (text.empty()) return tell.fail("the message is empty; nothing was posted");
    if (const auto size = runbooks::utf16_units(text); size > limit_of(to.takes)) {
        return tell.fail(fmt::format(
            "the message has {} characters, the receiver takes {}; nothing was posted",
            size,
            limit_of(to.takes)
        ));
    }
    const auto tls = http::make_client_tls(options.ca_file);
    if (!tls) return tell.fail(fmt::format("certificates: {}", tls.error().message()));
    asio::io_context io{1};
    bot::real_clock time;
    http::client client(io.get_executor(), time, *tls, options.proxy);
    int code = failure;
    std::exception_ptr thrown;
    const auto whole = [&]() -> asio::awaitable<void> {
        code = co_await send(
            client, pauses, std::move(to), std::move(text), options.timeout, options.verbose, tell
        );
        client.close_idle();
    };
    asio::co_spawn(io, whole(), [&](std::exception_ptr e) { thrown = e; });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return code;
}

}  // namespace

int run_messenger(const messenger_options& options, std::ostream& out, std::ostream& err)
{
    bot::real_clock time;
    return run_messenger(options, out, err, time);
}

int run_messenger(const messenger_options& options, std::ostream& out, std::ostream& err, bot::clock& pauses)
{
    teller tell(err);
    const auto channel = runbooks::dialect_named(options.channel);
    if (!channel || *channel == runbooks::dialect::plain)
        return tell.fail(fmt::format("no channel \"{}\": use slack or teams", options.channel), usage);
    if (options.timeout <= std::chrono::milliseconds(0)) return tell.fail("--timeout must be above 0", usage);
    if (const auto wrong = kind_fault(options, *channel); !wrong.empty()) return tell.fail(wrong, usage);

    // In a pipeline an unset secret is an empty argument.
    const bool has_webhook = options.webhook_url && !options.webhook_url->empty();
    if (options.webhook_url && !has_webhook) tell.line("--webhook-url is empty: the message is only printed");
    std::optional<webhook> to;
    if (has_webhook && !options.dry_run) {
        auto checked = webhook_of(options, *channel);
        if (!checked) return tell.fail(checked.error().message, usage);
        to = std::move(*checked);
    }

    runbooks::messenger_request what;
    for (const auto& given : options.vars) {
        auto var = runbooks::variable_argument(given);
        if (!var) return tell.fail("--var " + var.error().message, usage);
        what.with.insert_or_assign(std::move(var->first), std::move(var->second));
    }
    if (options.context) {
        const auto text = read_file(*options.context);
        if (!text) return tell.fail(text.error().message);
        auto values = runbooks::context_values(*text);
        if (!values) return tell.fail(*options.context + ": " + values.error().message);
        what.with.merge(*values);  // keeps what --var gave
    }
    const auto markdown = read_file(options.runbook);
    if (!markdown) return tell.fail(markdown.error().message);
    what.markdown = *markdown;
    what.runbook = options.runbook;
    what.channel = *channel;
    if (!options.language.empty()) {
        const auto tag = runbooks::language_tag(options.language);
        if (!tag)
            return tell.fail(
                fmt::format("\"{}\" is no language's tag: write pt-BR or en", options.language), usage
            );
        what.language = *tag;
    }
    what.stage = options.stage;
    what.escape = to.has_value();
    auto message = runbooks::messenger_text(what);
    if (!message) return tell.fail(message.error().message);
    if (options.verbose) {
        for (const auto& d : message->diagnostics) tell.line(to_string(d));
        tell.line(fmt::format("{}: stage {} for {}", options.runbook, options.stage, options.channel));
    }
    if (!message->unfilled.empty())
        tell.line(fmt::format("without a value: {}", fmt::join(message->unfilled, ", ")));
    if (to) return deliver(options, std::move(*to), std::move(message->text), pauses, tell);
    out << message->text << '\n' << std::flush;
    return out ? done : tell.fail("the message could not be written to standard output");
}

}  // namespace adapters::webhook
