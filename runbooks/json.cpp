#include "runbooks/json.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>

#include <algorithm>
#include <optional>

#include "runbooks/utf8.hpp"

namespace runbooks {
namespace {

namespace ondemand = simdjson::ondemand;

bool in_string(std::string_view text, std::size_t at)
{
    bool inside = false;
    for (std::size_t i = 0; i < at; ++i) {
        if (inside && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            inside = !inside;
    }
    return inside;
}

// Boost.JSON's parser knows the byte at which a text stops being JSON; simdjson, which reads it afterwards,
// knows where each value starts.
std::optional<json_fault> syntax_fault(std::string_view text)
{
    boost::json::parse_options options;
    options.max_depth = json_depth_limit;
    boost::json::stream_parser parser({}, options);
    boost::system::error_code why;
    std::size_t at = parser.write_some(text.data(), text.size(), why);
    if (!why && at < text.size()) {
        const auto extra = text.find_first_not_of(" \t\r\n", at);
        if (extra != std::string_view::npos) return json_fault{extra, "text after the end of the JSON value"};
    }
    if (!why) parser.finish(why);
    if (!why) return std::nullopt;
    at = std::min(at, text.size());
    const auto before = text.substr(0, at).find_last_not_of(" \t\r\n");
    const char next = at < text.size() ? text[at] : '\0';
    if (why == boost::json::error::incomplete || at >= text.size())
        return json_fault{at, "the JSON ends before it is complete"};
    if (static_cast<unsigned char>(next) < 0x20 && in_string(text, at))
        return json_fault{
            at,
            next == '\n' ? "a line break inside a JSON string: write \\n"
                         : "a control character inside a JSON string"
        };
    if (why == boost::json::error::too_deep)
        return json_fault{at, fmt::format("nested deeper than {} levels", json_depth_limit)};
    if ((next == '}' || next == ']') && before != std::string_view::npos && text[before] == ',')
        return json_fault{before, fmt::format("a comma before the closing \"{}\"", next)};
    if (why == boost::json::error::syntax && next == '"' && !in_string(text, at))
        return json_fault{at, "a comma or colon is missing before this"};
    return json_fault{at, "not valid JSON here (" + why.message() + ")"};
}

struct reader {
    const char* start;

    std::size_t offset_of(const char* p) const { return static_cast<std::size_t>(p - start); }

    json_value read(ondemand::value from) const
    {
        json_value out;
        const std::string_view token = from.raw_json_token();
        out.offset = offset_of(token.data());
        switch (ondemand::json_type(from.type())) {
            case ondemand::json_type::object:
                out.kind = json_kind::object;
                for (auto field : from.get_object()) {
                    json_member member;
                    member.offset = offset_of(field.key().value().raw()) - 1;
                    member.key = std::string_view(field.unescaped_key());
                    member.value = read(field.value());
                    out.members.push_back(std::move(member));
                }
                break;
            case ondemand::json_type::array:
                out.kind = json_kind::array;
                for (auto item : from.get_array()) out.items.push_back(read(item.value()));
                break;
            case ondemand::json_type::string:
                out.kind = json_kind::string;
                out.text = std::string_view(from.get_string());
                break;
            default: {
                const auto kind = ondemand::json_type(from.type());
                out.kind = kind == ondemand::json_type::number    ? json_kind::number
                           : kind == ondemand::json_type::boolean ? json_kind::boolean
                                                                  : json_kind::null;
                out.text = token.substr(0, token.find_first_of(" \t\r\n,]}"));
            }
        }
        return out;
    }
};

}  // namespace

boost::system::result<json_value, json_fault> read_json(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return json_fault{0, "there is no JSON here"};
    if (const auto broken = invalid_utf8_at(text); broken != std::string_view::npos)
        return json_fault{broken, "not valid UTF-8"};
    if (auto wrong = syntax_fault(text)) return *std::move(wrong);
    if (text[first] != '{') return json_fault{first, "the outermost value must be an object { … }"};
    const simdjson::padded_string padded(text);
    ondemand::parser parser;
    try {
        ondemand::document document = parser.iterate(padded);
        return reader{padded.data()}.read(ondemand::value(document.get_value()));
    } catch (const simdjson::simdjson_error& e) {
        return json_fault{first, std::string("not valid JSON: ") + e.what()};
    }
}

std::size_t json_value::source_of(std::string_view json_text, std::size_t decoded) const
{
    std::size_t at = offset + 1;  // behind the quote
    const auto hex = [&](std::size_t from) {
        char32_t value = 0;
        for (std::size_t i = from; i < from + 4 && i < json_text.size(); ++i) {
            const char c = json_text[i];
            const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
            value = value * 16 + static_cast<char32_t>(digit);
        }
        return value;
    };
    for (std::size_t done = 0; done < decoded && at < json_text.size() && json_text[at] != '"';) {
        if (json_text[at] != '\\') {
            ++at;
            ++done;
        } else if (at + 1 < json_text.size() && json_text[at + 1] == 'u') {
            const char32_t unit = hex(at + 2);
            const bool pair = unit >= 0xD800 && unit <= 0xDBFF;
            done += pair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
            at += pair ? 12 : 6;
        } else {
            at += 2;
            ++done;
        }
    }
    return std::min(at, json_text.size());
}

std::string compact_json(const json_value& of)
{
    const auto quoted = [](std::string_view text) {
        return boost::json::serialize(boost::json::string(text));
    };
    std::string out;
    switch (of.kind) {
        case json_kind::object:
            for (const auto& member : of.members) {
                out += out.empty() ? "" : ",";
                out += quoted(member.key) + ":" + compact_json(member.value);
            }
            return "{" + out + "}";
        case json_kind::array:
            for (const auto& item : of.items) {
                out += out.empty() ? "" : ",";
                out += compact_json(item);
            }
            return "[" + out + "]";
        case json_kind::string:
            return quoted(of.text);
        default:
            return of.text;
    }
}

std::string_view name_of(json_kind kind) noexcept
{
    switch (kind) {
        case json_kind::null:
            return "null";
        case json_kind::boolean:
            return "true or false";
        case json_kind::number:
            return "a number";
        case json_kind::string:
            return "a text";
        case json_kind::array:
            return "a list";
        case json_kind::object:
            return "an object";
    }
    return "nothing";
}

}  // namespace runbooks
