#include "bot/config/sections.hpp"
#include "bot/format_time.hpp"
#include "runbooks/suggest.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <sstream>

namespace bot {

namespace {

constexpr int most_approvals = 20;
constexpr std::size_t most_rows = 50;
constexpr std::array<std::string_view, 8> day_names{
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"
};

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

template <class Read>
void each_table(section_reader& in, std::string_view key, Read read)
{
    const toml_value* rows = in.find(key, toml_kind::array);
    if (rows == nullptr) return;
    if (rows->items.size() > most_rows)
        return in.fault(*rows, key, fmt::format("has more than {} rows", most_rows));
    for (const toml_value& each : rows->items) read(each);
}

void read_requirement(config_under_way& all, const toml_value& table)
{
    section_reader in(table, "[[approval.requires]]", all.faults);
    required_approvers row;
    in.read("count", row.count, 1, most_approvals);
    in.require("approvers", toml_kind::array);
    row.approvers = read_approvers(all, in, "approvers");
    if (const toml_value* list = table.find("approvers"); list != nullptr && list->items.empty())
        in.fault(*list, "approvers", "must name somebody");
    read_scope(all, in, row.about);
    in.finish();
    all.made.core.approval.requires_rows.push_back(std::move(row));
}

// "08:00" up to "24:00".
std::optional<std::chrono::minutes> time_of_day(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    int hour = 0;
    int minute = 0;
    const auto whole = [](std::string_view digits, int& to) {
        const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), to);
        return ec == std::errc{} && end == digits.data() + digits.size() && to >= 0;
    };
    if (!whole(text.substr(0, 2), hour) || !whole(text.substr(3), minute) || minute > 59) return std::nullopt;
    if (hour > 24 || (hour == 24 && minute > 0)) return std::nullopt;
    return std::chrono::hours(hour) + std::chrono::minutes(minute);
}

void read_hours(section_reader& in, approval_window& window)
{
    const toml_value* found = in.find("hours", toml_kind::text);
    if (found == nullptr) return;
    const std::string& text = found->text;
    const auto dash = text.find('-');
    const auto from = time_of_day(std::string_view(text).substr(0, dash));
    const auto to = dash == text.npos ? std::nullopt : time_of_day(std::string_view(text).substr(dash + 1));
    if (!from || !to || *from == *to || *from == std::chrono::hours(24) || *to == std::chrono::minutes(0))
        return in.fault(
            *found, "hours", "must be a span such as \"08:00-18:00\", \"18:00-08:00\" or \"00:00-24:00\""
        );
    window.from = *from;
    window.to = *to;
}

void read_days(section_reader& in, approval_window& window)
{
    const toml_value* found = in.find("days", toml_kind::array);
    if (found == nullptr) return;
    window.days.fill(false);
    for (const toml_value* each : texts_of(*found, "days", in)) {
        const std::string day = lower(each->text);
        const auto known = std::find(day_names.begin(), day_names.end(), day);
        if (known == day_names.end()) {
            in.fault(
                *each,
                "days",
                fmt::format(
                    "does not know \"{}\"; a day is one of {}{}",
                    each->text,
                    fmt::join(day_names, ", "),
                    runbooks::did_you_mean(day, std::span<const std::string_view>(day_names))
                )
            );
        } else {
            window.days[static_cast<std::size_t>(known - day_names.begin())] = true;
        }
    }
    if (std::find(window.days.begin(), window.days.end(), true) == window.days.end())
        in.fault(*found, "days", "must name a day");
}

void read_window(config_under_way& all, const toml_value& table)
{
    section_reader in(table, "[[approval.window]]", all.faults);
    approval_window window;
    in.require_text("name", window.name);
    read_days(in, window);
    read_hours(in, window);
    in.read("outside", window.outside);
    read_scope(all, in, window.about);
    int required = 0;
    in.read("required", required, 1, most_approvals);
    if (required > 0) window.required = required;
    window.approvers = read_approvers(all, in, "approvers");
    if (table.find("self_approval") != nullptr) {
        bool own = false;
        in.read("self_approval", own);
        window.self_approval = own;
    }
    if (table.find("required") == nullptr && table.find("approvers") == nullptr && !window.self_approval)
        in.fault("changes nothing: give required, approvers or self_approval");
    in.finish();
    auto& windows = all.made.core.approval.windows;
    const bool twice = std::any_of(windows.begin(), windows.end(), [&](const approval_window& w) {
        return w.name == window.name;
    });
    if (twice && !window.name.empty()) in.fault(fmt::format("name \"{}\" is already taken", window.name));
    windows.push_back(std::move(window));
}

void read_break_glass(config_under_way& all, const toml_value& table)
{
    section_reader in(table, "[approval.break_glass]", all.faults);
    break_glass_settings& to = all.made.core.approval.break_glass;
    in.require("roles", toml_kind::array);
    in.read("roles", to.roles);
    for (std::string& role : to.roles) {
        if (role.starts_with("role:")) role = role.substr(5);
    }
    in.read("mark", to.mark);
    if (to.mark.size() > 300 || to.mark.find_first_of("\n\r<>{}") != std::string::npos) {
        in.fault(
            *table.find("mark"),
            "mark",
            "must be one line of at most 300 bytes without markup or placeholders"
        );
    }
    in.read("remind", to.remind);
    in.finish();
}

void read_nudge(config_under_way& all, const toml_value& table)
{
    section_reader in(table, "[approval.nudge]", all.faults);
    approval_settings& to = all.made.core.approval;
    std::chrono::seconds before{0};
    const auto step = [&](std::string_view key, std::optional<std::chrono::seconds>& into, int sixths) {
        const toml_value* found = in.find(key, toml_kind::text);
        if (found != nullptr && found->text == "off") {
            into = std::chrono::seconds(0);
            return;
        }
        std::chrono::seconds after = to.expires * sixths / 6;
        if (found != nullptr) {
            const auto parsed = parse_duration(found->text);
            if (!parsed || parsed->count() <= 0)
                return in.fault(*found, key, "must be a duration such as \"90s\" or \"15m\", or \"off\"");
            after = *parsed;
            if (after >= to.expires) return in.fault(*found, key, "must be sooner than [approval] expires");
        }
        if (after <= before) {
            return in.fault(found != nullptr ? *found : table, key, "must be later than the step before it");
        }
        before = after;
        if (found != nullptr) into = after;
    };
    step("approver", to.nudge.approver, 2);
    step("deputy", to.nudge.deputy, 3);
    step("commander", to.nudge.commander, 4);
    step("ops", to.nudge.ops, 5);
    in.finish();
}

bool is_date(std::string_view text)
{
    // A day of a leap year, so that "02-29" of every year is one.
    const std::string whole = text.size() == 5 ? "2028-" + std::string(text) : std::string(text);
    if (whole.size() != 10) return false;
    std::istringstream in(whole);
    date::year_month_day day{};
    in >> date::parse("%F", day);
    return !in.fail() && day.ok() && in.peek() == std::char_traits<char>::eof();
}

}  // namespace

void read_scope(config_under_way& all, section_reader& in, draft_scope& about)
{
    if (const toml_value* list = in.find("severities", toml_kind::array)) {
        for (const toml_value* each : texts_of(*list, "severities", in)) {
            if (const auto level = parse_severity(each->text))
                about.severities.emplace_back(name_of(*level));
            else
                in.fault(
                    *each,
                    "severities",
                    fmt::format("does not know \"{}\"; write S1, S2, S3 or S4", each->text)
                );
        }
    }
    if (const toml_value* list = in.find("stages", toml_kind::array)) {
        for (const toml_value* each : texts_of(*list, "stages", in))
            about.stages.push_back(lower(each->text));
    }
    if (const toml_value* list = in.find("destinations", toml_kind::array)) {
        for (const toml_value* each : texts_of(*list, "destinations", in)) {
            about.destinations.push_back(each->text);
            if (each->text != "public")
                all.references.push_back(
                    {config_reference::to::destination, each->text, each, in.title() + " destinations"}
                );
        }
    }
}

void read_approval_rows(config_under_way& all, section_reader& in)
{
    approval_settings& to = all.made.core.approval;
    each_table(in, "requires", [&](const toml_value& row) { read_requirement(all, row); });
    each_table(in, "window", [&](const toml_value& row) { read_window(all, row); });
    if (const toml_value* table = in.find("break_glass", toml_kind::table)) read_break_glass(all, *table);
    if (const toml_value* table = in.find("nudge", toml_kind::table)) read_nudge(all, *table);
    if (const toml_value* list = in.find("holidays", toml_kind::array)) {
        for (const toml_value* each : texts_of(*list, "holidays", in)) {
            if (is_date(each->text))
                to.holidays.push_back(each->text);
            else
                in.fault(*each, "holidays", "must hold dates: \"2026-12-25\", or \"12-25\" for every year");
        }
    }
}

}  // namespace bot
