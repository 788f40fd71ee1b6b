#include "adapters/webhook/webhook_kind.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace adapters::webhook {

namespace json = boost::json;

namespace {

json::object card_envelope(std::string_view text, const std::vector<mentioned_person>& mentions)
{
    json::object teams{{"width", "Full"}};
    json::array entities;
    for (const mentioned_person& m : mentions) {
        entities.push_back(json::object{
            {"type", "mention"}, {"text", m.tag}, {"mentioned", json::object{{"id", m.id}, {"name", m.name}}}
        });
    }
    if (!entities.empty()) teams["entities"] = std::move(entities);
    return {
        {"type", "message"},
        {"attachments",
         json::array{json::object{
             {"contentType", "application/vnd.microsoft.card.adaptive"},
             {"contentUrl", nullptr},
             {"content",
              json::object{
                  {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                  {"type", "AdaptiveCard"},
                  {"version", "1.4"},
                  {"msteams", std::move(teams)},
                  {"body", json::array{json::object{{"type", "TextBlock"}, {"text", text}, {"wrap", true}}}},
              }},
         }}},
    };
}

}  // namespace

std::optional<kind> kind_named(std::string_view name) noexcept
{
    if (name == "slack_incoming") return kind::slack_incoming;
    if (name == "teams_workflow") return kind::teams_workflow;
    if (name == "teams_connector") return kind::teams_connector;
    return std::nullopt;
}

kind kind_of_host(std::string_view host, bool for_teams) noexcept
{
    if (!for_teams) return kind::slack_incoming;
    if (host.ends_with(".webhook.office.com")) return kind::teams_connector;
    if (host.ends_with(".logic.azure.com") || host.ends_with(".powerplatform.com"))
        return kind::teams_workflow;
    return kind::plain_teams;
}

std::string payload(kind k, std::string_view text, const std::vector<mentioned_person>& mentions)
{
    switch (k) {
        case kind::slack_incoming:
        case kind::teams_connector:
            return json::serialize(json::object{{"text", text}});
        case kind::teams_workflow:
            return json::serialize(card_envelope(text, mentions));
        case kind::plain_teams:
            return json::serialize(json::object{{"type", "message"}, {"text", text}});
    }
    return {};
}

}  // namespace adapters::webhook
