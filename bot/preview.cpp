#include "bot/preview.hpp"

#include "bot/correcting.hpp"
#include "bot/correction_phrases.hpp"
#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "bot/phrases.hpp"
#include "bot/preview_diff.hpp"
#include "bot/preview_facts.hpp"
#include "bot/preview_parts.hpp"
#include "bot/rendering.hpp"
#include "bot/settling.hpp"
#include "runbooks/dialect.hpp"
#include "runbooks/utf8.hpp"

#include <algorithm>

namespace bot {
namespace {

platform_limits limits_of(const context& ctx, const std::string& platform)
{
    const auto it = ctx.limits.find(platform);
    return it == ctx.limits.end() ? platform_limits{} : it->second;
}

// A final text holds its values escaped; a message of our own is escaped once more on its way.
std::string without_entities(const std::string& text)
{
    constexpr std::pair<std::string_view, char> entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto found = std::find_if(std::begin(entities), std::end(entities), [&](const auto& e) {
            return std::string_view(text).substr(i).starts_with(e.first);
        });
        if (found == std::end(entities)) {
            plain += text[i++];
        } else {
            plain += found->second;
            i += found->first.size();
        }
    }
    return plain;
}

// Pieces of at most `units` once escaped, cut after line ends where one is in the second half.
std::vector<std::string> pieces_of(const std::string& text, std::size_t units)
{
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    while (begin < text.size()) {
        std::size_t at = begin;
        std::size_t used = 0;
        std::size_t line_end = 0;
        std::size_t used_at_line_end = 0;
        while (at < text.size()) {
            const runbooks::code_point c = runbooks::decode_at(text, at);
            const std::size_t cost = c.value == U'&'                      ? 5U
                                     : c.value == U'<' || c.value == U'>' ? 4U
                                     : c.value > 0xFFFF                   ? 2U
                                                                          : 1U;
            if (used + cost > units) break;
            used += cost;
            at += c.size;
            if (c.value == U'\n') {
                line_end = at;
                used_at_line_end = used;
            }
        }
        if (at < text.size() && used_at_line_end * 2 >= units) at = line_end;
        pieces.push_back(text.substr(begin, at - begin));
        begin = at;
    }
    return pieces;
}

std::vector<button> buttons_of(const change_set& changes, const draft& about, language l)
{
    std::vector<button> buttons;
    if (about.is_pending()) {
        const auto add = [&](const char* action, const phrase& label, button_style style) {
            buttons.push_back(
                {.action = action,
                 .value = about.revision_name(),
                 .label = std::string(label.in(l)),
                 .style = style,
                 .confirm = {}}
            );
        };
        add("draft.approve", phrases::button_approve, button_style::primary);
        add("draft.edit", phrases::button_edit, button_style::plain);
        add("draft.reject", phrases::button_reject, button_style::danger);
        return buttons;
    }
    for (const std::string& id : about.post_ids) {
        const delivery* post = changes.find_delivery(id);
        if (post == nullptr || post->state != delivery_state::failed) continue;
        if (post->failure != failure_kind::mendable && post->failure != failure_kind::credentials) continue;
        buttons.push_back(
            {.action = "delivery.resend",
             .value = post->id,
             .label = about.post_ids.size() == 1 ? say(l, phrases::button_resend)
                                                 : say(l, phrases::button_resend_to, post->destination),
             .style = button_style::plain,
             .confirm = {}}
        );
    }
    return buttons;
}

// The destinations of one text, with the language where they do not all take the daemon's.
std::string heading_of(const context& ctx, const std::vector<std::string>& names)
{
    const std::string usual = text_language(ctx, {});
    std::string heading;
    for (const std::string& name : names) {
        const std::string language = text_language(ctx, name);
        heading += (heading.empty() ? "" : ", ") + name;
        if (language != usual) heading += " (" + language + ")";
    }
    return heading;
}

// What a correction replaces, as it stands there now.
void add_standing_texts(
    std::vector<preview_text>& texts,
    const change_set& changes,
    const context& ctx,
    const draft& about,
    language l
)
{
    const draft* before = changes.find_draft(about.corrects);
    if (before == nullptr) return;
    std::vector<std::pair<preview_text, std::vector<std::string>>> old;
    for (const standing_message& m : standing_messages(changes, ctx, *before)) {
        const std::string dialect = dialect_of(ctx, m.destination);
        const auto same = std::find_if(old.begin(), old.end(), [&](const auto& o) {
            return o.first.text == m.text && o.first.dialect == dialect;
        });
        if (same == old.end())
            old.push_back({{.heading = {}, .text = m.text, .dialect = dialect, .state = {}}, {m.destination}}
            );
        else
            same->second.push_back(m.destination);
    }
    for (auto& [text, names] : old) {
        text.heading = say(l, correction_phrases::now_at, heading_of(ctx, names));
        texts.push_back(std::move(text));
    }
}

// Texts that are the same appear once, under all their destinations.
std::vector<preview_text> texts_of(
    const change_set& changes, const context& ctx, const draft& about, const revision& shown, language l
)
{
    std::vector<preview_text> texts;
    std::vector<std::vector<std::string>> names;
    for (const rendered_text& text : shown.texts) {
        const std::string dialect = dialect_of(ctx, text.destination);
        const auto same = std::find_if(texts.begin(), texts.end(), [&](const preview_text& t) {
            return t.text == text.text && t.dialect == dialect;
        });
        if (same == texts.end()) {
            texts.push_back({.heading = {}, .text = text.text, .dialect = dialect, .state = {}});
            names.push_back({text.destination});
        } else {
            names[static_cast<std::size_t>(same - texts.begin())].push_back(text.destination);
        }
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        texts[i].heading = heading_of(ctx, names[i]);
        texts[i].state = posting_state(changes, about, shown, names[i], l);
    }
    if (about.is_pending() && !about.corrects.empty()) add_standing_texts(texts, changes, ctx, about, l);
    return texts;
}

// Where the preview goes: the channel of the command, then the mirrors that are other channels.
std::vector<std::pair<channel_ref, std::string>> places_of(const context& ctx, const draft& about)
{
    std::vector<std::pair<channel_ref, std::string>> places;
    places.emplace_back(about.asked_in, destination_name(ctx, about.asked_in));
    for (const std::string& name : ctx.config.approval.mirror) {
        const destination* to = ctx.config.find_destination(name);
        if (to == nullptr || to->channel.empty()) continue;
        if (std::none_of(places.begin(), places.end(), [&](const auto& p) { return p.first == to->channel; }))
            places.emplace_back(to->channel, to->name);
    }
    return places;
}

}  // namespace

preview_plan plan_preview(
    const change_set& changes,
    const context& ctx,
    const draft& about,
    const revision& shown,
    const channel_ref& where
)
{
    const language l = channel_language(ctx);
    const bool current = shown.number == about.current().number;
    const platform_limits limits = limits_of(ctx, where.platform);

    preview_plan plan;
    preview_view& view = plan.view;
    view.title = title_of(changes, about, l);
    view.name = about.id + "." + std::to_string(shown.number);
    view.status = current ? waiting_status(changes, ctx, about, l)
                          : say(l, phrases::is_superseded_by, about.revision_name());
    view.facts = facts_of(changes, ctx, about, shown, l);
    if (current && about.is_pending()) {
        view.warnings = warnings_of(changes, ctx, about, l);
        view.mention = approvers_to_mention(changes, ctx, about, where.platform);
        view.diffs = diffs_of(changes, ctx, about, l);
    }
    if (current) view.buttons = buttons_of(changes, about, l);

    std::size_t used = 0;
    for (preview_text& text : texts_of(changes, ctx, about, shown, l)) {
        const std::size_t units = runbooks::utf16_units(text.text);
        if (used + units <= limits.preview_units) {
            used += units;
            view.texts.push_back(std::move(text));
            continue;
        }
        // Room for the line above each piece.
        std::string heading = text.heading;
        if (heading.size() > 200) heading = std::string(runbooks::first_bytes(heading, 197)) + "…";
        const std::size_t room = std::max<std::size_t>(limits.reply_units, 600) - 300;
        const auto pieces = pieces_of(without_entities(text.text), room);
        for (std::size_t i = 0; i < pieces.size(); ++i)
            plan.in_thread.push_back(
                say(l, phrases::thread_part, view.name, heading, i + 1, pieces.size()) + "\n" + pieces[i]
            );
        view.warnings.push_back(say(l, phrases::warn_in_thread, text.heading));
        if (!text.state.empty()) view.facts.push_back(text.heading + ": " + text.state);
    }
    const preview_copy* copy =
        current && about.is_pending() ? copy_in(changes, about, shown.number, where) : nullptr;
    if (copy != nullptr) mark_missing_parts(view, changes, *copy, l);
    return plan;
}

void post_previews(change_set& changes, const context& ctx, const std::string& draft_id)
{
    const draft about = *changes.find_draft(draft_id);
    const revision& shown = about.current();
    for (const auto& [channel, name] : places_of(ctx, about)) {
        preview_plan plan = plan_preview(changes, ctx, about, shown, channel);
        const bool split = !plan.in_thread.empty();
        delivery first;
        first.kind = delivery_kind::preview;
        first.incident_id = about.incident_id;
        first.draft_id = about.id;
        first.stage = about.stage;
        first.revision = shown.number;
        first.content_sha256 = shown.content_sha256;
        first.destination = name;
        first.channel = channel;
        if (split) plan.view.buttons.clear();
        first.preview = std::move(plan.view);
        preview_copy copy{.delivery_id = changes.enqueue(std::move(first)).id, .revision = shown.number};
        for (std::string& part : plan.in_thread) {
            delivery reply = follow_up_of(*changes.find_delivery(copy.delivery_id), delivery_kind::reply);
            reply.words = notice{.text = std::move(part), .buttons = {}};
            copy.parts.push_back(changes.enqueue(std::move(reply)).id);
        }
        // The buttons follow the parts: preview_parts.hpp.
        changes.edit_draft(draft_id).previews.push_back(std::move(copy));
    }
}

void update_preview(
    change_set& changes, const context& ctx, const std::string& draft_id, const preview_copy& copy
)
{
    const draft about = *changes.find_draft(draft_id);
    const auto shown = std::find_if(about.revisions.begin(), about.revisions.end(), [&](const auto& r) {
        return r.number == copy.revision;
    });
    const delivery* made = changes.find_delivery(copy.delivery_id);
    if (shown == about.revisions.end() || made == nullptr || made->state == delivery_state::failed) return;
    preview_view view = plan_preview(changes, ctx, about, *shown, made->channel).view;

    // One event may change a draft several times; people need to see the last state only.
    std::string earlier;
    for (const auto& [id, row] : changes.deliveries()) {
        if (row.kind == delivery_kind::update && row.target == made->id && row.preview &&
            row.created_at == changes.now() && changes.before().find_delivery(id) == nullptr)
            earlier = id;
    }
    if (!earlier.empty()) {
        changes.edit_delivery(earlier).preview = std::move(view);
        return;
    }
    delivery update = follow_up_of(*made, delivery_kind::update);
    update.preview = std::move(view);
    changes.enqueue(std::move(update));
}

void update_previews(change_set& changes, const context& ctx, const std::string& draft_id, int revision)
{
    const std::vector<preview_copy> copies = changes.find_draft(draft_id)->previews;
    for (const preview_copy& copy : copies) {
        if (copy.revision == revision) update_preview(changes, ctx, draft_id, copy);
    }
}

void refresh_previews(change_set& changes, const context& ctx, const std::string& draft_id)
{
    if (const draft* about = changes.find_draft(draft_id))
        update_previews(changes, ctx, draft_id, about->current().number);
}

}  // namespace bot
