// The in-process Teams alone, for tests whose bot is another process.
//   incidentd_teams_server [PORT] [--tls CERTIFICATE] [--no-throttling] [--seed N] [--redelivery MS,MS,MS]
//   [--bot URL]
// With --tls it speaks https with a certificate made now, whose PEM is written to the file named.
#include "adapters/sandbox/teams_sample.hpp"
#include "adapters/sandbox/teams_server.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/serve_alone.hpp"

#include <fstream>

int main(int argc, char** argv)
{
    adapters::sandbox::teams_server_settings settings;
    std::string certificate_file;
    const auto port = tests::read_words(
        argc,
        argv,
        {.flags = {{"--no-throttling", [&] { settings.throttling = false; }}},
         .values =
             {{"--seed", [&](const std::string& n) { settings.seed = std::strtoull(n.c_str(), nullptr, 10); }
              },
              {"--bot", [&](const std::string& url) { settings.courier.bot_url = url; }},
              {"--redelivery",
               [&](const std::string& list) { settings.courier.redelivery = tests::milliseconds_of(list); }},
              {"--tls", [&](const std::string& file) { certificate_file = file; }}}}
    );
    if (!port) return 2;
    if (!certificate_file.empty()) {
        const auto made = tests::make_certificate("DNS:localhost,IP:127.0.0.1");
        auto tls = adapters::http::make_server_tls(made.pem, made.key);
        if (!tls || !(std::ofstream(certificate_file) << made.pem)) {
            std::fprintf(stderr, "cannot write the certificate to %s\n", certificate_file.c_str());
            return 1;
        }
        settings.tls = *tls;
    }
    boost::asio::io_context io(1);
    bot::real_clock time;
    adapters::sandbox::teams_server teams(io.get_executor(), time, settings);
    adapters::sandbox::fill_sample(teams.workspace());
    return tests::serve_alone(io, teams, *port);
}
