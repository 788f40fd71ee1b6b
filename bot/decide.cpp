#include "bot/decide.hpp"

#include "bot/break_glass.hpp"
#include "bot/credential_mark.hpp"
#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "bot/refusal_text.hpp"
#include "bot/sighting.hpp"
#include "bot/vote_phrases.hpp"
#include "bot/voting.hpp"

#include <algorithm>
#include <set>

namespace bot {

namespace {

constexpr std::size_t longest_value = 2000;  // code points
constexpr std::size_t most_variables = 100;
constexpr std::size_t most_marks = 200;

std::size_t code_points(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

bool is_command(std::string_view name)
{
    return name.substr(0, 8) == "command.";
}

bool is_delivery_button(const press& pressed)
{
    return pressed.action == "delivery.arrived" || pressed.action == "delivery.resend";
}

vote_kind kind_of(const reaction& given)
{
    return given.name == "reject" ? vote_kind::reject : vote_kind::approve;
}

// The preview that a message is; an edit has its target's message.
const delivery* shown_preview(const world& now, const channel_ref& where, const std::string& message_id)
{
    const delivery* found = now.find_message(where, message_id);
    if (found && found->kind == delivery_kind::update) found = now.find_delivery(found->target);
    return found && found->kind == delivery_kind::preview && !found->draft_id.empty() ? found : nullptr;
}

class deciding {
public:
    deciding(
        change_set& changes, const context& ctx, const command_interpreter& commands, const inbound& event
    )
        : changes_(changes),
          ctx_(ctx),
          commands_(commands),
          event_(event),
          language_(private_language(ctx, event.from))
    {
    }

    void operator()(const typed_command& typed) { commands_.run(changes_, ctx_, event_, typed); }

    void operator()(const press& pressed)
    {
        if (is_command(pressed.action)) {
            commands_.run(changes_, ctx_, event_, typed_command{.text = pressed.value, .people = {}});
        } else if (is_delivery_button(pressed)) {
            settle_delivery(changes_, ctx_, pressed.value, pressed.action == "delivery.arrived", event_.from);
        } else if (pressed.action == "draft.approve") {
            if (const auto ref = parse_revision_ref(pressed.value))
                cast_vote(changes_, ctx_, ballot_for(*ref, vote_kind::approve, vote_means::button));
            else
                say_unknown_draft(pressed.value);
        } else if (pressed.action == "draft.signoff") {
            if (const auto ref = parse_revision_ref(pressed.value))
                sign_off(changes_, ctx_, ref->draft_id, {}, event_.from);
            else
                say_unknown_draft(pressed.value);
        } else if (pressed.action == "draft.edit" || pressed.action == "draft.reject") {
            if (const draft* about = current_draft(pressed.value)) {
                if (pressed.action == "draft.edit")
                    press_edit(*about);
                else
                    press_reject(*about);
            }
        } else {
            changes_.answer(std::string(vote_phrases::unknown_action.in(language_)));
        }
    }

    void operator()(const form_submission& form)
    {
        if (is_command(form.callback)) {
            commands_.submit(changes_, ctx_, event_, form);
            return;
        }
        const auto ref = parse_revision_ref(form.context);
        if (!ref) {
            changes_.answer(std::string(vote_phrases::lost_context.in(language_)));
        } else if (form.callback == "draft.reject") {
            auto vote = ballot_for(*ref, vote_kind::reject, vote_means::form);
            if (const auto reason = form.fields.find("reason"); reason != form.fields.end()) {
                if (code_points(reason->second) > longest_value) {
                    const std::string message = say(language_, vote_phrases::too_long, longest_value);
                    changes_.answer(message);
                    changes_.field_error("reason", message);
                    return;
                }
                vote.reason = reason->second;
            }
            cast_vote(changes_, ctx_, vote);
        } else if (form.callback == "draft.edit") {
            submit_edit(*ref, form);
        } else {
            changes_.answer(std::string(vote_phrases::lost_context.in(language_)));
        }
    }

    void operator()(const reaction& given)
    {
        if (given.name != "approve" && given.name != "reject") return;
        const delivery* shown = shown_preview(changes_.before(), event_.at.channel, given.message_id);
        if (!shown) return;
        const draft* about = changes_.find_draft(shown->draft_id);
        if (!about) return;
        if (about->is_pending() && shown->revision == about->current().number && !is_newest(*about, given))
            return;
        auto vote = ballot_for({about->id, shown->revision}, kind_of(given), vote_means::reaction);
        if (given.added)
            cast_vote(changes_, ctx_, vote);
        else
            take_back_vote(changes_, ctx_, vote);
    }

    void operator()(const sighting& seen) { note_sighting(changes_, ctx_, seen, event_); }

private:
    ballot ballot_for(const revision_ref& ref, vote_kind kind, vote_means means) const
    {
        ballot vote;
        vote.draft_id = ref.draft_id;
        vote.revision = ref.revision;
        vote.kind = kind;
        vote.means = means;
        vote.by = event_.from;
        vote.at = event_.at;
        return vote;
    }

    void say_unknown_draft(const std::string& name)
    {
        changes_.answer(say(language_, vote_phrases::no_such_draft, name));
    }

    // The pending draft whose current revision a button names; else the refusal has been answered.
    const draft* current_draft(const std::string& value)
    {
        const auto ref = parse_revision_ref(value);
        const draft* about = ref ? changes_.find_draft(ref->draft_id) : nullptr;
        if (!ref || !about) {
            say_unknown_draft(value);
            return nullptr;
        }
        if (!about->is_pending() || changes_.now() >= about->current().expires_at ||
            (ref->revision && *ref->revision != about->current().number)) {
            // The same refusals as a vote gets, expiry included.
            auto vote = ballot_for(*ref, vote_kind::approve, vote_means::button);
            cast_vote(changes_, ctx_, vote);
            return nullptr;
        }
        return about;
    }

    // What may be shown before memberships are known: as if the person were in every group that is asked for.
    context hopeful(const draft& about) const
    {
        context ctx = ctx_;
        if (!event_.may_open_form) return ctx;
        for (auto& query : memberships_for(changes_.before(), ctx_, about.id)) {
            if (!ctx.memberships.contains(query))
                ctx.memberships.emplace(std::move(query), std::set<std::string>{event_.from.who.id});
        }
        return ctx;
    }

    void press_edit(const draft& about)
    {
        const context ctx = hopeful(about);
        if (!may_edit(changes_, ctx, about, event_.from)) {
            changes_.answer(may_not_edit_text(changes_, ctx, about, language_));
            return;
        }
        if (event_.may_open_form) {
            if (auto opened = edit_form(changes_, ctx, about.id, event_.from))
                changes_.open(std::move(*opened));
            else
                changes_.answer(say(language_, vote_phrases::nothing_to_edit, about.revision_name()));
            return;
        }
        button open;
        open.action = "draft.edit";
        open.value = about.revision_name();
        open.label = vote_phrases::open_form_button.in(language_);
        changes_.answer(notice{
            .text = say(language_, vote_phrases::open_form_here, about.revision_name()),
            .buttons = {std::move(open)},
        });
    }

    void press_reject(const draft& about)
    {
        const std::string name = about.revision_name();
        if (!may_reject(changes_, hopeful(about), about, event_.from.who)) {
            // Not admitted: cast_vote refuses with the reason and decides nothing.
            cast_vote(
                changes_,
                ctx_,
                ballot_for({about.id, about.current().number}, vote_kind::reject, vote_means::button)
            );
            return;
        }
        if (!event_.may_open_form) {
            changes_.answer(say(language_, vote_phrases::reject_how, name));
            return;
        }
        form ask;
        ask.callback = "draft.reject";
        ask.context = name;
        ask.title = say(language_, vote_phrases::reject_title, name);
        ask.submit = vote_phrases::reject_submit.in(language_);
        ask.close = vote_phrases::form_close.in(language_);
        form_field reason;
        reason.name = "reason";
        reason.label = vote_phrases::reject_reason.in(language_);
        reason.multiline = true;
        ask.fields.push_back(std::move(reason));
        changes_.open(std::move(ask));
    }

    void submit_edit(const revision_ref& ref, const form_submission& form)
    {
        const draft* about = changes_.find_draft(ref.draft_id);
        if (about && ref.revision && *ref.revision != about->current().number) {
            changes_.answer(
                say(language_,
                    vote_phrases::older_revision,
                    about->id + "." + std::to_string(*ref.revision),
                    about->revision_name())
            );
            return;
        }
        if (about && about->is_pending()) {
            if (form.fields.size() > most_variables) {
                changes_.answer(say(language_, vote_phrases::too_many, most_variables));
                return;
            }
            bool faulty = false;
            const auto fault = [&](const std::string& field, std::string message) {
                // Said as well: a form that was judged after a look-up is closed by then.
                changes_.answer(field + ": " + message);
                changes_.field_error(field, std::move(message));
                faulty = true;
            };
            for (const auto& [name, value] : form.fields) {
                if (code_points(value) > longest_value)
                    fault(name, say(language_, vote_phrases::too_long, longest_value));
            }
            if (const auto asked = edit_form(changes_, ctx_, about->id, event_.from)) {
                for (const form_field& field : asked->fields) {
                    const auto given = form.fields.find(field.name);
                    if (field.required && given != form.fields.end() && is_blank(given->second))
                        fault(field.name, std::string(vote_phrases::required_field.in(language_)));
                }
            }
            if (faulty) return;
        }
        if (!about) {
            say_unknown_draft(form.context);
            return;
        }
        const draft* revised = revise_draft(changes_, ctx_, ref.draft_id, form.fields, event_.from);
        if (revised) {
            changes_.edit_draft(revised->id).reactions.clear();
            if (!changes_.private_answer())
                changes_.answer(say(language_, vote_phrases::edited, revised->revision_name()));
        }
    }

    static bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

    // Notes the event; false when a later one about the same reaction is known already.
    bool is_newest(const draft& about, const reaction& given)
    {
        if (given.order.empty()) return true;
        const auto kind = kind_of(given);
        const auto same = [&](const reaction_mark& m) {
            return m.by == event_.from.who && m.kind == kind && m.message_id == given.message_id;
        };
        const auto known = std::find_if(about.reactions.begin(), about.reactions.end(), same);
        if (known != about.reactions.end() && known->order >= given.order) return false;
        auto& marks = changes_.edit_draft(about.id).reactions;
        std::erase_if(marks, same);
        if (marks.size() >= most_marks) marks.erase(marks.begin());
        marks.push_back({event_.from.who, kind, given.message_id, given.order, given.added});
        return true;
    }

    change_set& changes_;
    const context& ctx_;
    const command_interpreter& commands_;
    const inbound& event_;
    language language_;
};

std::optional<std::string> judged_draft(
    const world& now, const context& ctx, const command_interpreter& commands, const inbound& event
)
{
    const auto of_name = [](const std::string& name) -> std::optional<std::string> {
        const auto ref = parse_revision_ref(name);
        return ref ? std::optional(ref->draft_id) : std::nullopt;
    };
    if (const auto* pressed = std::get_if<press>(&event.what)) {
        if (is_delivery_button(*pressed)) {
            const delivery* about = now.find_delivery(pressed->value);
            return about ? std::optional(about->draft_id) : std::nullopt;
        }
        if (!is_command(pressed->action)) return of_name(pressed->value);
    } else if (const auto* form = std::get_if<form_submission>(&event.what)) {
        if (!is_command(form->callback)) return of_name(form->context);
    } else if (const auto* given = std::get_if<reaction>(&event.what)) {
        const delivery* shown =
            given->added ? shown_preview(now, event.at.channel, given->message_id) : nullptr;
        return shown ? std::optional(shown->draft_id) : std::nullopt;
    } else if (const auto* seen = std::get_if<sighting>(&event.what)) {
        // Only who may settle a doubt is asked about.
        const delivery* made = now.find_delivery(seen->delivery_id);
        const bool is_doubtful = made != nullptr && made->state == delivery_state::in_doubt;
        return is_doubtful ? std::optional(made->draft_id) : std::nullopt;
    }
    return commands.voted_draft(now, ctx, event);
}

bool has_too_long_value(const form_submission& form)
{
    return std::any_of(form.fields.begin(), form.fields.end(), [](const auto& field) {
        return code_points(field.second) > longest_value;
    });
}

}  // namespace

std::vector<membership_query> needed_memberships(
    const world& now, const context& ctx, const command_interpreter& commands, const inbound& event
)
{
    const auto id = judged_draft(now, ctx, commands, event);
    const draft* about = id ? now.find_draft(*id) : nullptr;
    if (!about) return {};
    const auto* pressed = std::get_if<press>(&event.what);
    // The trigger would not outlive the look-up: the form opens at once, its submission is judged.
    if (pressed && event.may_open_form &&
        (pressed->action == "draft.edit" || pressed->action == "draft.reject"))
        return {};
    if (!about->is_pending() && !awaits_sign_off(*about) && !(pressed && is_delivery_button(*pressed)))
        return {};
    // Refused whoever sends it: answered while the form is still open.
    const auto* form = std::get_if<form_submission>(&event.what);
    if (form != nullptr && has_too_long_value(*form)) return {};
    return memberships_for(now, ctx, about->id);
}

void decide(
    change_set& changes, const context& ctx, const command_interpreter& commands, const inbound& event
)
{
    // Here, so that no command, form or answer can forget it.
    const inbound clean = without_secrets(event, ctx);
    std::visit(deciding(changes, ctx, commands, clean), clean.what);
    tell_of_marks(changes, ctx, clean);
}

}  // namespace bot
