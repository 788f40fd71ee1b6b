#include "bot/record.hpp"

#include "bot/accepted_only.hpp"
#include "bot/correcting.hpp"
#include "bot/format_time.hpp"
#include "bot/markdown_text.hpp"
#include "bot/record_phrases.hpp"

#include <algorithm>
#include <charconv>

namespace bot {

namespace words = record_phrases;

namespace {

std::string fence_for(std::string_view text)
{
    std::size_t longest = 2;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return std::string(longest + 1, '`');
}

class writing {
public:
    writing(const world& now, const context& ctx, const draft& about, const chain_head& chain)
        : now_(now),
          ctx_(ctx),
          about_(about),
          chain_(chain),
          current_(about.current()),
          language_(parse_language(ctx.config.locale, language::pt_br)),
          rejected_(about.state == draft_state::rejected)
    {
    }

    approval_record run()
    {
        record_.path = about_.record_path;
        record_.identity = say(language_, words::hash_line, about_.revision_name(), current_.content_sha256);
        record_.deliveries_heading = words::deliveries.in(language_);
        head();
        messages();
        evidence();
        if (!rejected_) deliveries();
        tests();
        checklist();
        signatures();
        return std::move(record_);
    }

private:
    template <class... Args>
    void line(const phrase& p, const Args&... args)
    {
        record_.text += say(language_, p, args...) + "\n";
    }
    void raw(std::string_view text)
    {
        record_.text += text;
        record_.text += '\n';
    }
    void section(const phrase& heading)
    {
        raw("");
        line(heading);
        raw("");
    }

    std::string name_of_person(const account& who, const std::string& fallback) const
    {
        const person* known = ctx_.people.find(who);
        if (known && !known->name.empty()) return markdown_text(known->name);
        return markdown_text(fallback.empty() ? ctx_.people.label(who) : fallback);
    }

    // The role that admitted the vote, else the first one the configuration gives, else what they did.
    std::string role_of(const account& who, std::string_view rule, const phrase& otherwise) const
    {
        for (const std::string_view by : {"role:", "break_glass:"})
            if (rule.starts_with(by)) return markdown_text(rule.substr(by.size()));
        const person* known = ctx_.people.find(who);
        if (known && !known->roles.empty()) return markdown_text(known->roles.front());
        return std::string(otherwise.in(language_));
    }

    int approvals() const
    {
        return static_cast<int>(std::count_if(about_.votes.begin(), about_.votes.end(), [&](const vote& v) {
            return v.kind == vote_kind::approve && v.revision == current_.number;
        }));
    }

    void head()
    {
        line(rejected_ ? words::title_rejected : words::title_approved, about_.incident_id, about_.stage);
        raw("");
        line(words::date, format_local_date(*about_.decided_at, ctx_.config.timezone));
        line(words::participants);
        std::vector<account> seen;
        const auto participant = [&](const account& who, const std::string& name, const std::string& role) {
            const bool twice = std::any_of(seen.begin(), seen.end(), [&](const account& other) {
                return ctx_.people.same_person(other, who);
            });
            if (twice || who.empty()) return;
            seen.push_back(who);
            raw("  - " + name_of_person(who, name) + " (" + role + ")");
        };
        participant(
            about_.requester, about_.requester_name, role_of(about_.requester, {}, words::requester_role)
        );
        for (const account& author : current_.authors)
            participant(author, {}, role_of(author, {}, words::editor_role));
        for (const vote& v : about_.votes) participant(v.by, v.by_name, role_of(v.by, v.as_role, signing(v)));
        const incident* of = now_.find_incident(about_.incident_id);
        line(
            words::scope,
            say(language_,
                words::scope_for(about_.purpose),
                about_.stage,
                about_.incident_id,
                std::string(of ? name_of(of->level) : "?"),
                markdown_text(of ? of->summary : ""))
        );
        if (const draft* before = now_.find_draft(about_.corrects)) {
            line(
                about_.purpose == draft_purpose::retraction ? words::retraction_of : words::correction_of,
                before->revision_name(),
                posted_at(change_set(now_, *about_.decided_at), ctx_, about_)
            );
            if (!before->record_path.empty()) line(words::corrected_record, code_text(before->record_path));
        }
        if (!about_.window.empty()) line(words::window, markdown_text(about_.window));
        if (about_.emergency)
            line(
                words::emergency,
                name_of_person(about_.emergency->by, about_.emergency->by_name),
                markdown_text(about_.emergency->as_role),
                markdown_text(about_.emergency->reason)
            );
        if (!about_.release.empty()) line(words::release, markdown_text(about_.release));
        if (rejected_) {
            line(
                words::decision_rejected,
                about_.decision_reason.empty() ? std::string(words::no_reason.in(language_))
                                               : markdown_text(about_.decision_reason)
            );
        } else {
            line(words::decision_approved, approvals(), about_.required);
        }
    }

    void messages()
    {
        section(rejected_ ? words::messages_rejected : words::messages_approved);
        bool first = true;
        for (const rendered_text& text : current_.texts) {
            if (!first) raw("");
            first = false;
            const std::string fence = fence_for(text.text);
            raw("### " + markdown_text(text.destination));
            raw("");
            raw(fence + "text");
            raw(text.text);
            raw(fence);
        }
    }

    void evidence()
    {
        section(words::evidence);
        raw(record_.identity);
        if (!current_.runbook.empty()) line(words::runbook_line, code_text(current_.runbook));
        if (const draft* before = now_.find_draft(about_.corrects))
            line(words::corrected_hash, before->revision_name(), before->current().content_sha256);
        for (const finding& each : current_.findings)
            line(
                words::finding,
                code_text(each.rule),
                each.destination.empty() ? markdown_text(each.text)
                                         : markdown_text(each.destination) + ": " + markdown_text(each.text)
            );
        line(words::chain_line, chain_.number, chain_.hash);
    }

    void deliveries()
    {
        section(words::deliveries);
        for (const std::string& id : about_.post_ids) {
            const delivery* post = now_.find_delivery(id);
            if (!post || !post->replaced_by.empty()) continue;
            record_line entry;
            entry.start = "- **" + markdown_text(post->destination) + ":**";
            entry.permalink = post->permalink;
            entry.text = entry.start + " " + delivery_state_text(*post);
            raw(entry.text);
            record_.deliveries.push_back(std::move(entry));
        }
        if (about_.emergency) sign_off(*about_.emergency);
    }

    // Written again once somebody has signed: what says so is found as the deliveries are.
    void sign_off(const emergency_post& out)
    {
        record_line entry;
        entry.start = std::string(words::sign_off.in(language_));
        entry.text =
            entry.start + " " +
            (out.signed_at ? say(language_,
                                 words::signed_off,
                                 name_of_person(out.signed_by, out.signed_by_name),
                                 format_local(*out.signed_at, ctx_.config.timezone)) +
                                 (out.signed_note.empty() ? "" : " — " + markdown_text(out.signed_note))
                           : std::string(words::not_signed_off.in(language_)));
        raw(entry.text);
        record_.deliveries.push_back(std::move(entry));
    }

    // Why a post stands in for an edit; empty for any other.
    std::string refused_edit(const delivery& post) const
    {
        for (const std::string& id : about_.post_ids) {
            const delivery* edit = now_.find_delivery(id);
            if (edit && edit->replaced_by == post.id)
                return say(language_, words::instead, markdown_text(edit->error));
        }
        return {};
    }

    std::string delivery_state_text(const delivery& post) const
    {
        switch (post.state) {
            case delivery_state::sent: {
                const auto at =
                    say(language_,
                        is_accepted_only(post)             ? words::accepted
                        : post.kind == delivery_kind::edit ? words::edited
                                                           : words::sent,
                        format_local(post.settled_at.value_or(post.created_at), ctx_.config.timezone)) +
                    refused_edit(post);
                return post.permalink.empty() ? at : at + " — " + post.permalink;
            }
            case delivery_state::failed:
                return say(language_, words::failed, markdown_text(post.error));
            case delivery_state::in_doubt:
                return std::string(words::in_doubt.in(language_));
            case delivery_state::queued:
            case delivery_state::sending:
                break;
        }
        return std::string(words::waiting.in(language_));
    }

    void tests()
    {
        section(words::tests);
        line(words::tests_header);
        raw("| --- | --- | --- | --- |");
        const bool complete = current_.unfilled.empty() && current_.problems.empty();
        std::string open;
        for (const std::string& name : current_.left_open) open += (open.empty() ? "" : ", ") + name;
        for (const rendered_text& text : current_.texts) {
            line(
                words::test_row,
                about_.revision_name(),
                markdown_text(text.destination),
                std::string((complete ? words::test_ok : words::test_bad).in(language_)),
                open.empty() ? std::string() : say(language_, words::left_open, markdown_text(open))
            );
        }
    }

    // Only what the daemon itself can vouch for is ticked.
    void checklist()
    {
        section(words::checklist);
        const auto item = [&](bool done, const std::string& text) {
            raw((done ? "- [x] " : "- [ ] ") + text);
        };
        const bool names_incident =
            std::all_of(current_.texts.begin(), current_.texts.end(), [&](const rendered_text& text) {
                return text.text.find(about_.incident_id) != std::string::npos;
            });
        const bool by_others = std::none_of(about_.votes.begin(), about_.votes.end(), [&](const vote& v) {
            const auto same = [&](const account& a) { return ctx_.people.same_person(a, v.by); };
            return v.kind == vote_kind::approve &&
                   (same(about_.requester) ||
                    std::any_of(current_.authors.begin(), current_.authors.end(), same));
        });
        item(names_incident, std::string(words::check_id.in(language_)));
        item(current_.unfilled.empty(), std::string(words::check_filled.in(language_)));
        item(!rejected_ && approvals() > 0 && by_others, std::string(words::check_four_eyes.in(language_)));
        item(
            !rejected_ && approvals() >= about_.required,
            say(language_, words::check_count, approvals(), about_.required)
        );
    }

    const phrase& signing(const vote& v) const
    {
        return v.kind == vote_kind::approve ? words::signed_approve : words::signed_reject;
    }

    void signatures()
    {
        section(words::signatures);
        for (const vote& v : about_.votes) {
            raw("- " + name_of_person(v.by, v.by_name) + " — _" + role_of(v.by, v.as_role, signing(v)) +
                "_ — " + std::string(signing(v).in(language_)) + ", " +
                format_local(v.at, ctx_.config.timezone) + ", " + markdown_text(v.by.platform));
        }
    }

    const world& now_;
    const context& ctx_;
    const draft& about_;
    const chain_head& chain_;
    const revision& current_;
    language language_;
    bool rejected_;
    approval_record record_;
};

bool starts_with(std::string_view text, std::string_view start)
{
    return text.substr(0, start.size()) == start;
}

// The lines that record_of() writes while a delivery is not done; whatever else stands there is a person's.
bool is_provisional(std::string_view line, const record_line& entry)
{
    if (!starts_with(line, entry.start)) return false;
    line.remove_prefix(entry.start.size());
    for (const phrase& p : {words::waiting, words::in_doubt}) {
        for (const auto l : {language::pt_br, language::en}) {
            if (line == " " + std::string(p.in(l))) return true;
        }
    }
    return starts_with(line, " ⚠️ ");
}

}  // namespace

approval_record record_of(const world& now, const context& ctx, const draft& about, const chain_head& chain)
{
    return writing(now, ctx, about, chain).run();
}

std::optional<chain_head> head_in_record(std::string_view text)
{
    constexpr std::size_t digest = 64;
    for (const language l : {language::pt_br, language::en}) {
        const std::string_view form = words::chain_line.in(l);
        const std::string_view start = form.substr(0, form.find("{0}"));
        const std::string_view middle = form.substr(start.size() + 3, form.find("{1}") - start.size() - 3);
        for (auto at = text.find(start); at != text.npos; at = text.find(start, at + 1)) {
            if (at != 0 && text[at - 1] != '\n') continue;
            const std::string_view rest = text.substr(at + start.size());
            chain_head head;
            const auto [end, ec] = std::from_chars(
                rest.data(), rest.data() + std::min<std::size_t>(rest.size(), 18), head.number
            );
            const auto used = static_cast<std::size_t>(end - rest.data());
            if (ec != std::errc() || head.number < 1 || !rest.substr(used).starts_with(middle)) continue;
            head.hash = rest.substr(std::min(rest.size(), used + middle.size()), digest);
            const bool whole = head.hash.size() == digest &&
                               head.hash.find_first_not_of("0123456789abcdef") == std::string::npos;
            if (whole) return head;
        }
    }
    return std::nullopt;
}

std::optional<std::string> merge_deliveries(std::string_view edited, const approval_record& record)
{
    const bool crlf = edited.find("\r\n") != edited.npos;
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < edited.size();) {
        const auto end = std::min(edited.find('\n', at), edited.size());
        lines.emplace_back(edited.substr(at, end - at));
        if (crlf && !lines.back().empty() && lines.back().back() == '\r') lines.back().pop_back();
        at = end + 1;
    }
    if (std::find(lines.begin(), lines.end(), record.identity) == lines.end()) return std::nullopt;

    bool changed = false;
    for (const record_line& entry : record.deliveries) {
        const auto about_it = [&](const std::string& l) { return starts_with(l, entry.start); };
        const auto up_to_date = [&](const std::string& l) {
            return l == entry.text || (!entry.permalink.empty() && l.find(entry.permalink) != l.npos);
        };
        if (std::any_of(lines.begin(), lines.end(), up_to_date)) continue;
        changed = true;
        const auto ours = std::find_if(lines.begin(), lines.end(), [&](const std::string& l) {
            return is_provisional(l, entry);
        });
        if (ours != lines.end()) {
            *ours = entry.text;
            continue;
        }
        if (const auto theirs = std::find_if(lines.begin(), lines.end(), about_it); theirs != lines.end()) {
            lines.insert(theirs + 1, entry.text);
            continue;
        }
        auto at = std::find(lines.begin(), lines.end(), record.deliveries_heading);
        if (at == lines.end()) {
            if (!lines.empty() && !lines.back().empty()) lines.emplace_back();
            lines.push_back(record.deliveries_heading);
            lines.emplace_back();
            lines.push_back(entry.text);
            continue;
        }
        ++at;
        auto last = at;  // behind the section's last line that is not blank
        for (; at != lines.end() && !starts_with(*at, "#"); ++at) {
            if (!at->empty()) last = at + 1;
        }
        lines.insert(last, entry.text);
    }
    if (!changed) return std::string(edited);

    std::string out;
    for (const std::string& l : lines) out += l + (crlf ? "\r\n" : "\n");
    const bool ended = !edited.empty() && edited.back() == '\n';
    if (!ended) out.erase(out.size() - (crlf ? 2 : 1));
    return out;
}

}  // namespace bot
