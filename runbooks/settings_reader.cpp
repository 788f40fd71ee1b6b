#include "runbooks/settings_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "runbooks/case.hpp"
#include "runbooks/suggest.hpp"

namespace runbooks {
namespace {

using namespace std::string_view_literals;
using std::chrono::seconds;

constexpr std::array known_keys{
    "required"sv,
    "optional"sv,
    "approvals"sv,
    "approvers"sv,
    "next"sv,
    "sets_state"sv,
    "cadence"sv,
    "destinations"sv,
    "severities"sv
};
constexpr std::array incident_states{
    "open"sv, "mitigating"sv, "monitoring"sv, "resolved"sv, "closed"sv, "cancelled"sv
};
constexpr std::array approver_kinds{"role:"sv, "person:"sv, "slack_group:"sv, "teams_team:"sv};
constexpr int most_approvals = 20;
constexpr std::size_t longest_list = 100;

struct reading {
    std::string_view stage_name;
    const std::function<place(std::size_t)>& where;
    fault_list& faults;

    void fault(const json_value& at, std::string message) const
    {
        faults.error(where(at.offset), fmt::format("stage \"{}\": {}", stage_name, message));
    }

    std::string text(std::string_view key, const json_value& from) const
    {
        if (from.kind == json_kind::string && !from.text.empty()) return from.text;
        fault(from, fmt::format("\"{}\" must be a non-empty text, not {}", key, name_of(from.kind)));
        return {};
    }

    // Each text once; `accept` turns it into what is kept, or tells why not and returns nothing.
    template <class Accept>
    std::vector<std::string> texts(std::string_view key, const json_value& from, Accept accept) const
    {
        std::vector<std::string> kept;
        if (from.kind != json_kind::array || from.items.size() > longest_list) {
            fault(from, fmt::format("\"{}\" must be a list of at most {} texts", key, longest_list));
            return kept;
        }
        for (const auto& item : from.items) {
            const auto written = text(key, item);
            if (written.empty()) continue;
            std::string accepted = accept(item, written);
            if (accepted.empty()) continue;
            if (std::find(kept.begin(), kept.end(), accepted) == kept.end())
                kept.push_back(std::move(accepted));
        }
        return kept;
    }

    std::string variable(const json_value& at, const std::string& name) const
    {
        if (name.find_first_of("{}!:.[] ") == std::string::npos) return lower(name);
        fault(at, fmt::format("\"{}\" cannot be a variable's name", name));
        return {};
    }

    std::string approver(const json_value& at, const std::string& who) const
    {
        if (who == "channel") return who;
        for (const auto kind : approver_kinds)
            if (who.starts_with(kind) && who.size() > kind.size()) return who;
        const auto typed = who.substr(0, who.find(':') == std::string::npos ? who.size() : who.find(':') + 1);
        fault(
            at,
            fmt::format(
                "\"{}\" is no approver; write role:…, person:@…, slack_group:…, teams_team:… or channel{}",
                who,
                did_you_mean(typed, approver_kinds)
            )
        );
        return {};
    }

    std::string severity(const json_value& at, const std::string& written) const
    {
        std::string_view digit = written;
        for (const auto prefix : {"sev"sv, "s"sv})
            if (lower(written).starts_with(prefix) && digit.size() == written.size())
                digit.remove_prefix(prefix.size());
        if (digit.size() == 1 && digit[0] >= '1' && digit[0] <= '4') return fmt::format("S{}", digit);
        fault(at, fmt::format("\"{}\" is no severity; write S1, S2, S3 or S4", written));
        return {};
    }

    std::optional<int> approvals(const json_value& from) const
    {
        int count = 0;
        const auto* end = from.text.data() + from.text.size();
        const auto [stop, why] = std::from_chars(from.text.data(), end, count);
        if (from.kind == json_kind::number && why == std::errc() && stop == end && count >= 1 &&
            count <= most_approvals)
            return count;
        fault(from, fmt::format("\"approvals\" must be a whole number from 1 to {}", most_approvals));
        return std::nullopt;
    }

    std::optional<seconds> cadence(const json_value& from) const
    {
        const auto written = text("cadence", from);
        if (written.empty()) return std::nullopt;
        constexpr long long longest = 366LL * 86'400;
        long long total = 0;
        const char* at = written.data();
        const char* const end = at + written.size();
        bool good = true;
        while (good && at != end) {
            long long count = 0;
            const auto [stop, why] = std::from_chars(at, end, count);
            good = why == std::errc() && stop != end && count >= 0 && count <= longest;
            if (!good) break;
            const long long unit = *stop == 's'   ? 1
                                   : *stop == 'm' ? 60
                                   : *stop == 'h' ? 3'600
                                   : *stop == 'd' ? 86'400
                                                  : 0;
            total += count * unit;
            good = unit != 0 && total <= longest;
            at = stop + 1;
        }
        if (good && total > 0) return seconds(total);
        fault(from, fmt::format("\"{}\" is no duration; write it like 90s, 30m, 1h30m or 2d", written));
        return std::nullopt;
    }

    std::string state(const json_value& from) const
    {
        const auto written = lower(text("sets_state", from));
        const auto known = std::find(incident_states.begin(), incident_states.end(), written);
        if (written.empty() || known != incident_states.end()) return written;
        fault(
            from,
            fmt::format(
                "\"{}\" is no incident state ({}){}",
                written,
                fmt::join(incident_states, ", "),
                did_you_mean(written, incident_states)
            )
        );
        return {};
    }
};

}  // namespace

void tell_unknown_key(
    std::string_view key,
    std::string_view of_what,
    const place& at,
    std::span<const std::string_view> known,
    fault_list& faults
)
{
    const auto suggestion = did_you_mean(key, known);
    auto message = fmt::format("unknown key \"{}\" {}{}", key, of_what, suggestion);
    if (suggestion.empty())
        faults.warning(at, std::move(message));
    else
        faults.error(at, std::move(message));
}

stage_settings read_settings(
    std::string_view stage_name,
    const json_value& from,
    const std::function<place(std::size_t)>& where,
    fault_list& faults
)
{
    const reading read{stage_name, where, faults};
    stage_settings out;
    out.where = where(from.offset);
    if (from.kind != json_kind::object) {
        read.fault(from, fmt::format("its settings must be an object, not {}", name_of(from.kind)));
        return out;
    }
    const auto variable = [&](const json_value& at, const std::string& name) {
        return read.variable(at, name);
    };
    const auto as_written = [](const json_value&, const std::string& name) { return name; };
    std::vector<std::string> seen;
    for (const auto& [written, offset, value] : from.members) {
        const auto key = lower(written);
        if (std::find(seen.begin(), seen.end(), key) != seen.end())
            faults.error(
                where(offset), fmt::format("stage \"{}\": \"{}\" is written twice", stage_name, key)
            );
        seen.push_back(key);
        if (key == "required")
            out.required = read.texts(key, value, variable);
        else if (key == "optional")
            out.optional = read.texts(key, value, variable);
        else if (key == "approvals")
            out.approvals = read.approvals(value);
        else if (key == "approvers")
            out.approvers = read.texts(key, value, [&](const json_value& at, const std::string& who) {
                return read.approver(at, who);
            });
        else if (key == "next")
            out.next = lower(read.text(key, value));
        else if (key == "sets_state")
            out.sets_state = read.state(value);
        else if (key == "cadence")
            out.cadence = read.cadence(value);
        else if (key == "destinations")
            out.destinations = read.texts(key, value, as_written);
        else if (key == "severities")
            out.severities = read.texts(key, value, [&](const json_value& at, const std::string& s) {
                return read.severity(at, s);
            });
        else
            tell_unknown_key(
                written,
                fmt::format("in the settings of stage \"{}\"", stage_name),
                where(offset),
                known_keys,
                faults
            );
    }
    for (const auto& name : out.required)
        if (std::find(out.optional.begin(), out.optional.end(), name) != out.optional.end())
            faults.error(
                out.where,
                fmt::format("stage \"{}\": \"{}\" cannot be both required and optional", stage_name, name)
            );
    return out;
}

}  // namespace runbooks
