#include "adapters/sandbox/web/guide.hpp"

#include "adapters/sandbox/block_kit.hpp"
#include "adapters/sandbox/walk_phrases.hpp"

namespace adapters::sandbox::web {

namespace {

constexpr const char* approve_action = "draft.approve";

struct found_preview {
    std::string channel;
    std::string ts;
    std::string draft;
    std::string revision;  // what its approve button carries; empty: it has none
};

std::string_view event_type(const message& m)
{
    return m.metadata ? text_at(*m.metadata, "event_type") : std::string_view();
}

std::string_view payload(const message& m, std::string_view key)
{
    const auto* o = m.metadata ? object_at(*m.metadata, "event_payload") : nullptr;
    return o == nullptr ? std::string_view() : text_at(*o, key);
}

std::optional<found_preview> newest_preview(slack_workspace& w)
{
    std::optional<found_preview> out;
    for (const auto& [id, c] : w.channels()) {
        for (auto it = c.messages.rbegin(); it != c.messages.rend(); ++it) {
            const message& m = it->second;
            if (out && m.ts <= out->ts) break;
            if (event_type(m) != "incidentd_preview") continue;
            out = found_preview{id, m.ts, std::string(payload(m, "draft_id")), {}};
            each_element(m.blocks, [&](const json::object&, const json::object& e) {
                if (text_at(e, "action_id") == approve_action) out->revision = text_at(e, "value");
            });
            break;
        }
    }
    return out;
}

json::value post_of(slack_workspace& w, const std::string& draft)
{
    for (const auto& [id, c] : w.channels()) {
        for (auto it = c.messages.rbegin(); it != c.messages.rend(); ++it) {
            if (event_type(it->second) == "incidentd_post" && payload(it->second, "draft_id") == draft)
                return json::object{{"channel", id}, {"ts", it->first}};
        }
    }
    return nullptr;
}

}  // namespace

json::object guide::now()
{
    if (finished_) return *finished_;
    const auto& command = walk_phrases::typed_command;
    json::object out{
        {"step", "open"},
        {"done", json::array{}},
        {"open",
         {{"as", roles_.asks},
          {"platform", "slack"},
          {"channel", roles_.channel},
          {"command", {{"pt-BR", command.pt_br}, {"en", command.en}}}}},
        {"preview", nullptr},
        {"post", nullptr},
        {"record", nullptr},
    };
    const auto preview = newest_preview(slack_.workspace());
    if (!preview) return out;
    out["preview"] = json::object{
        {"channel", preview->channel},
        {"ts", preview->ts},
        {"draft", preview->revision.empty() ? preview->draft : preview->revision},
        {"action_id", approve_action},
        {"as", roles_.approves},
    };
    json::array done{"open"};
    const char* step = "approve";
    out["post"] = post_of(slack_.workspace(), preview->draft);
    if (preview->revision.empty() || out["post"].is_object()) {
        done.push_back("approve");
        step = "post";
    }
    if (out["post"].is_object()) {
        done.push_back("post");
        step = "record";
        if (const auto file = documents_.newest_added(roles_.approvals)) {
            out["record"] = json::object{{"path", *file}};
            done.push_back("record");
            step = "connect";
        }
    }
    out["step"] = step;
    out["done"] = std::move(done);
    if (out["record"].is_object()) finished_ = out;
    return out;
}

}  // namespace adapters::sandbox::web
