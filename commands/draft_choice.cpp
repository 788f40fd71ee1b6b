#include "commands/draft_choice.hpp"

#include "bot/break_glass.hpp"
#include "bot/refusal_text.hpp"
#include "commands/baton.hpp"
#include "commands/phrases.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace commands {
namespace {

constexpr std::size_t most_buttons = 10;

using drafts = std::vector<const bot::draft*>;

bool is_shown_in(const bot::change_set& now, const bot::draft& d, const bot::channel_ref& channel)
{
    if (d.asked_in == channel) return true;
    if (const auto* of = now.find_incident(d.incident_id); of != nullptr && of->channel == channel)
        return true;
    return std::any_of(d.previews.begin(), d.previews.end(), [&](const bot::preview_copy& copy) {
        const auto* sent = now.find_delivery(copy.delivery_id);
        return sent != nullptr && sent->channel == channel;
    });
}

drafts pending_in(const bot::change_set& now, const bot::place& at)
{
    drafts all;
    for (const auto* of : now.all_incidents()) {
        for (const auto* d : now.drafts_of(of->id)) {
            if (d->is_pending() && is_shown_in(now, *d, at.channel)) all.push_back(d);
        }
    }
    if (all.size() < 2 || at.thread.empty()) return all;
    const auto* root = now.before().find_message(at.channel, at.thread);
    if (root == nullptr) return all;
    const auto meant =
        std::find_if(all.begin(), all.end(), [&](const auto* d) { return d->id == root->draft_id; });
    return meant == all.end() ? all : drafts{*meant};
}

drafts unsigned_in(const bot::change_set& now, const bot::place& at)
{
    drafts all;
    for (const auto* of : now.all_incidents()) {
        for (const auto* d : now.drafts_of(of->id)) {
            if (bot::awaits_sign_off(*d)) all.push_back(d);
        }
    }
    drafts here;
    for (const auto* d : all) {
        if (is_shown_in(now, *d, at.channel)) here.push_back(d);
    }
    // Sign-offs are asked for in the ops channel too, where nothing else of theirs is.
    return here.empty() ? all : here;
}

std::optional<bot::revision_ref> named_in(const arguments& args)
{
    const auto* first = args.first();
    return first != nullptr && !first->quoted ? bot::parse_revision_ref(first->text) : std::nullopt;
}

std::string names(const drafts& all)
{
    std::string text;
    for (const auto* d : all) text += (text.empty() ? "" : ", ") + d->revision_name();
    return text;
}

void ask_which(invocation& call, const bot::phrase& words_of, const drafts& among)
{
    bot::notice question{.text = call.say(words_of), .buttons = {}};
    for (const auto* d : among) {
        question.text += "\n• " + d->revision_name() + " · " + d->incident_id + " · " + d->stage;
        if (question.buttons.size() == most_buttons) continue;
        bot::typed_command words{.text = d->revision_name(), .people = {}};
        if (!call.words.text.empty()) words.text += " " + call.words.text;
        auto value = to_text({.incident_id = {}, .words = std::move(words), .at = {}});
        if (value.size() > most_baton) continue;
        question.buttons.push_back(
            {.action = "command." + std::string(call.row.word),
             .value = std::move(value),
             .label = d->revision_name(),
             .style = {},
             .confirm = {}}
        );
    }
    call.changes.answer(std::move(question));
}

}  // namespace

std::optional<chosen_draft> choose_draft(invocation& call)
{
    const auto here = pending_in(call.changes, call.at);
    if (const auto named = named_in(call.args)) {
        const auto* about = call.changes.find_draft(named->draft_id);
        if (about == nullptr) {
            auto text = call.say(phrases.unknown_draft, call.args.first()->text);
            if (!here.empty()) text += " " + call.say(phrases.waiting_drafts, names(here));
            call.changes.answer(std::move(text));
            return std::nullopt;
        }
        call.args.take_first();
        if (!about->is_pending()) {
            call.changes.answer(bot::decided_text(*about, call.lang));
            return std::nullopt;
        }
        if (named->revision && *named->revision != about->current().number) {
            const auto old = about->id + "." + std::to_string(*named->revision);
            call.answer(phrases.old_revision, old, about->revision_name());
            return std::nullopt;
        }
        return chosen_draft{about, named->revision};
    }
    if (here.size() == 1) return chosen_draft{here.front(), std::nullopt};
    if (here.empty()) {
        call.answer(phrases.no_pending_draft);
    } else {
        ask_which(call, phrases.which_draft, here);
    }
    return std::nullopt;
}

const bot::draft* choose_unsigned_draft(invocation& call)
{
    if (const auto named = named_in(call.args)) {
        const auto* about = call.changes.find_draft(named->draft_id);
        if (about == nullptr)
            call.answer(phrases.unknown_draft, call.args.first()->text);
        else
            call.args.take_first();
        return about;
    }
    const auto waiting = unsigned_in(call.changes, call.at);
    if (waiting.size() == 1) return waiting.front();
    if (waiting.empty())
        call.answer(phrases.nothing_to_sign_off);
    else
        ask_which(call, phrases.sign_off_which, waiting);
    return nullptr;
}

const bot::draft* foreseen_draft(const bot::change_set& now, const bot::place& at, const arguments& args)
{
    if (const auto named = named_in(args)) return now.find_draft(named->draft_id);
    const auto here = pending_in(now, at);
    return here.size() == 1 ? here.front() : nullptr;
}

const bot::draft* foreseen_unsigned_draft(
    const bot::change_set& now, const bot::place& at, const arguments& args
)
{
    if (const auto named = named_in(args)) return now.find_draft(named->draft_id);
    const auto waiting = unsigned_in(now, at);
    return waiting.size() == 1 ? waiting.front() : nullptr;
}

}  // namespace commands
