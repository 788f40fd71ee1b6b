#include "runbooks/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

#include "runbooks/case.hpp"
#include "runbooks/library.hpp"
#include "runbooks/suggest.hpp"

namespace runbooks {
namespace {

class stage_checks {
public:
    stage_checks(const library& all, std::vector<diagnostic>& out) : all_(all), out_(out) {}

    void check(const stage& of)
    {
        const auto texts = of.all_texts();
        for (const auto* text : texts) check_text(of, *text);
        for (const auto& each : of.translations) check_translation(of, each);
        if (of.settings) check_settings(of, texts);
    }

private:
    void tell(level severity, const place& at, std::string message)
    {
        out_.push_back({severity, at.file, at.line, at.column, std::move(message)});
    }

    void check_text(const stage& of, const stage_text& text)
    {
        for (const auto& name : text.text.placeholders())
            if (const auto why = untypeable(name); !why.empty())
                tell(
                    level::warning,
                    text.where,
                    fmt::format("stage \"{}\": nobody can give {{{}}} in a command: {}", of.name, name, why)
                );
        for (const auto& name : text.text.url_placeholders())
            if (in_mention(text.text.source(), name))
                tell(
                    level::warning,
                    text.where,
                    fmt::format(
                        "stage \"{}\": {{{}}} stands inside a mention, where no value is let in",
                        of.name,
                        name
                    )
                );
    }

    // One approval covers all languages: what one of them says, the others should say too.
    void check_translation(const stage& of, const stage_translation& in)
    {
        const auto compare = [&](const std::optional<stage_text>& text, dialect platform) {
            const auto* own = of.text_for(platform);
            if (!text || own == nullptr) return;
            tell_lacking(of, text->where, own->text, text->text, "in " + in.language);
            tell_lacking(of, own->where, text->text, own->text, "in no particular language");
        };
        compare(in.slack, dialect::slack);
        compare(in.teams, dialect::teams);
        compare(in.any, dialect::plain);
    }

    void tell_lacking(
        const stage& of,
        const place& at,
        const message_template& whole,
        const message_template& other,
        std::string_view which
    )
    {
        const auto& has = other.placeholders();
        for (const auto& name : whole.placeholders()) {
            const bool there = std::any_of(has.begin(), has.end(), [&](const auto& spelled) {
                return lower(spelled) == lower(name);
            });
            if (!there)
                tell(
                    level::warning,
                    at,
                    fmt::format(
                        "stage \"{}\": the text {} does not say {{{}}}, a text in another language does",
                        of.name,
                        which,
                        name
                    )
                );
        }
    }

    void check_settings(const stage& of, std::span<const stage_text* const> texts)
    {
        const auto& settings = *of.settings;
        std::vector<std::string> used;
        bool has_text = false;
        for (const auto* text : texts) {
            if (text == nullptr) continue;
            has_text = true;
            for (const auto& name : text->text.placeholders()) used.push_back(lower(name));
        }
        if (!has_text)
            tell(
                level::warning, settings.where, fmt::format("stage \"{}\" has settings but no text", of.name)
            );
        const auto check_names = [&](const std::vector<std::string>& names, std::string_view list) {
            for (const auto& name : names)
                if (has_text && std::find(used.begin(), used.end(), name) == used.end())
                    tell(
                        level::warning,
                        settings.where,
                        fmt::format(
                            "stage \"{}\": {} variable \"{}\" is in none of its texts{}",
                            of.name,
                            list,
                            name,
                            did_you_mean(name, std::span<const std::string>(used))
                        )
                    );
        };
        check_names(settings.required, "required");
        check_names(settings.optional, "optional");
        if (!settings.next.empty() && all_.find(settings.next) == nullptr) {
            const auto names = all_.stage_names();
            tell(
                level::error,
                settings.where,
                fmt::format(
                    "stage \"{}\": no runbook has its next stage \"{}\"{}",
                    of.name,
                    settings.next,
                    did_you_mean(settings.next, std::span<const std::string>(names))
                )
            );
        }
    }

    // Commands accept as a key: a letter or _, then up to 63 letters, digits, _ and -.
    static std::string_view untypeable(std::string_view name)
    {
        if (lower(name) == "id") return "id= says which incident is meant";
        if (code_points(name) > 64) return "a name has at most 64 characters";
        if (name.front() >= '0' && name.front() <= '9') return "a name starts with a letter";
        for (const char c : name) {
            const auto byte = static_cast<unsigned char>(c);
            const bool letter = byte >= 0x80 || c == '_' || (c >= '0' && c <= '9') ||
                                ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
            if (!letter && c != '-') return "a name has letters, digits, _ and - only";
        }
        return {};
    }

    static bool in_mention(std::string_view text, std::string_view name)
    {
        const auto marked = "{" + std::string(name) + "}";
        for (auto at = text.find(marked); at != std::string_view::npos; at = text.find(marked, at + 1)) {
            const auto open = text.substr(0, at).find_last_of("<>\n");
            if (open == std::string_view::npos || text[open] != '<') continue;
            const auto inside = text.substr(open + 1);
            if (inside.starts_with('@') || inside.starts_with('!') || inside.starts_with('#')) return true;
        }
        return false;
    }

    const library& all_;
    std::vector<diagnostic>& out_;
};

}  // namespace

std::vector<diagnostic> lint(const std::vector<source>& sources)
{
    std::vector<diagnostic> all;
    std::vector<runbook> books;
    std::map<std::string, std::size_t> order;
    for (const auto& from : sources) {
        order.emplace(from.file, order.size());
        auto parsed = parse(from.file, from.text);
        all.insert(all.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
        books.push_back(std::move(parsed.book));
    }
    const auto together = library::build(std::move(books));
    all.insert(all.end(), together.diagnostics.begin(), together.diagnostics.end());
    stage_checks checks(together.books, all);
    for (const auto& of : together.books.stages()) checks.check(of);
    std::sort(all.begin(), all.end(), [&](const diagnostic& a, const diagnostic& b) {
        return std::tuple(order[a.file], a.line, a.column, std::string_view(a.message)) <
               std::tuple(order[b.file], b.line, b.column, std::string_view(b.message));
    });
    return all;
}

}  // namespace runbooks
