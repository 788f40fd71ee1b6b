#include "commands/incident_choice.hpp"

#include "bot/lifecycle.hpp"
#include "commands/baton.hpp"
#include "commands/code_points.hpp"
#include "commands/phrases.hpp"
#include "runbooks/case.hpp"
#include "runbooks/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace commands {
namespace {

constexpr std::size_t most_buttons = 10;
constexpr std::size_t label_symbols = 60;

using incidents = std::vector<const bot::incident*>;

bool is_ended(const bot::incident& i)
{
    return i.state == bot::incident_state::resolved || !i.is_live();
}

bool fits(const bot::incident& i, choice how)
{
    if (how == choice::readable) return true;
    if (how == choice::resolved_first && i.state == bot::incident_state::closed)
        return i.resolved_at.has_value();
    return how == choice::ended ? is_ended(i) : i.is_live();
}

// Keeps the resolved or the unresolved ones, if there are any.
void prefer(incidents& all, bool resolved)
{
    const auto other = [&](auto i) { return (i->state == bot::incident_state::resolved) != resolved; };
    if (!std::all_of(all.begin(), all.end(), other)) std::erase_if(all, other);
}

incidents bound_here(const invocation& call, choice how)
{
    incidents all;
    for (const auto* i : call.changes.incidents_in(call.at.channel, true)) {
        const bool suits = how == choice::readable ? i->is_live() : fits(*i, how);
        if (suits) all.push_back(i);
    }
    // What ended long ago is not asked about unless nothing else is there.
    const bool any_live = std::any_of(all.begin(), all.end(), [](auto i) { return i->is_live(); });
    if (how == choice::resolved_first && any_live) std::erase_if(all, [](auto i) { return !i->is_live(); });
    if (how == choice::working || how == choice::readable) prefer(all, false);
    if (how == choice::resolved_first) prefer(all, true);
    return all;
}

const bot::incident* of_thread(const invocation& call, const incidents& among)
{
    if (call.at.thread.empty()) return nullptr;
    const auto* root = call.changes.before().find_message(call.at.channel, call.at.thread);
    const bot::incident* found = nullptr;
    for (const auto* i : among) {
        if (i->thread != call.at.thread && (root == nullptr || root->incident_id != i->id)) continue;
        if (found != nullptr) return nullptr;
        found = i;
    }
    return found;
}

void say_none(invocation& call, choice how)
{
    if (how == choice::ended) return call.answer(phrases.nothing_to_reopen);
    auto text = call.say(phrases.no_incident_here);
    incidents elsewhere;
    for (const auto* i : call.changes.all_incidents()) {
        if (i->is_live()) elsewhere.push_back(i);
    }
    std::sort(elsewhere.begin(), elsewhere.end(), [](auto a, auto b) {
        return std::tie(a->opened_at, a->id) < std::tie(b->opened_at, b->id);
    });
    std::string ids;
    for (std::size_t n = 0; n < std::min(elsewhere.size(), most_buttons); ++n) {
        ids += (n == 0 ? "" : ", ") + elsewhere[elsewhere.size() - 1 - n]->id;
    }
    if (!ids.empty()) text += "\n" + call.say(phrases.open_elsewhere, ids);
    call.changes.answer(std::move(text));
}

void ask_which(invocation& call, const incidents& among)
{
    bot::notice question{.text = call.say(phrases.which_incident), .buttons = {}};
    std::string ids;
    for (const auto* i : among) {
        ids += (ids.empty() ? "" : ", ") + i->id;
        question.text += fmt::format(
            "\n• {} · {} · {} · {}",
            i->id,
            name_of(i->level),
            bot::state_word(i->state, call.lang),
            first_code_points(i->summary, label_symbols)
        );
        auto value = to_text({.incident_id = i->id, .words = call.words, .at = {}});
        if (value.size() <= most_baton && question.buttons.size() < most_buttons) {
            question.buttons.push_back(
                {.action = "command." + std::string(call.row.word),
                 .value = std::move(value),
                 .label = i->id,
                 .style = {},
                 .confirm = {}}
            );
        }
    }
    if (question.buttons.size() < among.size())
        question.text += "\n" + call.say(phrases.name_the_incident, ids);
    call.changes.answer(std::move(question));
}

const bot::incident* checked(invocation& call, const bot::incident* i, choice how)
{
    if (fits(*i, how)) return i;
    if (how == choice::ended) {
        call.answer(phrases.not_ended, i->id, bot::state_word(i->state, call.lang));
    } else {
        call.answer(phrases.incident_ended, i->id, bot::state_word(i->state, call.lang));
    }
    return nullptr;
}

// A word that begins as our ids do, or a number where no text is expected, names nothing: meant as an ID.
bool looks_like_id(const invocation& call, const std::string& word, bool text_follows)
{
    const bool is_number = word.find_first_not_of("0123456789") == std::string::npos;
    if (is_number && !text_follows) return true;
    const auto prefix = runbooks::lower(call.ctx.config.incident_prefix);
    return !prefix.empty() && word.size() > prefix.size() &&
           runbooks::lower(word).substr(0, prefix.size()) == prefix;
}

void say_unknown(invocation& call, const std::string& typed)
{
    auto text = call.say(phrases.unknown_incident, typed);
    std::vector<std::string> ids;
    for (const auto* i : call.changes.all_incidents()) ids.push_back(i->id);
    if (const auto near = runbooks::nearest(typed, std::span<const std::string>(ids))) {
        text += " " + call.say(phrases.did_you_mean, *near);
    }
    call.changes.answer(std::move(text));
}

// The incident that `id=…` says; null after the refusal.
const bot::incident* said_by_id(invocation& call, std::string typed, choice how)
{
    call.args.drop_id();
    const auto* named = incident_named(call, typed);
    if (named != nullptr) return checked(call, named, how);
    if (bot::normalise_incident_id(typed, call.ctx.config.incident_prefix)) {
        say_unknown(call, typed);
    } else {
        call.answer(phrases.bad_incident_id, typed);
    }
    return nullptr;
}

}  // namespace

const bot::incident* incident_named(const invocation& call, std::string_view word)
{
    const auto id = bot::normalise_incident_id(word, call.ctx.config.incident_prefix);
    return id ? call.changes.find_incident(*id) : nullptr;
}

const bot::incident* choose_incident(invocation& call, choice how, bool text_follows)
{
    if (!call.chosen_incident.empty()) {
        const auto* chosen = call.changes.find_incident(call.chosen_incident);
        if (chosen != nullptr) return checked(call, chosen, how);
        call.answer(phrases.unknown_incident, call.chosen_incident);
        return nullptr;
    }
    if (const auto* id = call.args.id()) return said_by_id(call, *id, how);
    if (const auto* first = call.args.first(); first != nullptr && !first->quoted && !first->who) {
        if (const auto* named = incident_named(call, first->text)) {
            call.args.take_first();
            return checked(call, named, how);
        }
        if (looks_like_id(call, first->text, text_follows)) {
            say_unknown(call, first->text);
            return nullptr;
        }
    }
    const auto here = bound_here(call, how);
    if (here.size() == 1) return here.front();
    if (here.empty()) {
        say_none(call, how);
        return nullptr;
    }
    if (const auto* meant = of_thread(call, here)) return meant;
    ask_which(call, here);
    return nullptr;
}

}  // namespace commands
