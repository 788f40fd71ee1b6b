#include "bot/correcting.hpp"

#include "bot/built_in_variables.hpp"
#include "bot/correction_phrases.hpp"
#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"
#include "bot/rendering.hpp"
#include "bot/settling.hpp"
#include "bot/verdict.hpp"
#include "runbooks/library.hpp"

#include <algorithm>
#include <stdexcept>

namespace bot {
namespace {

bool is_approved(const draft& d) noexcept
{
    switch (d.state) {
        case draft_state::approved:
        case draft_state::posting:
        case draft_state::posted:
        case draft_state::failed:
        case draft_state::in_doubt:
            return true;
        default:
            return false;
    }
}

// Approved drafts about one message, oldest first.
std::vector<const draft*> texts_of_message(const change_set& changes, const draft& any)
{
    const std::string root = message_draft(changes, any).id;
    std::vector<const draft*> found;
    for (const draft* each : changes.drafts_of(any.incident_id)) {
        if (is_approved(*each) && message_draft(changes, *each).id == root) found.push_back(each);
    }
    return found;
}

bool arrived_perhaps(const delivery& d) noexcept
{
    return d.state != delivery_state::failed;
}

std::string name_today(const context& ctx, const delivery& made)
{
    return made.channel.empty() ? made.destination : destination_name(ctx, made.channel);
}

const delivery& maker_of(const change_set& changes, const delivery& d)
{
    if (d.kind != delivery_kind::edit) return d;
    const delivery* target = changes.find_delivery(d.target);
    if (target == nullptr) throw std::logic_error("the edit " + d.id + " has no message");
    return *target;
}

runbooks::stage words_of_ours(language fallback, bool with_reason)
{
    const phrase& words =
        with_reason ? correction_phrases::retraction_because : correction_phrases::retraction;
    const auto compiled = [&](language l) {
        auto text = runbooks::message_template::compile(say(l, words));
        if (!text) throw std::logic_error("the words of a retraction are no template");
        return runbooks::stage_text{std::move(*text), {}};
    };
    runbooks::stage made;
    made.name = retraction_stage;
    made.where.file = "incidentd";  // what records name as the source of the words
    made.any = compiled(fallback);
    for (const auto& [tag, l] : {std::pair{"pt", language::pt_br}, std::pair{"en", language::en}}) {
        runbooks::stage_translation each;
        each.language = tag;
        each.any = compiled(l);
        made.translations.push_back(std::move(each));
    }
    return made;
}

}  // namespace

const draft& message_draft(const change_set& changes, const draft& any)
{
    const draft* at = &any;
    while (!at->corrects.empty()) {
        const draft* before = changes.find_draft(at->corrects);
        if (before == nullptr) throw std::logic_error(at->id + " corrects a draft that is not there");
        at = before;
    }
    return *at;
}

const draft* last_posted_message(const change_set& changes, std::string_view incident_id)
{
    const draft* last = nullptr;
    time_point when{};
    for (const draft* each : changes.drafts_of(incident_id)) {
        if (each->purpose != draft_purpose::message || !is_approved(*each)) continue;
        for (const std::string& id : each->post_ids) {
            const delivery* post = changes.find_delivery(id);
            if (post == nullptr || !arrived_perhaps(*post)) continue;
            const time_point at = post->settled_at.value_or(post->created_at);
            if (last != nullptr && at < when) continue;
            last = each;
            when = at;
        }
    }
    return last == nullptr ? nullptr : texts_of_message(changes, *last).back();
}

std::vector<standing_message> standing_messages(
    const change_set& changes, const context& ctx, const draft& any, std::vector<std::string>* gone
)
{
    std::vector<standing_message> found;
    const auto is_known = [&](const std::string& name) {
        return std::any_of(found.begin(), found.end(), [&](const auto& m) { return m.destination == name; });
    };
    std::vector<std::string> lost;
    const auto texts = texts_of_message(changes, any);
    for (auto of = texts.rbegin(); of != texts.rend(); ++of) {
        const auto& ids = (*of)->post_ids;
        for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
            const delivery* d = changes.find_delivery(*id);
            if (d == nullptr) continue;
            const delivery& made = maker_of(changes, *d);
            const std::string name = name_today(ctx, made);
            if (is_known(name)) continue;
            const destination* to = ctx.config.find_destination(name);
            const bool reachable = !made.channel.empty() || (to != nullptr && to->webhook);
            if (!arrived_perhaps(*d) || !reachable) {
                lost.push_back(name);
                continue;
            }
            found.push_back({name, d->final_text, made.id, d->id, !made.channel.empty()});
        }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.destination < b.destination;
    });
    if (gone != nullptr) {
        for (std::string& name : lost) {
            if (!is_known(name) && std::find(gone->begin(), gone->end(), name) == gone->end())
                gone->push_back(std::move(name));
        }
    }
    return found;
}

const delivery* message_delivery(
    const change_set& changes, const context& ctx, const draft& any, const std::string& destination
)
{
    const delivery* lost = nullptr;
    const auto texts = texts_of_message(changes, any);
    for (auto of = texts.rbegin(); of != texts.rend(); ++of) {
        const auto& ids = (*of)->post_ids;
        for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
            const delivery* d = changes.find_delivery(*id);
            if (d == nullptr) continue;
            const delivery& made = maker_of(changes, *d);
            if (name_today(ctx, made) != destination) continue;
            if (arrived_perhaps(*d)) return &made;
            lost = &made;  // an edit that failed leaves its message as it was
            if (arrived_perhaps(made)) return lost;
        }
    }
    return lost;
}

std::optional<std::string> overtaken_by(const change_set& changes, const delivery& of)
{
    const draft* about = changes.find_draft(of.draft_id);
    if (about == nullptr || !of.is_final()) return std::nullopt;
    const auto texts = texts_of_message(changes, *about);
    if (texts.empty() || texts.back()->id == about->id) return std::nullopt;
    return texts.back()->revision_name();
}

std::string posted_at(const change_set& changes, const context& ctx, const draft& any)
{
    const draft& first = message_draft(changes, any);
    std::optional<time_point> when;
    for (const std::string& id : first.post_ids) {
        const delivery* post = changes.find_delivery(id);
        if (post == nullptr || post->state != delivery_state::sent || !post->settled_at) continue;
        when = std::min(when.value_or(*post->settled_at), *post->settled_at);
    }
    return format_local(when.value_or(first.decided_at.value_or(changes.now())), ctx.config.timezone);
}

std::string corrected_text(
    const context& ctx, std::string_view language, const std::string& posted_at, const std::string& text
)
{
    const bot::language l = parse_language(language, channel_language(ctx));
    return say(l, correction_phrases::correction, posted_at) + "\n\n" + text;
}

std::shared_ptr<const runbooks::stage> stage_to_render(
    const context& ctx, const std::string& stage, draft_purpose purpose, bool with_reason
)
{
    const bool retracts = purpose == draft_purpose::retraction;
    const runbooks::stage* found = ctx.runbooks.find(retracts ? retraction_stage : std::string_view(stage));
    // The library outlives every use of the context.
    if (found != nullptr) return {std::shared_ptr<const runbooks::stage>(), found};
    if (!retracts) return nullptr;
    return std::make_shared<const runbooks::stage>(words_of_ours(channel_language(ctx), with_reason));
}

variables values_to_correct(const change_set& changes, const draft& any)
{
    const auto texts = texts_of_message(changes, any);
    // A retraction's own words are not the message's: the text that it took back is.
    const auto of = std::find_if(texts.rbegin(), texts.rend(), [](const draft* d) {
        return d->purpose != draft_purpose::retraction;
    });
    if (of == texts.rend()) return {};
    const revision& last = (*of)->current();
    variables values = last.overrides;
    for (const auto& [name, value] : last.values) {
        if (!is_built_in(name) || may_be_overridden(name)) values[name] = value;
    }
    return values;
}

std::optional<correction_plan> plan_correction(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    draft_purpose purpose,
    const variables& given,
    language answer_in
)
{
    const auto refuse = [&](const phrase& words, const std::string& name) {
        changes.answer(say(answer_in, words, name));
        return std::nullopt;
    };
    const draft* last = last_posted_message(changes, incident_id);
    if (last == nullptr) return refuse(correction_phrases::nothing_posted, incident_id);
    const bool retracts = purpose == draft_purpose::retraction;
    if (retracts && last->purpose == draft_purpose::retraction && last->state != draft_state::failed)
        return refuse(correction_phrases::already_retracted, last->revision_name());

    correction_plan plan;
    for (const standing_message& each : standing_messages(changes, ctx, *last))
        plan.destinations.push_back(each.destination);
    if (plan.destinations.empty()) return refuse(correction_phrases::nothing_stands, last->revision_name());
    plan.corrects = last->id;
    plan.stage = last->stage;
    plan.posted_at = posted_at(changes, ctx, *last);
    if (!retracts) plan.overrides = values_to_correct(changes, *last);
    for (const auto& [name, value] : given) plan.overrides[name] = value;
    return plan;
}

bool changes_nothing(
    const change_set& changes, const context& ctx, const draft& corrected, const revision& made
)
{
    const auto standing = standing_messages(changes, ctx, corrected);
    const std::string when = posted_at(changes, ctx, corrected);
    return std::all_of(made.texts.begin(), made.texts.end(), [&](const rendered_text& text) {
        return std::any_of(standing.begin(), standing.end(), [&](const standing_message& m) {
            return m.destination == text.destination &&
                   (m.text == text.text ||
                    corrected_text(ctx, text_language(ctx, m.destination), when, m.text) == text.text);
        });
    });
}

void post_instead(change_set& changes, const context& ctx, const std::string& edit_id)
{
    const delivery edit = *changes.find_delivery(edit_id);
    delivery post;
    post.kind = delivery_kind::post;
    post.incident_id = edit.incident_id;
    post.draft_id = edit.draft_id;
    post.stage = edit.stage;
    post.revision = edit.revision;
    post.content_sha256 = edit.content_sha256;
    post.destination = edit.destination;
    post.channel = edit.channel;
    post.final_text = edit.final_text;
    const std::string id = changes.enqueue(std::move(post)).id;
    changes.edit_delivery(edit_id).replaced_by = id;
    changes.edit_draft(edit.draft_id).post_ids.push_back(id);
    audit_delivery(changes, *changes.find_delivery(edit_id), "delivery.replaced");
    reply_to_previews(
        changes,
        edit.draft_id,
        say(channel_language(ctx),
            correction_phrases::edit_refused,
            edit.draft_id + "." + std::to_string(edit.revision),
            edit.destination,
            edit.error)
    );
}

}  // namespace bot
