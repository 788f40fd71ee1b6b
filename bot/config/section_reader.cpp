#include "bot/config/section_reader.hpp"

#include "bot/config/url_rule.hpp"
#include "bot/format_time.hpp"
#include "runbooks/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

namespace bot {

config_faults fault_list::sorted() const
{
    config_faults all = faults_;
    std::sort(all.begin(), all.end(), [](const config_fault& a, const config_fault& b) {
        return std::tie(a.line, a.column, a.message) < std::tie(b.line, b.column, b.message);
    });
    return all;
}

std::string to_string(const config_fault& what)
{
    if (what.line == 0) return fmt::format("{}: {}", what.file, what.message);
    return fmt::format("{}:{}:{}: {}", what.file, what.line, what.column, what.message);
}

section_reader::section_reader(const toml_value& table, std::string title, fault_list& faults)
    : table_(table), title_(std::move(title)), faults_(faults)
{
    if (table.kind != toml_kind::table) faults_.add(table, fmt::format("{} must be a table", title_));
}

const toml_value* section_reader::find(std::string_view key)
{
    known_.emplace_back(key);
    return table_.find(key);
}

const toml_value* section_reader::find(std::string_view key, toml_kind kind)
{
    const toml_value* found = find(key);
    if (found == nullptr || found->kind == kind) return found;
    fault(*found, key, fmt::format("must be {}", name_of(kind)));
    return nullptr;
}

const toml_value* section_reader::require(std::string_view key, toml_kind kind)
{
    if (table_.kind == toml_kind::table && table_.find(key) == nullptr) {
        faults_.add(table_, fmt::format("{} needs the key \"{}\"", title_, key));
    }
    return find(key, kind);
}

void section_reader::read(std::string_view key, std::string& into)
{
    const toml_value* found = find(key, toml_kind::text);
    if (found == nullptr) return;
    if (found->text.empty()) return fault(*found, key, "must not be empty");
    into = found->text;
}

void section_reader::read(std::string_view key, bool& into)
{
    if (const toml_value* found = find(key, toml_kind::flag)) into = found->flag;
}

void section_reader::read(std::string_view key, int& into, int least, int most)
{
    const toml_value* found = find(key, toml_kind::integer);
    if (found == nullptr) return;
    if (found->integer < least || found->integer > most) {
        return fault(*found, key, fmt::format("must be from {} to {}", least, most));
    }
    into = static_cast<int>(found->integer);
}

std::vector<const toml_value*> texts_of(const toml_value& list, std::string_view key, section_reader& in)
{
    std::vector<const toml_value*> out;
    for (const toml_value& each : list.items) {
        if (each.kind == toml_kind::text && !each.text.empty()) {
            out.push_back(&each);
        } else {
            in.fault(each, key, "must hold texts that are not empty");
        }
    }
    return out;
}

void section_reader::read(std::string_view key, std::vector<std::string>& into)
{
    const toml_value* found = find(key, toml_kind::array);
    if (found == nullptr) return;
    into.clear();
    for (const toml_value* each : texts_of(*found, key, *this)) into.push_back(each->text);
}

void section_reader::read(std::string_view key, secret_ref& into)
{
    const toml_value* found = find(key, toml_kind::text);
    if (found == nullptr) return;
    if (std::string wrong = secret_ref_fault(found->text); !wrong.empty()) return fault(*found, key, wrong);
    into.text = found->text;
}

void section_reader::read(std::string_view key, std::chrono::seconds& into)
{
    const toml_value* found = find(key, toml_kind::text);
    if (found == nullptr) return;
    const auto parsed = parse_duration(found->text);
    if (!parsed || parsed->count() <= 0) {
        return fault(*found, key, "must be a duration such as \"90s\", \"15m\", \"1h30m\" or \"2d\"");
    }
    into = *parsed;
}

void section_reader::read_url(std::string_view key, std::string& into)
{
    const toml_value* found = find(key, toml_kind::text);
    if (found == nullptr) return;
    if (std::string wrong = url_fault(found->text); !wrong.empty()) return fault(*found, key, wrong);
    into = found->text;
}

void section_reader::read_choice(
    std::string_view key, std::string& into, std::span<const std::string_view> choices
)
{
    const toml_value* found = find(key, toml_kind::text);
    if (found == nullptr) return;
    if (std::find(choices.begin(), choices.end(), found->text) == choices.end()) {
        return fault(
            *found,
            key,
            fmt::format(
                "must be one of {}{}", fmt::join(choices, ", "), runbooks::did_you_mean(found->text, choices)
            )
        );
    }
    into = found->text;
}

void section_reader::require_text(std::string_view key, std::string& into)
{
    if (require(key, toml_kind::text) != nullptr) read(key, into);
}

void section_reader::require_secret(std::string_view key, secret_ref& into)
{
    if (require(key, toml_kind::text) != nullptr) read(key, into);
}

void section_reader::fault(const toml_value& at, std::string_view key, std::string_view what)
{
    faults_.add(at, fmt::format("{} {} {}", title_, key, what));
}

void section_reader::fault(std::string_view what)
{
    faults_.add(table_, fmt::format("{} {}", title_, what));
}

void section_reader::finish()
{
    for (const toml_member& each : table_.members) {
        if (std::find(known_.begin(), known_.end(), each.key) != known_.end()) continue;
        faults_.add(
            each.line,
            each.column,
            fmt::format(
                "{} has no key \"{}\"{}",
                title_,
                each.key,
                runbooks::did_you_mean(each.key, std::span<const std::string>(known_))
            )
        );
    }
}

std::string secret_ref_fault(std::string_view text)
{
    for (const std::string_view scheme : {"env:", "file:", "credential:", "exec:"}) {
        if (!text.starts_with(scheme)) continue;
        const std::string_view rest = text.substr(scheme.size());
        if (rest.find_first_not_of(' ') == rest.npos) return "names nothing after its colon";
        if (scheme == "file:" && rest.front() != '/') return "must name a file by its full path";
        if (scheme == "credential:" && rest.find('/') != rest.npos)
            return "must name a credential, not a path";
        if (scheme == "env:" && rest.find_first_of("= $") != rest.npos)
            return "must name an environment variable";
        return {};
    }
    return "must be a reference (env:NAME, file:/path, credential:NAME or exec:COMMAND), never the secret "
           "itself";
}

}  // namespace bot
