// The in-process Slack alone, for tests whose app is another process.
//   incidentd_slack_server [PORT] [--no-rate-limits] [--seed N] [--retries MS,MS,MS] [--known-as HOST]
// With --known-as the URLs that it gives out are https and wss of that host, which something in front of it
// serves.
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/slack_server.hpp"
#include "tests/support/serve_alone.hpp"

int main(int argc, char** argv)
{
    adapters::sandbox::slack_server_settings settings;
    const auto port = tests::read_words(
        argc,
        argv,
        {.flags = {{"--no-rate-limits", [&] { settings.api.rate_limits = false; }}},
         .values =
             {{"--seed", [&](const std::string& n) { settings.seed = std::strtoull(n.c_str(), nullptr, 10); }
              },
              {"--retries",
               [&](const std::string& list) { settings.sockets.event_retries = tests::milliseconds_of(list); }
              },
              {"--known-as", [&](const std::string& host) { settings.known_as = host; }}}}
    );
    if (!port) return 2;
    boost::asio::io_context io(1);
    bot::real_clock time;
    adapters::sandbox::slack_server slack(io.get_executor(), time, settings);
    adapters::sandbox::fill_sample(slack.workspace());
    return tests::serve_alone(io, slack, *port);
}
