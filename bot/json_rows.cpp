#include "bot/json_rows.hpp"

#include "bot/json_string.hpp"
#include "runbooks/utf8.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/parse.hpp>
#include <boost/mp11/algorithm.hpp>

#include <concepts>
#include <iterator>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace bot {

namespace json = boost::json;

namespace {

template <class T>
concept described_enum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
concept described_struct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public>;

template <described_struct T>
void append(std::string& out, const T& row);
template <class T>
void append(std::string& out, const std::map<std::string, T, std::less<>>& map);
void append(std::string& out, const deed& what);

void append(std::string& out, bool b)
{
    out += b ? "true" : "false";
}
void append(std::string& out, const std::string& text)
{
    append_json_string(out, text);
}
template <std::integral T>
void append(std::string& out, T number)
{
    fmt::format_to(std::back_inserter(out), "{}", number);
}
void append(std::string& out, time_point t)
{
    append(out, static_cast<std::int64_t>(t.time_since_epoch().count()));
}
template <described_enum E>
void append(std::string& out, E e)
{
    append_json_string(out, boost::describe::enum_to_string(e, ""));
}
template <class T>
void append(std::string& out, const std::vector<T>& list)
{
    out += '[';
    for (const auto& item : list) {
        if (&item != &list.front()) out += ',';
        append(out, item);
    }
    out += ']';
}

// Members of one object, separated by commas.
class members {
public:
    explicit members(std::string& out) : out_(out) { out_ += '{'; }
    template <class T>
    void add(std::string_view name, const T& value)
    {
        if (!std::exchange(is_first_, false)) out_ += ',';
        append_json_string(out_, name);
        out_ += ':';
        append(out_, value);
    }
    template <class T>
    void add(std::string_view name, const std::optional<T>& value)
    {
        if (value) add(name, *value);
    }
    void add(std::string_view name, const shared_preview& value)
    {
        if (value) add(name, *value);
    }
    template <described_struct T>
    void add_all(const T& row)
    {
        boost::mp11::mp_for_each<members_of<T>>([&](auto each) { add(each.name, row.*each.pointer); });
    }
    void end() { out_ += '}'; }

private:
    std::string& out_;
    bool is_first_ = true;
};

template <class T>
void append(std::string& out, const std::map<std::string, T, std::less<>>& map)
{
    members object(out);
    for (const auto& [key, item] : map) object.add(key, item);
    object.end();
}

template <described_struct T>
void append(std::string& out, const T& row)
{
    members object(out);
    object.add_all(row);
    object.end();
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

void append(std::string& out, const deed& what)
{
    members object(out);
    std::visit(
        [&](const auto& done) {
            object.add_all(done);
            object.add("type", std::string(deed_name(&done)));
        },
        what
    );
    object.end();
}

void append(std::string& out, const inbound& row)
{
    members object(out);
    object.add("keys", row.keys);
    object.add("from", row.from);
    object.add("at", row.at);
    object.add("may_open_form", row.may_open_form);
    object.add("what", row.what);
    object.end();
}

// What is stored can be read again, whatever bytes got into the row.
template <class T>
std::string row_text(const T& row)
{
    std::string text;
    append(text, row);
    if (runbooks::invalid_utf8_at(text) == std::string::npos) return text;
    spdlog::error("a row to be stored holds bytes that are no UTF-8; U+FFFD is stored in their place");
    return runbooks::valid_utf8(text);
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
void read(const json::value& from, shared_preview& to, std::string_view member)
{
    std::optional<preview_view> view;
    read(from, view, member);
    to = view ? shared_preview(std::move(*view)) : shared_preview();
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
    json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code ec;
    json::value parsed = json::parse(text, ec, {}, options);
    if (ec && runbooks::invalid_utf8_at(text) != std::string_view::npos) {
        // Written by a version that cut a text within a character: no reason to refuse the whole store.
        spdlog::warn("a stored row holds bytes that are no UTF-8; it is read with U+FFFD in their place");
        parsed = json::parse(runbooks::valid_utf8(text), ec, {}, options);
    }
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
    return row_text(row);
}
std::string to_json_text(const draft& row)
{
    return row_text(row);
}
std::string to_json_text(const delivery& row)
{
    return row_text(row);
}
std::string to_json_text(const inbound& row)
{
    return row_text(row);
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
