#include "adapters/daemon/metrics.hpp"

#include "bot/incident.hpp"

#include <map>
#include <string>

namespace adapters::daemon {

namespace {

using status::sample;

void add(std::vector<sample>& out, std::string name, std::string help, sample::type kind, double value)
{
    out.push_back(
        {.name = std::move(name), .help = std::move(help), .kind = kind, .value = value, .labels = {}}
    );
}

}  // namespace

std::vector<sample> samples(const bot::engine& engine, const std::vector<const slack::counters*>& slack)
{
    constexpr auto counter = sample::type::counter;
    constexpr auto gauge = sample::type::gauge;
    std::vector<sample> out;
    const auto count = [&](std::string name, std::string help, std::uint64_t n) {
        add(out, std::move(name), std::move(help), counter, static_cast<double>(n));
    };
    count("events_total", "Events taken off the platforms", engine.counters().events);
    count(
        "duplicate_events_total", "Events dropped because they had been seen", engine.counters().duplicates
    );
    count("parked_events_total", "Events that waited for a membership look-up", engine.counters().parked);
    count(
        "failed_membership_lookups_total",
        "Memberships that could not be looked up and were denied",
        engine.counters().unanswered_look_ups
    );
    const bot::outbox_counters& box = engine.deliveries().counters();
    count("delivery_attempts_total", "Attempts at deliveries", box.attempts);
    count("deliveries_sent_total", "Deliveries that arrived", box.sent);
    count("deliveries_failed_total", "Deliveries that failed for good", box.failed);
    count("deliveries_in_doubt_total", "Deliveries whose outcome people must tell", box.in_doubt);
    count("delivery_retries_total", "Attempts that are repeated later", box.retries);
    count("delivery_lookups_total", "Deliveries looked up after an unknown outcome", box.look_ups);
    count("approval_records_written_total", "Approval records written", engine.records().written());
    add(out,
        "outbox_waiting",
        "Deliveries that wait",
        gauge,
        static_cast<double>(engine.deliveries().waiting()));

    std::map<std::string, int> open;
    for (const auto& [id, i] : engine.state().incidents()) {
        if (i.is_live()) ++open[std::string(bot::name_of(i.level))];
    }
    for (const auto& [level, n] : open) {
        out.push_back(
            {.name = "incidents_open",
             .help = "Incidents neither closed nor cancelled",
             .kind = gauge,
             .value = static_cast<double>(n),
             .labels = {{"severity", level}}}
        );
    }
    for (const auto& p : engine.platforms()) {
        out.push_back(
            {.name = "platform_usable",
             .help = "1 while the platform can be used",
             .kind = gauge,
             .value = p->usable() ? 1.0 : 0.0,
             .labels = {{"platform", std::string(p->kind())}, {"connection", std::string(p->connection())}}}
        );
    }
    slack::counters sum;
    for (const slack::counters* c : slack) {
        sum.frames += c->frames;
        sum.malformed_frames += c->malformed_frames;
        sum.acks += c->acks;
        sum.late_acks += c->late_acks;
        sum.reconnects += c->reconnects;
        sum.rate_limited += c->rate_limited;
        sum.api_calls += c->api_calls;
        sum.api_errors += c->api_errors;
        sum.links_up += c->links_up;
    }
    count("slack_frames_total", "Socket Mode frames received", sum.frames);
    count("slack_malformed_frames_total", "Socket Mode frames that could not be read", sum.malformed_frames);
    count("slack_acks_total", "Envelopes acknowledged", sum.acks);
    count("slack_late_acks_total", "Acknowledgements later than two seconds", sum.late_acks);
    count("slack_reconnects_total", "Links that came up after the first ones", sum.reconnects);
    count("slack_api_calls_total", "Web API calls", sum.api_calls);
    count("slack_api_errors_total", "Web API calls that Slack refused", sum.api_errors);
    count("slack_rate_limited_total", "Web API calls answered with 429", sum.rate_limited);
    add(out, "slack_links_up", "Socket Mode links that are up", gauge, sum.links_up);
    return out;
}

}  // namespace adapters::daemon
