// What posts, updates and views may hold, whoever sends them.
#include "adapters/sandbox/block_kit.hpp"
#include "adapters/sandbox/slack_workspace.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace adapters::sandbox {

namespace {

refusal invalid(std::string code, const block_faults& faults)
{
    refusal r{std::move(code), {}};
    for (const auto& f : faults) r.messages.push_back("[ERROR] " + f);
    return r;
}

bool plain_name(std::string_view s)
{
    return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

bool good_payload(const json::object& payload)
{
    for (const auto& [key, value] : payload) {
        if (!plain_name(key) || value.is_object() || value.is_null()) return false;
        if (const auto* list = value.if_array()) {
            for (const auto& item : *list) {
                if (item.is_structured() || item.is_null()) return false;
            }
        }
    }
    return true;
}

}  // namespace

answer<void> slack_workspace::check_content(
    const json::array& blocks, const json::array& attachments, const std::optional<json::object>& metadata
)
{
    if (const auto faults = check_blocks(blocks); !faults.empty()) return invalid("invalid_blocks", faults);
    if (json::serialize(blocks).size() > 100'000) return refusal{"msg_blocks_too_long", {}};
    if (attachments.size() > 100) return refusal{"too_many_attachments", {}};
    if (metadata && !metadata->empty()) {
        const auto* payload = object_at(*metadata, "event_payload");
        if (!plain_name(text_at(*metadata, "event_type")) || payload == nullptr || metadata->size() > 2 ||
            !good_payload(*payload)) {
            return refusal{"invalid_metadata_format", {}};
        }
        if (json::serialize(*payload).size() > 8000) return refusal{"metadata_too_large", {}};
    }
    return {};
}

answer<void> slack_workspace::check(const json::object& v)
{
    if (json::serialize(v).size() > 250'000) return refusal{"view_too_large", {}};
    if (const auto faults = check_view(v); !faults.empty()) return invalid("invalid_arguments", faults);
    return {};
}

}  // namespace adapters::sandbox
