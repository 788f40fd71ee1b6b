#include "adapters/sandbox/json_in.hpp"

#include <simdjson.h>

#include <charconv>
#include <cstdint>

namespace adapters::sandbox {
namespace {

bool convert(simdjson::dom::element from, json::value& to, int depth)
{
    if (depth > 64) return false;
    switch (from.type()) {
        case simdjson::dom::element_type::ARRAY: {
            auto& out = to.emplace_array();
            for (auto item : simdjson::dom::array(from)) {
                if (!convert(item, out.emplace_back(nullptr), depth + 1)) return false;
            }
            return true;
        }
        case simdjson::dom::element_type::OBJECT: {
            auto& out = to.emplace_object();
            for (auto field : simdjson::dom::object(from)) {
                json::value inner;
                if (!convert(field.value, inner, depth + 1)) return false;
                out[field.key] = std::move(inner);
            }
            return true;
        }
        case simdjson::dom::element_type::INT64:
            to = std::int64_t(from);
            return true;
        case simdjson::dom::element_type::UINT64:
            to = std::uint64_t(from);
            return true;
        case simdjson::dom::element_type::DOUBLE:
            to = double(from);
            return true;
        case simdjson::dom::element_type::STRING:
            to = json::string(std::string_view(from));
            return true;
        case simdjson::dom::element_type::BOOL:
            to = bool(from);
            return true;
        case simdjson::dom::element_type::NULL_VALUE:
            to = nullptr;
            return true;
    }
    return false;
}

}  // namespace

std::optional<json::value> parse_json(std::string_view text)
{
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
    json::value v;
    if (!convert(root, v, 0)) return std::nullopt;
    return v;
}

std::string_view text_at(const json::object& o, std::string_view key) noexcept
{
    const auto* v = o.if_contains(key);
    if (v == nullptr || !v->is_string()) return {};
    const auto& s = v->get_string();
    return {s.data(), s.size()};
}

bool flag_at(const json::object& o, std::string_view key, bool otherwise) noexcept
{
    const auto* v = o.if_contains(key);
    if (v == nullptr) return otherwise;
    if (v->is_bool()) return v->get_bool();
    if (v->is_int64()) return v->get_int64() != 0;
    const auto s = text_at(o, key);
    return s.empty() ? otherwise : s == "true" || s == "1";
}

std::int64_t number_at(const json::object& o, std::string_view key, std::int64_t otherwise) noexcept
{
    const auto* v = o.if_contains(key);
    if (v == nullptr) return otherwise;
    if (v->is_int64()) return v->get_int64();
    std::int64_t n = otherwise;
    const auto s = text_at(o, key);
    (void)std::from_chars(s.data(), s.data() + s.size(), n);
    return n;
}

const json::object* object_at(const json::object& o, std::string_view key) noexcept
{
    const auto* v = o.if_contains(key);
    return v == nullptr ? nullptr : v->if_object();
}

const json::array* array_at(const json::object& o, std::string_view key) noexcept
{
    const auto* v = o.if_contains(key);
    return v == nullptr ? nullptr : v->if_array();
}

std::size_t utf16_length(std::string_view utf8) noexcept
{
    std::size_t n = 0;
    for (const char c : utf8) {
        const auto b = static_cast<unsigned char>(c);
        if ((b & 0xC0U) != 0x80U) n += b >= 0xF0U ? 2 : 1;
    }
    return n;
}

std::string cut_to_utf16(std::string_view utf8, std::size_t units)
{
    std::size_t n = 0;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto b = static_cast<unsigned char>(utf8[i]);
        if ((b & 0xC0U) == 0x80U) continue;
        n += b >= 0xF0U ? 2 : 1;
        if (n > units) return std::string(utf8.substr(0, i));
    }
    return std::string(utf8);
}

}  // namespace adapters::sandbox
