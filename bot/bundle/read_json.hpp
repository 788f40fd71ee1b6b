// JSON of a bundle, which anybody may have written.
#pragma once

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::bundle {

namespace json = boost::json;

// At most 32 levels deep.
std::optional<json::value> parse_bounded(std::string_view text);

// Whether the text is exactly the canonical form and a line break. A member that is written twice, say, could
// show one thing to us and another to somebody else's reader.
bool is_canonical(const json::value& parsed, std::string_view text);

// Members of an object by kind; the first that is not as it must be makes the reader faulty.
class reading {
public:
    reading(const json::value& from, std::string where) : where_(std::move(where))
    {
        from_ = from.if_object();
        if (from_ == nullptr) fail("is no object");
    }

    std::string text(std::string_view name)
    {
        const json::value* v = find(name);
        if (v == nullptr || !v->is_string()) return fail(name), std::string();
        return std::string(v->get_string());
    }
    std::int64_t number(std::string_view name)
    {
        const json::value* v = find(name);
        if (v == nullptr || !v->is_int64()) return fail(name), 0;
        return v->get_int64();
    }
    const json::array& list(std::string_view name)
    {
        static const json::array none;
        const json::value* v = find(name);
        if (v == nullptr || !v->is_array()) return fail(name), none;
        return v->get_array();
    }
    std::vector<std::string> texts(std::string_view name)
    {
        std::vector<std::string> out;
        for (const json::value& each : list(name)) {
            if (!each.is_string()) return fail(name), out;
            out.emplace_back(each.get_string());
        }
        return out;
    }
    const json::value& value(std::string_view name)
    {
        static const json::value none;
        const json::value* v = find(name);
        if (v == nullptr) return fail(name), none;
        return *v;
    }
    void fail(std::string_view what)
    {
        if (fault_.empty()) fault_ = fmt::format("{}: {}", where_, what);
    }
    const std::string& fault() const noexcept { return fault_; }

private:
    const json::value* find(std::string_view name) const
    {
        return from_ == nullptr ? nullptr : from_->if_contains(name);
    }

    const json::object* from_ = nullptr;
    std::string where_;
    std::string fault_;
};

}  // namespace bot::bundle
