#include "bot/rendering.hpp"

#include "bot/built_in_variables.hpp"
#include "bot/content_hash.hpp"
#include "bot/correcting.hpp"
#include "bot/lifecycle.hpp"
#include "bot/message_policy.hpp"
#include "bot/phrases.hpp"
#include "runbooks/case.hpp"
#include "runbooks/dialect.hpp"
#include "runbooks/language_tag.hpp"
#include "runbooks/mention.hpp"
#include "runbooks/stage.hpp"
#include "runbooks/utf8.hpp"

#include <algorithm>

namespace bot {
namespace {

using runbooks::fault;

struct target {
    std::string name;
    std::string dialect;
    std::string language;   // tag whose texts are taken first
    std::size_t units = 0;  // room for a final text
};

std::size_t room(const context& ctx, const std::string& kind, const std::string& otherwise)
{
    auto it = ctx.limits.find(kind);
    if (it == ctx.limits.end()) it = ctx.limits.find(otherwise);
    return it == ctx.limits.end() ? platform_limits{}.final_text_units : it->second.final_text_units;
}

target target_of(const context& ctx, const destination& to)
{
    return {
        to.name,
        to.dialect,
        text_language(ctx, to.name),
        room(ctx, to.webhook ? to.webhook->kind : to.channel.platform, to.dialect)
    };
}

boost::system::result<std::vector<target>, fault> targets_of(
    const context& ctx, const rendering_request& what, language l
)
{
    const std::vector<std::string>& names = !what.only_to.empty() ? what.only_to
                                            : what.of.settings && !what.of.settings->destinations.empty()
                                                ? what.of.settings->destinations
                                                : ctx.config.default_destinations;
    std::vector<target> targets;
    std::vector<channel_ref> channels;
    for (const std::string& name : names) {
        const destination* to = ctx.config.find_destination(name);
        if (to == nullptr && !what.only_to.empty()) {
            // The key of a channel that has no configured name.
            const std::string platform = name.substr(0, name.find(':'));
            targets.push_back({name, platform, text_language(ctx, name), room(ctx, platform, {})});
            continue;
        }
        if (to == nullptr) return fault{say(l, phrases::unknown_destination, what.of.name, name)};
        if (std::any_of(targets.begin(), targets.end(), [&](const target& t) { return t.name == to->name; }))
            continue;
        // Two names of one channel would show the same people the message twice.
        if (!to->channel.empty()) {
            if (std::find(channels.begin(), channels.end(), to->channel) != channels.end()) continue;
            channels.push_back(to->channel);
        }
        targets.push_back(target_of(ctx, *to));
    }
    if (targets.empty()) {
        const std::string name = destination_name(ctx, what.asked_in);
        if (const destination* to = ctx.config.find_destination(name))
            targets.push_back(target_of(ctx, *to));
        else
            targets.push_back(
                {name, what.asked_in.platform, text_language(ctx, name), room(ctx, what.asked_in.platform, {})
                }
            );
    }
    std::sort(targets.begin(), targets.end(), [](const target& a, const target& b) {
        return a.name < b.name;
    });
    return targets;
}

void add_once(std::vector<std::string>& list, std::string word)
{
    if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(std::move(word));
}

// The first `units` UTF-16 units and an ellipsis: a text that can never be approved need not be kept whole.
std::string cut(const std::string& text, std::size_t units)
{
    std::size_t at = 0;
    std::size_t used = 0;
    while (at < text.size()) {
        const runbooks::code_point c = runbooks::decode_at(text, at);
        used += c.value > 0xFFFF ? 2U : 1U;
        if (used > units) break;
        at += c.size;
    }
    return text.substr(0, at) + "…";
}

std::string mention_name(const context& ctx, const std::string& dialect, const runbooks::mention& who)
{
    if (who.kind == runbooks::mention_kind::person) {
        if (const person* known = ctx.people.find({dialect, who.id}); known && !known->handle.empty())
            return known->handle;
    }
    return runbooks::shown(who);
}

}  // namespace

std::string destination_name(const context& ctx, const channel_ref& channel)
{
    for (const destination& known : ctx.config.destinations) {
        if (!known.channel.empty() && known.channel == channel) return known.name;
    }
    return channel.key();
}

std::string text_language(const context& ctx, const std::string& destination)
{
    const auto* known = ctx.config.find_destination(destination);
    if (known != nullptr && !known->language.empty()) return known->language;
    return runbooks::language_tag(ctx.config.locale).value_or(std::string());
}

std::string dialect_of(const context& ctx, const std::string& destination)
{
    if (const auto* known = ctx.config.find_destination(destination)) return known->dialect;
    return destination.substr(0, destination.find(':'));
}

std::size_t room_for(const context& ctx, const std::string& destination)
{
    if (const auto* known = ctx.config.find_destination(destination)) return target_of(ctx, *known).units;
    return room(ctx, dialect_of(ctx, destination), {});
}

boost::system::result<revision, fault> render_revision(
    const context& ctx, const rendering_request& what, language answer_in
)
{
    const auto targets = targets_of(ctx, what, answer_in);
    if (!targets) return targets.error();

    std::vector<const runbooks::stage_text*> texts;
    std::vector<std::string> lacking;
    std::string dialects;
    for (const target& to : *targets) {
        const auto dialect = runbooks::dialect_named(to.dialect).value_or(runbooks::dialect::plain);
        texts.push_back(what.of.text_for(dialect, to.language));
        if (texts.back() != nullptr) continue;
        lacking.push_back(to.name);
        const std::string channel =
            what.of.name + "." + to.dialect + (what.of.translations.empty() ? "" : " (" + to.language + ")");
        if (dialects.find(channel) == std::string::npos) dialects += (dialects.empty() ? "" : ", ") + channel;
    }
    if (!lacking.empty())
        return fault{
            say(answer_in,
                phrases::no_text_for,
                what.of.name,
                fmt::format("{}", fmt::join(lacking, ", ")),
                dialects)
        };

    const language l = channel_language(ctx);
    const bool resolving = what.of.sets_state() == name_of(incident_state::resolved);
    variables values =
        with_built_ins(ctx, what.about, what.overrides, what.requested_by, resolving, what.now);
    if (what.purpose == draft_purpose::retraction) values[std::string(posted_at_variable)] = what.posted_at;

    revision made;
    made.overrides = what.overrides;
    made.made_at = what.now;
    const std::vector<std::string> needed = what.of.must_fill(texts);
    for (const std::string& name : needed) {
        const auto value = values.find(name);
        if (value == values.end() || runbooks::strip(value->second).empty()) made.unfilled.push_back(name);
    }

    std::string sources;
    for (std::size_t i = 0; i < targets->size(); ++i) {
        const target& to = (*targets)[i];
        const auto dialect = runbooks::dialect_named(to.dialect).value_or(runbooks::dialect::plain);
        runbooks::rendered out = texts[i]->text.render(values, dialect);
        for (std::string& name : out.unfilled) {
            if (std::find(needed.begin(), needed.end(), name) == needed.end())
                add_once(made.left_open, std::move(name));
        }
        for (const std::string& name : out.bad_urls) add_once(made.problems, say(l, phrases::bad_link, name));
        if (what.purpose == draft_purpose::correction && !out.text.empty())
            out.text = corrected_text(ctx, to.language, what.posted_at, out.text);
        if (out.text.empty()) add_once(made.problems, say(l, phrases::text_empty, to.name));
        const std::size_t length = runbooks::utf16_units(out.text);
        if (length > to.units) {
            add_once(made.problems, say(l, phrases::text_too_long, to.name, length, to.units));
            out.text = cut(out.text, to.units);
        }
        for (const runbooks::mention& who : runbooks::mentions_in(dialect, out.text))
            add_once(made.notifies, mention_name(ctx, to.dialect, who));
        for (const std::string& spelled : texts[i]->text.placeholders()) {
            const auto value = values.find(runbooks::lower(spelled));
            if (value != values.end() && !value->second.empty()) made.values[value->first] = value->second;
        }
        sources += texts[i]->text.source();
        sources += '\0';
        made.texts.push_back({to.name, std::move(out.text)});
    }
    std::vector<judged_text> judged;
    for (std::size_t i = 0; i < made.texts.size(); ++i)
        judged.push_back({&made.texts[i], texts[i], (*targets)[i].dialect});
    made.findings = judge_texts({ctx, what.of, values, what.about.level, what.now}, judged);
    hide_credentials(made.values, l);
    hide_credentials(made.overrides, l);
    made.content_sha256 = content_hash(made.texts);
    // A file's name is whatever bytes the file system holds.
    made.runbook = runbooks::valid_utf8(what.of.where.file) + " sha256:" + sha256_hex(sources);
    return made;
}

}  // namespace bot
