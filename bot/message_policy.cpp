#include "bot/message_policy.hpp"

#include "bot/approval_phrases.hpp"
#include "bot/credential_mark.hpp"
#include "bot/leak_gate.hpp"
#include "bot/lifecycle.hpp"
#include "bot/next_update.hpp"
#include "bot/policy_text.hpp"
#include "bot/public_words.hpp"
#include "bot/reader_text.hpp"
#include "runbooks/case.hpp"
#include "runbooks/mention.hpp"
#include "runbooks/utf8.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <memory>

namespace bot {
namespace {

namespace words = approval_phrases;

constexpr std::size_t most_findings = 20;

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
    if (from.empty()) return;
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

class judge {
public:
    explicit judge(const judging& by)
        : by_(by), policy_(by.ctx.config.policy), language_(channel_language(by.ctx))
    {
    }

    std::vector<finding> run(const std::vector<judged_text>& texts)
    {
        std::vector<std::pair<const policy_rule*, std::unique_ptr<RE2>>> rules;
        for (const policy_rule& rule : policy_.rules) {
            if (rule.level == policy_level::off || !is_meant(rule.about.stages, by_.of.name) ||
                !is_meant(rule.about.severities, name_of(by_.level)))
                continue;
            rules.emplace_back(&rule, compiled_rule(rule.pattern));
        }
        for (const judged_text& each : texts) {
            const auto which = runbooks::dialect_named(each.dialect).value_or(runbooks::dialect::plain);
            credentials(each, which);
            const destination* to = by_.ctx.config.find_destination(each.text->destination);
            const bool to_public = to != nullptr && to->is_public;
            std::string read = reader_text(which, each.text->text);
            // Nobody wrote the marks: no rule is about their letters.
            for (const leak& mark : find_marks(read)) read.replace(mark.begin, mark.length, mark.length, ' ');
            if (to_public) public_text(each, which, read);
            for (const auto& [rule, pattern] : rules) {
                const auto& meant = rule->about.destinations;
                const bool here = meant.empty() || is_meant(meant, each.text->destination) ||
                                  (to_public && is_meant(meant, "public"));
                if (here && pattern->ok()) own_rule(each, *rule, *pattern, read);
            }
            length(each);
            mentions(each, which);
        }
        marked_values(texts);
        next_update(texts);
        std::vector<finding> ordered;
        for (const finding_level level : {finding_level::error, finding_level::warning}) {
            for (const finding& f : found_) {
                if (f.level == level) ordered.push_back(f);
            }
        }
        found_ = std::move(ordered);
        if (found_.size() > most_findings) {
            const std::size_t more = found_.size() - most_findings;
            // A cut never hides that something blocks: errors stand in front.
            const finding_level level = found_[most_findings].level;
            found_.resize(most_findings);
            found_.push_back({level, "more", {}, say(language_, words::and_more_findings, more)});
        }
        return std::move(found_);
    }

private:
    void add(finding_level level, std::string rule, const std::string& destination, std::string text)
    {
        // Destinations with the same text have the same fault: one line tells it.
        const bool known = std::any_of(found_.begin(), found_.end(), [&](const finding& f) {
            return f.rule == rule && f.destination == destination && f.text == text;
        });
        if (!known) found_.push_back({level, std::move(rule), destination, std::move(text)});
    }

    void add_at(
        finding_level level,
        std::string rule,
        const judged_text& where,
        std::string_view read,
        std::size_t at,
        const std::string& what
    )
    {
        const std::string& to = where.text->destination;
        add(level, std::move(rule), to, say(language_, words::at_destination, to, line_of(read, at), what));
    }

    void credentials(const judged_text& each, runbooks::dialect which)
    {
        const std::string read = reader_text(which, each.text->text);
        for (const leak& mark : find_marks(read))
            add_at(
                finding_level::error,
                "leak." + mark.kind,
                each,
                read,
                mark.begin,
                say(language_, words::credential_removed, mark.kind)
            );
        for (const leak& l : find_credentials(read)) {
            add_at(
                finding_level::error,
                "leak." + l.kind,
                each,
                read,
                l.begin,
                say(language_, words::credential, l.kind)
            );
            const std::string secret = read.substr(l.begin, l.length);
            const std::string mark = credential_mark(l, secret, language_);
            const std::string instead = runbooks::escape_value(which, mark);
            replace_all(each.text->text, runbooks::escape_value(which, secret), instead);
            replace_all(each.text->text, secret, instead);
        }
        // Escaped in some other way: better no text than that one.
        if (!find_credentials(reader_text(which, each.text->text)).empty())
            each.text->text = runbooks::escape_value(
                which, "[" + std::string(words::credential_mark.in(language_)) + "/credential]"
            );
    }

    // Where a link swallowed the mark, the text does not show it; the value does.
    void marked_values(const std::vector<judged_text>& texts)
    {
        for (const auto& [name, value] : by_.values) {
            const auto marks = find_marks(value);
            if (marks.empty()) continue;
            for (const judged_text& each : texts) {
                if (each.source == nullptr) continue;
                const auto& names = each.source->text.placeholders();
                const bool used =
                    std::any_of(names.begin(), names.end(), [&](const std::string& placeholder) {
                        return runbooks::lower(placeholder) == name;
                    });
                const std::string& to = each.text->destination;
                const bool told = std::any_of(found_.begin(), found_.end(), [&](const finding& f) {
                    return f.rule == "leak." + marks.front().kind && f.destination == to;
                });
                if (!used || told) continue;
                add(finding_level::error,
                    "leak." + marks.front().kind,
                    to,
                    to + ", " +
                        say(language_,
                            words::credential_in_value,
                            name,
                            say(language_, words::credential_removed, marks.front().kind)));
            }
        }
    }

    void public_text(const judged_text& each, runbooks::dialect which, const std::string& read)
    {
        if (policy_.entropy != policy_level::off) {
            for (const leak& l : find_token_like(read)) {
                const std::string word = read.substr(l.begin, l.length);
                if (is_allowed(word)) continue;
                add_at(
                    as_finding(policy_.entropy),
                    "token_like",
                    each,
                    read,
                    l.begin,
                    say(language_, words::entropy, masked(word))
                );
            }
        }
        if (policy_.internal_names != policy_level::off) {
            for (const inside_word& w : find_inside_words(read, policy_)) {
                const phrase& p = w.kind == inside_kind::host      ? words::internal_host
                                  : w.kind == inside_kind::address ? words::ip_address
                                                                   : words::e_mail;
                add_at(
                    as_finding(policy_.internal_names),
                    "internal_name",
                    each,
                    read,
                    w.begin,
                    say(language_, p, excerpt(std::string_view(read).substr(w.begin, w.length)))
                );
            }
        }
        if (policy_.acronyms != policy_level::off) {
            for (const bare_acronym& a : find_acronyms(read, policy_, by_.ctx.config.incident_prefix))
                add_at(
                    as_finding(policy_.acronyms),
                    "acronym",
                    each,
                    read,
                    a.begin,
                    say(language_, words::acronym, a.letters)
                );
        }
        if (policy_.mentions != policy_level::off) {
            for (const runbooks::mention& who : runbooks::mentions_in(which, each.text->text)) {
                if (who.kind == runbooks::mention_kind::person) continue;
                add(as_finding(policy_.mentions),
                    "mention",
                    each.text->destination,
                    each.text->destination + ": " + say(language_, words::pings_all, shown(who)));
            }
        }
    }

    bool is_allowed(const std::string& word) const
    {
        return std::find(policy_.allowed.begin(), policy_.allowed.end(), word) != policy_.allowed.end();
    }

    void own_rule(
        const judged_text& each, const policy_rule& rule, const RE2& pattern, const std::string& read
    )
    {
        for (const policy_hit& hit : hits_of(pattern, read))
            add_at(
                as_finding(rule.level),
                rule.name,
                each,
                read,
                hit.at,
                say(language_,
                    words::rule_finding,
                    excerpt(hit.text),
                    rule.message.empty() ? rule.name : rule.message)
            );
    }

    void length(const judged_text& each)
    {
        const auto limit = policy_.length.find(each.dialect);
        if (limit == policy_.length.end()) return;
        const std::size_t units = runbooks::utf16_units(each.text->text);
        if (units <= static_cast<std::size_t>(limit->second)) return;
        const std::string& to = each.text->destination;
        add(finding_level::warning,
            "length",
            to,
            to + ": " + say(language_, words::too_long, units, limit->second));
    }

    // Values are escaped before they enter a text, so this finds a fault of ours and nobody else's.
    void mentions(const judged_text& each, runbooks::dialect which)
    {
        if (each.source == nullptr) return;
        const auto meant = each.source->text.mentions(which);
        for (const runbooks::mention& who : runbooks::mentions_in(which, each.text->text)) {
            const bool known = std::any_of(meant.begin(), meant.end(), [&](const runbooks::mention& m) {
                return m.kind == who.kind && m.id == who.id;
            });
            if (!known)
                add(finding_level::error,
                    "foreign_mention",
                    each.text->destination,
                    say(language_, words::foreign_mention, shown(who)));
        }
    }

    void next_update(const std::vector<judged_text>& texts)
    {
        if (policy_.next_update == policy_level::off || by_.of.sets_state() == "resolved") return;
        const auto level = as_finding(policy_.next_update);
        const bool named = std::any_of(texts.begin(), texts.end(), [](const judged_text& each) {
            if (each.source == nullptr) return false;
            const auto& names = each.source->text.placeholders();
            return std::any_of(names.begin(), names.end(), [](const std::string& name) {
                return runbooks::lower(name) == "next_update";
            });
        });
        if (!named) {
            const auto& stages = policy_.next_update_stages;
            if (std::find(stages.begin(), stages.end(), by_.of.name) != stages.end())
                add(level, "next_update", {}, std::string(words::next_update_not_in_text.in(language_)));
            return;
        }
        const auto given = by_.values.find("next_update");
        const std::string value =
            given == by_.values.end() ? std::string() : std::string(runbooks::strip(given->second));
        if (value.empty())
            return add(level, "next_update", {}, std::string(words::next_update_missing.in(language_)));
        const auto when = read_next_update(value, by_.now, by_.ctx.config.timezone);
        if (!when)
            add(level, "next_update", {}, say(language_, words::next_update_unclear, excerpt(value)));
        else if (*when <= by_.now)
            add(level, "next_update", {}, say(language_, words::next_update_past, excerpt(value)));
    }

    const judging& by_;
    const message_policy& policy_;
    language language_;
    std::vector<finding> found_;
};

}  // namespace

std::vector<finding> judge_texts(const judging& by, const std::vector<judged_text>& texts)
{
    return judge(by).run(texts);
}

std::string without_credentials(std::string text, language l)
{
    const auto found = find_credentials(text);
    for (auto each = found.rbegin(); each != found.rend(); ++each) {
        const std::string mark =
            credential_mark(*each, std::string_view(text).substr(each->begin, each->length), l);
        text.replace(each->begin, each->length, mark);
    }
    return text;
}

void hide_credentials(variables& values, language l)
{
    for (auto& [name, value] : values) value = without_credentials(std::move(value), l);
}

std::vector<std::string> blocking_findings(const revision& of)
{
    std::vector<std::string> all;
    for (const finding& f : of.findings) {
        if (f.level == finding_level::error) all.push_back(f.text);
    }
    return all;
}

}  // namespace bot
