#include "adapters/status/status_server.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <map>
#include <utility>

namespace adapters::status {

namespace json = boost::json;

namespace {

http::server_response text(unsigned status, std::string body, std::string type)
{
    http::server_response out;
    out.status = status;
    out.headers.add("Content-Type", std::move(type));
    out.headers.add("Cache-Control", "no-store");
    out.body = std::move(body);
    return out;
}

json::array strings(const std::vector<std::string>& from)
{
    json::array out;
    for (const std::string& s : from) out.emplace_back(s);
    return out;
}

http::server_response ready_answer(const readiness& now)
{
    const bool ready = now.reasons.empty();
    const json::object body{
        {"ready", ready}, {"reasons", strings(now.reasons)}, {"warnings", strings(now.warnings)}
    };
    return text(ready ? 200 : 503, json::serialize(body) + "\n", "application/json");
}

std::string exposition(const std::vector<sample>& samples)
{
    std::vector<prometheus::MetricFamily> families;
    std::map<std::string, std::size_t> at;
    for (const sample& s : samples) {
        const auto [found, is_new] = at.try_emplace(s.name, families.size());
        const bool counts = s.kind == sample::type::counter;
        if (is_new) {
            families.push_back({
                .name = "incidentd_" + s.name,
                .help = s.help,
                .type = counts ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge,
                .metric = {},
            });
        }
        prometheus::ClientMetric metric;
        for (const auto& [name, value] : s.labels) metric.label.push_back({.name = name, .value = value});
        (counts ? metric.counter.value : metric.gauge.value) = s.value;
        families[found->second].metric.push_back(std::move(metric));
    }
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace

http::request_handler make_status_handler(sources from)
{
    return [from = std::move(from)](http::server_request request
           ) -> boost::asio::awaitable<http::server_response> {
        if (request.path != "/healthz" && request.path != "/readyz" && request.path != "/metrics") {
            co_return text(404, "not found\n", "text/plain");
        }
        if (request.method != "GET" && request.method != "HEAD") {
            auto refusal = text(405, "GET only\n", "text/plain");
            refusal.headers.add("Allow", "GET, HEAD");
            co_return refusal;
        }
        if (request.path == "/healthz") co_return text(200, "ok\n", "text/plain");
        if (request.path == "/readyz") co_return ready_answer(from.ready());
        co_return text(200, exposition(from.metrics()), "text/plain; version=0.0.4; charset=utf-8");
    };
}

}  // namespace adapters::status
