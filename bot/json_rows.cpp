#include "bot/json_rows.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/mp11/algorithm.hpp>

#include <concepts>
#include <stdexcept>
#include <type_traits>

namespace bot {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_row = std::size_t{64} << 20;

template <class T>
concept described_enum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
concept described_struct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public>;

json::value to_value(const inbound& row);

json::value to_value(bool b)
{
    return b;
}
json::value to_value(const std::string& text)
{
    return json::string(text);
}
json::value to_value(time_point t)
{
    return static_cast<std::int64_t>(t.time_since_epoch().count());
}
template <std::integral T>
json::value to_value(T number)
{
    return static_cast<std::int64_t>(number);
}
template <described_enum E>
json::value to_value(E e)
{
    return json::string(boost::describe::enum_to_string(e, ""));
}
template <described_struct T>
json::value to_value(const T& row);
template <class T>
json::value to_value(const std::vector<T>& list)
{
    json::array out;
    out.reserve(list.size());
    for (const auto& item : list) out.push_back(to_value(item));
    return out;
}
template <class T>
json::value to_value(const std::map<std::string, T, std::less<>>& map)
{
    json::object out;
    out.reserve(map.size());
    for (const auto& [key, item] : map) out.emplace(key, to_value(item));
    return out;
}

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

template <described_struct T>
json::value to_value(const T& row)
{
    json::object out;
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
        const auto& field = row.*member.pointer;
        if constexpr (is_optional<std::decay_t<decltype(field)>>::value) {
            if (field) out.emplace(member.name, to_value(*field));
        } else {
            out.emplace(member.name, to_value(field));
        }
    });
    return out;
}

constexpr std::string_view deed_name(const typed_command*)
{
    return "typed_command";
}
constexpr std::string_view deed_name(const press*)
{
    return "press";
}
constexpr std::string_view deed_name(const form_submission*)
{
    return "form_submission";
}
constexpr std::string_view deed_name(const reaction*)
{
    return "reaction";
}
constexpr std::string_view deed_name(const sighting*)
{
    return "sighting";
}

json::value to_value(const inbound& row)
{
    json::object what = std::visit(
        [](const auto& deed) {
            json::object out = to_value(deed).get_object();
            out.emplace("type", deed_name(&deed));
            return out;
        },
        row.what
    );
    return json::object{
        {"keys", to_value(row.keys)},
        {"from", to_value(row.from)},
        {"at", to_value(row.at)},
        {"may_open_form", row.may_open_form},
        {"what", std::move(what)},
    };
}

[[noreturn]] void broken(std::string_view member, std::string_view why)
{
    throw std::runtime_error("stored row is broken at " + std::string(member) + ": " + std::string(why));
}

void read(const json::value& from, bool& to, std::string_view member)
{
    if (!from.is_bool()) broken(member, "not a boolean");
    to = from.get_bool();
}
void read(const json::value& from, std::string& to, std::string_view member)
{
    if (!from.is_string()) broken(member, "not a text");
    to.assign(from.get_string().data(), from.get_string().size());
}
template <std::integral T>
void read(const json::value& from, T& to, std::string_view member)
{
    boost::system::error_code ec;
    const T number = from.to_number<T>(ec);
    if (ec || from.is_double()) broken(member, "not an integer in range");
    to = number;
}
void read(const json::value& from, time_point& to, std::string_view member)
{
    std::int64_t count = 0;
    read(from, count, member);
    to = time_point(std::chrono::milliseconds(count));
}
template <described_enum E>
void read(const json::value& from, E& to, std::string_view member)
{
    std::string name;
    read(from, name, member);
    if (!boost::describe::enum_from_string(name.c_str(), to)) broken(member, "unknown name " + name);
}
template <described_struct T>
void read(const json::value& from, T& to, std::string_view member);
template <class T>
void read(const json::value& from, std::optional<T>& to, std::string_view member)
{
    if (from.is_null()) {
        to.reset();
        return;
    }
    T inner{};
    read(from, inner, member);
    to = std::move(inner);
}
template <class T>
void read(const json::value& from, std::vector<T>& to, std::string_view member)
{
    if (!from.is_array()) broken(member, "not a list");
    to.clear();
    to.reserve(from.get_array().size());
    for (const auto& item : from.get_array()) {
        T inner{};
        read(item, inner, member);
        to.push_back(std::move(inner));
    }
}
template <class T>
void read(const json::value& from, std::map<std::string, T, std::less<>>& to, std::string_view member)
{
    if (!from.is_object()) broken(member, "not an object");
    to.clear();
    for (const auto& item : from.get_object()) {
        T inner{};
        read(item.value(), inner, member);
        to.emplace(std::string(item.key()), std::move(inner));
    }
}

template <class T>
void read_member(const json::object& from, std::string_view name, T& to)
{
    if (const auto* found = from.if_contains(name)) read(*found, to, name);
}

template <described_struct T>
void read(const json::value& from, T& to, std::string_view member)
{
    if (!from.is_object()) broken(member, "not an object");
    boost::mp11::mp_for_each<members_of<T>>([&](auto field) {
        read_member(from.get_object(), field.name, to.*field.pointer);
    });
}

void read(const json::value& from, deed& to, std::string_view member)
{
    if (!from.is_object()) broken(member, "not an object");
    std::string type;
    read_member(from.get_object(), "type", type);
    const auto take = [&]<class T>(T value) {
        if (type != deed_name(&value)) return false;
        read(from, value, member);
        to = std::move(value);
        return true;
    };
    if (!take(typed_command{}) && !take(press{}) && !take(form_submission{}) && !take(reaction{}) &&
        !take(sighting{}))
        broken(member, "unknown type " + type);
}

json::value parse_row(std::string_view text)
{
    if (text.size() > longest_row) broken("the row", "larger than any row of ours");
    json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code ec;
    json::value parsed = json::parse(text, ec, {}, options);
    if (ec) broken("the row", ec.message());
    if (!parsed.is_object()) broken("the row", "not an object");
    return parsed;
}

template <class T>
T row_from(std::string_view text)
{
    T row{};
    read(parse_row(text), row, "the row");
    return row;
}

}  // namespace

std::string to_json_text(const incident& row)
{
    return json::serialize(to_value(row));
}
std::string to_json_text(const draft& row)
{
    return json::serialize(to_value(row));
}
std::string to_json_text(const delivery& row)
{
    return json::serialize(to_value(row));
}
std::string to_json_text(const inbound& row)
{
    return json::serialize(to_value(row));
}

incident incident_from_json(std::string_view text)
{
    return row_from<incident>(text);
}

draft draft_from_json(std::string_view text)
{
    auto row = row_from<draft>(text);
    if (row.revisions.empty()) broken("revisions", "a draft has at least one");
    return row;
}

delivery delivery_from_json(std::string_view text)
{
    return row_from<delivery>(text);
}

inbound inbound_from_json(std::string_view text)
{
    const json::value parsed = parse_row(text);
    const auto& object = parsed.get_object();
    inbound row;
    read_member(object, "keys", row.keys);
    read_member(object, "from", row.from);
    read_member(object, "at", row.at);
    read_member(object, "may_open_form", row.may_open_form);
    if (!object.contains("what")) broken("what", "missing");
    read(object.at("what"), row.what, "what");
    return row;
}

}  // namespace bot
