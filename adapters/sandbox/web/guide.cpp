#include "adapters/sandbox/web/guide.hpp"

#include "adapters/sandbox/adaptive_card.hpp"
#include "adapters/sandbox/block_kit.hpp"
#include "adapters/sandbox/walk_phrases.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

namespace adapters::sandbox::web {

namespace {

constexpr const char* approve_action = "draft.approve";
constexpr std::string_view preview_type = "incidentd_preview";
constexpr std::string_view post_type = "incidentd_post";

// What the daemon wrote about its message: Slack's metadata, or on Teams the same in its channelData.
struct label {
    std::string_view type;
    std::string_view draft;
};

label label_of(const message& m)
{
    if (!m.metadata) return {};
    const auto* payload = object_at(*m.metadata, "event_payload");
    return {
        text_at(*m.metadata, "event_type"),
        payload == nullptr ? std::string_view() : text_at(*payload, "draft_id")
    };
}

label label_of(const teams_message& m)
{
    const auto* own = object_at(m.channel_data, "incidentd");
    if (own == nullptr || m.deleted) return {};
    return {text_at(*own, "event_type"), text_at(*own, "draft_id")};
}

// "1764000000.000100", or milliseconds as text.
std::int64_t milliseconds(std::string_view id, bool of_slack)
{
    std::int64_t whole = 0;
    const auto [end, ec] = std::from_chars(id.data(), id.data() + id.size(), whole);
    if (ec != std::errc() || !of_slack) return whole;
    std::int64_t micro = 0;
    if (end != id.data() + id.size() && *end == '.')
        (void)std::from_chars(end + 1, id.data() + id.size(), micro);
    return whole * 1000 + micro / 1000;
}

std::string approvable(const message& m)
{
    std::string found;
    each_element(m.blocks, [&](const json::object&, const json::object& e) {
        if (text_at(e, "action_id") == approve_action) found = text_at(e, "value");
    });
    return found;
}

std::string approvable(const teams_message& m)
{
    std::string found;
    for (const auto& a : m.attachments) {
        const auto* card = a.is_object() ? object_at(a.get_object(), "content") : nullptr;
        if (card == nullptr) continue;
        each_action(*card, [&](const placed_action& p) {
            if (text_at(*p.action, "verb") != approve_action) return;
            if (const auto* data = object_at(*p.action, "data")) found = text_at(*data, "draft");
        });
    }
    return found;
}

template <class Message>
guide::seen as_seen(bool on_teams, const std::string& channel, const std::string& id, const Message& m)
{
    return {
        .on_teams = on_teams,
        .channel = channel,
        .id = id,
        .at = milliseconds(id, !on_teams),
        .draft = std::string(label_of(m).draft),
        .revision = approvable(m)
    };
}

// The newest message of each place that `wanted` picks by its label.
template <class Places>
void each_newest(
    bool on_teams,
    const Places& places,
    const std::function<bool(const label&)>& wanted,
    const std::function<void(guide::seen)>& found
)
{
    for (const auto& [channel, place] : places) {
        for (auto it = place.messages.rbegin(); it != place.messages.rend(); ++it) {
            if (!wanted(label_of(it->second))) continue;
            found(as_seen(on_teams, channel, it->first, it->second));
            break;
        }
    }
}

json::object place_of(const guide::seen& m)
{
    return {{"platform", m.on_teams ? "teams" : "slack"}, {"channel", m.channel}, {"ts", m.id}};
}

// The same line as it is typed to the bot in Teams.
std::string mentioned(std::string_view command, const std::string& bot)
{
    return "@" + bot + std::string(command.substr(std::min(command.find(' '), command.size())));
}

}  // namespace

std::optional<guide::seen> guide::newest_preview()
{
    std::optional<seen> out;
    const auto is_preview = [](const label& l) { return l.type == preview_type; };
    const auto take = [&](seen m) {
        if (!out || m.at > out->at) out = std::move(m);
    };
    each_newest(false, slack_.workspace().channels(), is_preview, take);
    if (teams_ != nullptr) each_newest(true, teams_->workspace().conversations(), is_preview, take);
    return out;
}

std::vector<guide::seen> guide::copies_of(const std::string& draft)
{
    std::vector<seen> out;
    const auto is_copy = [&](const label& l) { return l.type == preview_type && l.draft == draft; };
    const auto take = [&](seen m) { out.push_back(std::move(m)); };
    each_newest(false, slack_.workspace().channels(), is_copy, take);
    if (teams_ != nullptr) each_newest(true, teams_->workspace().conversations(), is_copy, take);
    return out;
}

json::value guide::post_of(const std::string& draft)
{
    std::optional<seen> out;
    const auto is_post = [&](const label& l) { return l.type == post_type && l.draft == draft; };
    const auto take = [&](seen m) {
        if (!out) out = std::move(m);
    };
    each_newest(false, slack_.workspace().channels(), is_post, take);
    if (teams_ != nullptr) each_newest(true, teams_->workspace().conversations(), is_post, take);
    return out ? json::value(place_of(*out)) : json::value(nullptr);
}

json::object guide::now()
{
    if (finished_) return *finished_;
    std::string pt(walk_phrases::typed_command.pt_br);
    std::string en(walk_phrases::typed_command.en);
    if (roles_.on_teams && teams_ != nullptr) {
        const auto& bot = teams_->workspace().self().bot_name;
        pt = mentioned(pt, bot);
        en = mentioned(en, bot);
    }
    json::object out{
        {"step", "open"},
        {"done", json::array{}},
        {"open",
         {{"as", roles_.asks},
          {"platform", roles_.on_teams ? "teams" : "slack"},
          {"channel", roles_.channel},
          {"command", {{"pt-BR", pt}, {"en", en}}}}},
        {"preview", nullptr},
        {"post", nullptr},
        {"record", nullptr},
    };
    const auto newest = newest_preview();
    if (!newest) return out;
    const auto copies = copies_of(newest->draft);
    // A copy that is being replaced has no button for a moment: while any has one, the draft waits.
    const auto live =
        std::find_if(copies.begin(), copies.end(), [](const seen& m) { return !m.revision.empty(); });
    const bool waits = live != copies.end();
    json::array places;
    for (const seen& m : copies) places.push_back(place_of(m));
    auto preview = place_of(waits ? *live : copies.empty() ? *newest : copies.front());
    preview["draft"] = waits ? live->revision : newest->draft;
    preview["action_id"] = approve_action;
    preview["as"] = roles_.approves;
    preview["copies"] = std::move(places);
    out["preview"] = std::move(preview);
    json::array done{"open"};
    const char* step = "approve";
    out["post"] = post_of(newest->draft);
    if (!waits || out["post"].is_object()) {
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
