#include "bot/verdict.hpp"

#include "bot/content_hash.hpp"
#include "bot/correcting.hpp"
#include "bot/drafting.hpp"
#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"
#include "bot/settling.hpp"
#include "bot/vote_phrases.hpp"
#include "runbooks/utf8.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace bot {

namespace json = boost::json;

namespace {

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

// An incident's id and a stage's name may hold what a file's name may not.
std::string file_part(std::string text)
{
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7F || c == '/' || c == '\\' || c == ':') c = '-';
    }
    return std::string(runbooks::first_bytes(text, 80));
}

std::string free_record_path(const change_set& changes, const context& ctx, const draft& of)
{
    // The name holds the incident's id, so only its own drafts can want the same one.
    std::set<std::string, std::less<>> taken;
    for (const draft* other : changes.drafts_of(of.incident_id)) taken.insert(other->record_path);

    const std::string base = ctx.config.documents.approvals + "/" +
                             format_local_date(of.decided_at.value_or(changes.now()), ctx.config.timezone) +
                             "-" + file_part(lower(of.incident_id)) + "-" + file_part(of.stage);
    std::string path = base + ".md";
    for (int n = 2; taken.contains(path); ++n) path = base + "-" + std::to_string(n) + ".md";
    return path;
}

}  // namespace

bool find_channel(const context& ctx, const draft& about, const std::string& destination, channel_ref& to)
{
    if (const auto* known = ctx.config.find_destination(destination)) {
        to = known->channel;
        return true;
    }
    if (destination == about.asked_in.key()) {
        to = about.asked_in;
        return true;
    }
    const auto colon = destination.find(':');
    const auto slash = colon == std::string::npos ? colon : destination.find('/', colon);
    if (slash == std::string::npos) return false;
    to = {
        destination.substr(0, colon),
        destination.substr(colon + 1, slash - colon - 1),
        destination.substr(slash + 1)
    };
    return !to.platform.empty() && !to.connection.empty() && !to.id.empty();
}

namespace {

void reply_to_copies(change_set& changes, const std::string& draft_id, const notice& words)
{
    const draft& about = *changes.find_draft(draft_id);
    const revision& current = about.current();
    for (const preview_copy& copy : about.previews) {
        if (copy.revision != current.number) continue;
        const delivery* shown = changes.find_delivery(copy.delivery_id);
        if (!shown || shown->state == delivery_state::failed) continue;
        delivery reply = follow_up_of(*shown, delivery_kind::reply);
        reply.words = words;
        std::erase_if(reply.words->mention, [&](const account& who) {
            return who.platform != shown->channel.platform;
        });
        changes.enqueue(std::move(reply));
    }
}

}  // namespace

void reply_to_previews(
    change_set& changes, const std::string& draft_id, const std::string& text, std::vector<button> buttons
)
{
    reply_to_copies(changes, draft_id, notice{.text = text, .buttons = std::move(buttons)});
}

void remind_at_previews(
    change_set& changes,
    const std::string& draft_id,
    const std::string& text,
    const std::vector<account>& mention
)
{
    reply_to_copies(changes, draft_id, notice{.text = text, .buttons = {}, .mention = mention});
}

void note_record_due(change_set& changes, const context& ctx, const std::string& draft_id)
{
    const std::string path = changes.find_draft(draft_id)->record_path.empty()
                                 ? free_record_path(changes, ctx, *changes.find_draft(draft_id))
                                 : changes.find_draft(draft_id)->record_path;
    draft& row = changes.edit_draft(draft_id);
    row.record_path = path;
    ++row.record_due;
}

void approve_draft(change_set& changes, const context& ctx, const std::string& draft_id)
{
    const draft before = *changes.find_draft(draft_id);
    const revision& current = before.current();
    if (!before.is_pending() || content_hash(current.texts) != current.content_sha256)
        throw std::logic_error("the approval of " + before.revision_name() + " is not of its text");

    json::array voters;
    std::string names;
    for (const vote& v : before.votes) {
        if (v.kind != vote_kind::approve || v.revision != current.number) continue;
        voters.push_back(json::object{
            {"platform", v.by.platform}, {"id", v.by.id}, {"name", v.by_name}, {"rule", v.as_role}
        });
        if (!names.empty()) names += ", ";
        names += v.by_name;
    }

    std::vector<std::string> post_ids;
    for (const rendered_text& text : current.texts) {
        delivery post;
        if (!find_channel(ctx, before, text.destination, post.channel))
            throw std::logic_error("a draft with an unknown destination was approved");
        post.kind = delivery_kind::post;
        if (before.purpose != draft_purpose::message) {
            const delivery* made =
                message_delivery(changes, ctx, *changes.find_draft(before.corrects), text.destination);
            // Also where nothing arrived in the end: the edit then fails and says so.
            const bool edits =
                made != nullptr && (!made->channel.empty() || made->state == delivery_state::failed);
            if (edits) {
                post.kind = delivery_kind::edit;
                post.target = made->id;
                post.channel = made->channel;
            }
        }
        post.incident_id = before.incident_id;
        post.draft_id = before.id;
        post.stage = before.stage;
        post.revision = current.number;
        post.content_sha256 = current.content_sha256;
        post.destination = text.destination;
        post.final_text = text.text;
        post_ids.push_back(changes.enqueue(std::move(post)).id);
    }

    draft& row = changes.edit_draft(draft_id);
    row.state = draft_state::posting;
    row.post_ids = std::move(post_ids);
    row.decided_at = changes.now();
    row.decided_by = names;
    json::object details{
        {"revision", current.number},
        {"content_sha256", current.content_sha256},
        {"required", before.required},
        {"approvers", std::move(voters)},
    };
    if (!before.window.empty()) details["window"] = before.window;
    if (before.emergency) details["emergency"] = before.emergency->reason;
    const auto warnings =
        std::count_if(current.findings.begin(), current.findings.end(), [](const finding& f) {
            return f.level == finding_level::warning;
        });
    if (warnings > 0) details["policy_warnings"] = warnings;
    changes.audit(
        {.kind = "draft.approved",
         .incident_id = before.incident_id,
         .draft_id = before.id,
         .by = {},
         .details = std::move(details)}
    );
    note_record_due(changes, ctx, draft_id);
    refresh_previews(changes, ctx, draft_id);
    reply_to_previews(
        changes,
        draft_id,
        say(channel_language(ctx), vote_phrases::approved_reply, before.revision_name(), names)
    );
}

void reject_draft(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    const account& by,
    const std::string& by_name,
    const std::string& reason
)
{
    draft& row = changes.edit_draft(draft_id);
    if (!row.is_pending()) throw std::logic_error("a decided draft was rejected");
    row.state = draft_state::rejected;
    row.decided_at = changes.now();
    row.decided_by = by_name;
    row.decision_reason = reason;
    const std::string name = row.revision_name();
    changes.audit(
        {.kind = "draft.rejected",
         .incident_id = row.incident_id,
         .draft_id = row.id,
         .by = by,
         .details =
             {
                 {"revision", row.current().number},
                 {"content_sha256", row.current().content_sha256},
                 {"reason", reason},
             }}
    );
    note_record_due(changes, ctx, draft_id);
    refresh_previews(changes, ctx, draft_id);
    const language l = channel_language(ctx);
    reply_to_previews(
        changes,
        draft_id,
        reason.empty() ? say(l, vote_phrases::rejected_reply, name, by_name)
                       : say(l, vote_phrases::rejected_reply_reason, name, by_name, reason)
    );
}

void end_draft(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    draft_state to,
    const std::string& audit_kind,
    const std::string& reply
)
{
    draft& row = changes.edit_draft(draft_id);
    row.state = to;
    row.decided_at = changes.now();
    changes.audit(
        {.kind = audit_kind,
         .incident_id = row.incident_id,
         .draft_id = row.id,
         .by = {},
         .details = {{"revision", row.current().number}}}
    );
    refresh_previews(changes, ctx, draft_id);
    reply_to_previews(changes, draft_id, reply);
}

}  // namespace bot
