#include "adapters/sandbox/teams_hooks.hpp"

#include "adapters/sandbox/adaptive_card.hpp"
#include "adapters/sandbox/local_http.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {

namespace {

constexpr std::size_t most_bytes = 28 * 1024;
constexpr std::string_view adaptive = "application/vnd.microsoft.card.adaptive";

}  // namespace

std::string teams_hooks::add(const std::string& kind, const std::string& conversation)
{
    const auto name = "hook" + workspace_.next_id();
    hook h{kind, conversation, "sig" + workspace_.next_id()};
    if (kind == "connector") {
        const auto path = fmt::format("/webhookb2/{}/IncomingWebhook/{}", name, h.secret);
        hooks_[path] = std::move(h);
        return path;
    }
    const auto path =
        fmt::format("/powerautomate/automations/direct/workflows/{}/triggers/manual/paths/invoke", name);
    const auto query = fmt::format("?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={}", h.secret);
    hooks_[path] = std::move(h);
    return path + query;
}

http::server_response teams_hooks::run(const http::server_request& r)
{
    const auto at = hooks_.find(r.path);
    if (at == hooks_.end()) return plain(404, "not found\n");
    if (r.method != "POST") return plain(405, "POST\n");
    const auto& h = at->second;
    if (h.kind == "workflow" && text_at(parse_form(r.query), "sig") != h.secret) {
        return as_json(
            401,
            {{"error", {{"code", "DirectApiAuthorizationRequired"}, {"message", "The signature is invalid."}}}
            }
        );
    }
    if (r.body.size() > most_bytes) return plain(413, "Request Entity too large");
    const auto parsed = parse_json(r.body);
    if (!parsed || !parsed->is_object())
        return as_json(
            400, {{"error", {{"code", "InvalidRequestContent"}, {"message", "The content is not JSON."}}}}
        );
    return h.kind == "workflow" ? run_workflow(h, parsed->get_object())
                                : run_connector(h, parsed->get_object());
}

http::server_response teams_hooks::run_workflow(const hook& h, const json::object& body)
{
    http::server_response accepted;
    accepted.status = 202;
    const auto* attachments = array_at(body, "attachments");
    auto* c = workspace_.find_conversation(h.conversation);
    if (attachments == nullptr || c == nullptr) return accepted;
    for (const auto& v : *attachments) {
        if (!v.is_object() || text_at(v.get_object(), "contentType") != adaptive) continue;
        const auto* content = v.get_object().if_contains("content");
        if (content == nullptr || !check_card(*content, card_place::webhook).empty()) continue;
        teams_message m;
        m.from = "flow:workflows";
        m.text_format = "markdown";
        m.attachments.push_back(v);
        workspace_.place(*c, std::move(m));
    }
    return accepted;
}

http::server_response teams_hooks::run_connector(const hook& h, const json::object& body)
{
    auto* c = workspace_.find_conversation(h.conversation);
    const auto* attachments = array_at(body, "attachments");
    const bool is_card = text_at(body, "@type") == "MessageCard" || attachments != nullptr;
    const auto words = text_at(body, "text").empty() ? text_at(body, "summary") : text_at(body, "text");
    if (c == nullptr || (words.empty() && attachments == nullptr))
        return plain(
            400,
            is_card ? "Summary or Text is required." : "Bad payload received by generic incoming webhook."
        );
    teams_message m;
    m.from = "connector:incoming-webhook";
    m.text = words;
    m.text_format = "markdown";
    if (attachments != nullptr) m.attachments = *attachments;
    workspace_.place(*c, std::move(m));
    return plain(200, "1");
}

}  // namespace adapters::sandbox
