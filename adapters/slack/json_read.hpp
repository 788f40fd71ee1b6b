// Reading JSON of strangers with simdjson: wrong types are as good as absent, broken JSON ends the reading.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace adapters::slack::reading {

namespace json = simdjson::ondemand;

constexpr std::size_t longest_text = 64 * 1024;

// What ends the decoding of a frame: simdjson's own error, as an exception that no function of this folder
// lets out.
struct broken {
    simdjson::error_code why;
};

template <class T>
T must(simdjson::simdjson_result<T> r)
{
    T value;
    if (const auto ec = std::move(r).get(value)) throw broken{ec};
    return value;
}

// Wrong types are as good as absent; broken JSON is not.
inline bool is(json::value& v, json::json_type wanted)
{
    return must(v.type()) == wanted;
}

inline void read(json::value v, std::string& into)
{
    if (!is(v, json::json_type::string)) return;
    std::string_view text = must(v.get_string());
    if (text.size() > longest_text) {
        text = text.substr(0, longest_text);
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U)
            text.remove_suffix(1);
        if (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0) text.remove_suffix(1);
    }
    into.assign(text);
}

inline void read(json::value v, bool& into)
{
    if (is(v, json::json_type::boolean)) into = must(v.get_bool());
}

inline void read(json::value v, int& into)
{
    if (!is(v, json::json_type::number)) return;
    std::int64_t number = 0;
    const auto ec = v.get_int64().get(number);
    if (ec == simdjson::SUCCESS && number >= 0 && number <= 1'000'000'000) into = static_cast<int>(number);
}

// Calls on_field(name, value) for each member; does nothing when `v` is no object.
template <class OnField>
void each_field(json::value v, OnField&& on_field)
{
    if (!is(v, json::json_type::object)) return;
    json::object fields = must(v.get_object());
    for (auto field : fields) {
        json::field one = must(field);
        const std::string_view name = must(one.unescaped_key());
        on_field(name, one.value());
    }
}

template <class OnItem>
void each_item(json::value v, OnItem&& on_item)
{
    if (!is(v, json::json_type::array)) return;
    json::array items = must(v.get_array());
    for (auto item : items) on_item(must(item));
}

}  // namespace adapters::slack::reading
