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

// One value of a labelled family.
void add_labelled(
    std::vector<sample>& out,
    std::string name,
    std::string help,
    std::string label,
    std::string of,
    std::uint64_t n
)
{
    out.push_back(
        {.name = std::move(name),
         .help = std::move(help),
         .kind = sample::type::counter,
         .value = static_cast<double>(n),
         .labels = {{std::move(label), std::move(of)}}}
    );
}

void add_slack(std::vector<sample>& out, const std::deque<slack::counters>& slack)
{
    slack::counters sum;
    for (const slack::counters& c : slack) {
        sum.frames += c.frames;
        sum.malformed_frames += c.malformed_frames;
        sum.acks += c.acks;
        sum.late_acks += c.late_acks;
        sum.dropped_acks += c.dropped_acks;
        sum.dials += c.dials;
        sum.failed_dials += c.failed_dials;
        sum.reconnects += c.reconnects;
        sum.ghosts_seen += c.ghosts_seen;
        sum.silences += c.silences;
        sum.rate_limited += c.rate_limited;
        sum.api_calls += c.api_calls;
        sum.api_errors += c.api_errors;
        sum.links_up += c.links_up;
        sum.num_connections += c.num_connections;
        for (const auto& [reason, n] : c.disconnects) sum.disconnects[reason] += n;
    }
    const auto count = [&](std::string name, std::string help, std::uint64_t n) {
        add(out, std::move(name), std::move(help), sample::type::counter, static_cast<double>(n));
    };
    count("slack_frames_total", "Socket Mode frames received", sum.frames);
    count("slack_malformed_frames_total", "Socket Mode frames that could not be read", sum.malformed_frames);
    count("slack_acks_total", "Envelopes acknowledged", sum.acks);
    count("slack_late_acks_total", "Acknowledgements later than two seconds", sum.late_acks);
    count("slack_dropped_acks_total", "Acknowledgements whose link was gone", sum.dropped_acks);
    count("slack_dials_total", "Attempts at a link", sum.dials);
    count("slack_failed_dials_total", "Attempts at a link that did not come up", sum.failed_dials);
    count("slack_reconnects_total", "Links that came up after the first ones", sum.reconnects);
    count("slack_silences_total", "Links dropped because nothing was heard", sum.silences);
    count("slack_ghosts_total", "Greetings in which Slack counted more links than are ours", sum.ghosts_seen);
    for (const auto& [reason, n] : sum.disconnects)
        add_labelled(out, "slack_disconnects_total", "Links that Slack asked to end", "reason", reason, n);
    count("slack_api_calls_total", "Web API calls", sum.api_calls);
    count("slack_api_errors_total", "Web API calls that Slack refused", sum.api_errors);
    count("slack_rate_limited_total", "Web API calls answered with 429", sum.rate_limited);
    add(out, "slack_links_up", "Socket Mode links that are up", sample::type::gauge, sum.links_up);
    add(out,
        "slack_links_counted_by_slack",
        "Links of the app as the last greetings told",
        sample::type::gauge,
        sum.num_connections);
}

void add_teams(std::vector<sample>& out, const std::deque<teams_bots::counted>& teams)
{
    if (teams.empty()) return;
    teams::counters sent;
    teams::inbound_counters taken;
    for (const teams_bots::counted& c : teams) {
        sent.calls += c.out.calls;
        sent.call_errors += c.out.call_errors;
        sent.throttled += c.out.throttled;
        sent.refused_urls += c.out.refused_urls;
        sent.tokens += c.out.tokens;
        sent.token_errors += c.out.token_errors;
        for (const auto& [type, n] : c.in.activities) taken.activities[type] += n;
        for (const auto& [reason, n] : c.in.rejected) taken.rejected[reason] += n;
        taken.malformed += c.in.malformed;
        taken.not_durable += c.in.not_durable;
        taken.late_answers += c.in.late_answers;
        taken.repeated_invokes += c.in.repeated_invokes;
        taken.cached_tokens += c.in.cached_tokens;
        taken.verified_tokens += c.in.verified_tokens;
        taken.key_fetches += c.in.key_fetches;
        taken.failed_key_fetches += c.in.failed_key_fetches;
    }
    const auto count = [&](std::string name, std::string help, std::uint64_t n) {
        add(out, std::move(name), std::move(help), sample::type::counter, static_cast<double>(n));
    };
    count("teams_calls_total", "Connector calls", sent.calls);
    count("teams_call_errors_total", "Connector calls without success", sent.call_errors);
    count("teams_throttled_total", "Connector calls answered with 429 or 412", sent.throttled);
    count("teams_refused_service_urls_total", "Service URLs that no token was sent to", sent.refused_urls);
    count("teams_tokens_total", "Tokens obtained for the Connector", sent.tokens);
    count("teams_token_errors_total", "Requests for a token without success", sent.token_errors);
    for (const auto& [type, n] : taken.activities)
        add_labelled(out, "teams_activities_total", "Activities accepted", "type", type, n);
    for (const auto& [reason, n] : taken.rejected)
        add_labelled(out, "teams_rejected_total", "Requests refused", "reason", reason, n);
    count("teams_malformed_total", "Authenticated requests that were no activity", taken.malformed);
    count("teams_not_durable_total", "Activities answered with 503", taken.not_durable);
    count("teams_late_answers_total", "Invokes answered before the rules had", taken.late_answers);
    count("teams_repeated_invokes_total", "Invokes that came again", taken.repeated_invokes);
    count("teams_cached_tokens_total", "Tokens that had been verified before", taken.cached_tokens);
    count("teams_verified_tokens_total", "Token signatures checked", taken.verified_tokens);
    count("teams_key_fetches_total", "Fetches of the signing keys", taken.key_fetches);
    count(
        "teams_failed_key_fetches_total", "Fetches of the signing keys that failed", taken.failed_key_fetches
    );
}

}  // namespace

std::vector<sample> samples(
    const bot::engine& engine,
    const std::deque<slack::counters>& slack,
    const std::deque<teams_bots::counted>& teams,
    bool webhooks_usable
)
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
        const bool is_usable = p->kind() == "webhook" ? webhooks_usable : p->usable();
        out.push_back(
            {.name = "platform_usable",
             .help = "1 while the platform can be used",
             .kind = gauge,
             .value = is_usable ? 1.0 : 0.0,
             .labels = {{"platform", std::string(p->kind())}, {"connection", std::string(p->connection())}}}
        );
    }
    add_slack(out, slack);
    add_teams(out, teams);
    return out;
}

}  // namespace adapters::daemon
