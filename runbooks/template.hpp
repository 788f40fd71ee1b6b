// A message with {placeholders}: compiled once with exact fault positions, rendered without surprises.
#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "runbooks/dialect.hpp"
#include "runbooks/mention.hpp"

namespace runbooks {

using values = std::map<std::string, std::string, std::less<>>;

struct template_fault {
    std::size_t offset = 0;  // byte in the template's text
    std::size_t line = 1;    // of that text, from 1
    std::size_t column = 1;  // in code points, from 1
    std::string message;
};

[[noreturn]] inline void throw_exception_from_error(const template_fault& why, const auto&)
{
    throw std::logic_error(why.message);
}

struct render_options {
    // Drafts: an empty value counts as unfilled. The messenger takes it as given.
    bool empty_is_unfilled = true;
    // Drafts: {Impact} finds "impact", since command keys have no case. Names are then reported in lower
    // case.
    bool fold_names = true;
};

// What the `messenger` subcommand promises its pipelines.
inline constexpr render_options as_given{.empty_is_unfilled = false, .fold_names = false};

struct rendered {
    std::string text;                   // final: final_text() was already applied
    std::vector<std::string> unfilled;  // without a value; still visible as {name}; each once, in order
    std::vector<std::string>
        bad_urls;  // inside link markup with a value that is no http(s) URL; visible as {name}
};

// Different names in one template, as many as an incident holds variables.
inline constexpr std::size_t placeholder_limit = 100;

class message_template {
public:
    // {name} is a placeholder, {{ and }} are braces; {a.b}, {x!r}, {x:>8}, {} and lone braces are faults.
    static boost::system::result<message_template, template_fault> compile(std::string_view text);

    // Unique names as spelled, in order of appearance.
    const std::vector<std::string>& placeholders() const noexcept { return names_; }
    // Those that stand inside link or mention markup somewhere: they accept only URLs.
    const std::vector<std::string>& url_placeholders() const noexcept { return url_names_; }

    // A replaced value is never expanded again. In `plain` values go in as they are, links included.
    rendered render(const values& with, dialect to, render_options how = {}) const;

    // Whom posting will notify because the template says so.
    std::vector<mention> mentions(dialect to) const;

    const std::string& source() const noexcept { return source_; }  // as compile() got it

private:
    struct piece {
        std::string text;  // literal text, or the placeholder's name
        bool placeholder = false;
        bool in_link = false;    // between < and >, or in the target of a markdown link
        std::size_t offset = 0;  // where it starts in the source
    };

    void mark_links();

    std::string source_;
    std::vector<piece> pieces_;
    std::vector<std::string> names_;
    std::vector<std::string> url_names_;
};

}  // namespace runbooks
