#include "bot/cli/incident_commands.hpp"

#include "bot/cli/incident_rows.hpp"
#include "bot/cli/read_store.hpp"
#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"
#include "runbooks/library.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <memory>

namespace bot::cli {

namespace json = boost::json;

namespace {

// Null after the line on `err`.
const incident* find(const invocation& call, const world& in, const settings& config, const std::string& id)
{
    const auto whole_id = normalise_incident_id(id, config.incident_prefix);
    const incident* found = whole_id ? in.find_incident(*whole_id) : nullptr;
    if (found == nullptr) call.err << "there is no incident " << printable(id) << '\n';
    return found;
}

directory people_of(const loaded_config& config)
{
    return {config.core.people, runbooks::library::build({}).books};
}

language language_of(const loaded_config& config)
{
    return parse_language(config.core.locale, language::pt_br);
}

void print_moments(std::ostream& out, const std::vector<moment>& all, bool colour)
{
    text_table table({"AT", "BY", "WHAT"});
    for (const moment& each : all) table.add({format_rfc3339(each.at), each.by, each.text});
    table.print(out, colour);
}

void print_whole(const invocation& call, const world& in, const incident& row)
{
    std::vector<std::pair<std::string, std::string>> fields{
        {"id", row.id},
        {"severity", std::string(name_of(row.level))},
        {"state", std::string(name_of(row.state))},
        {"summary", row.summary},
        {"channel", row.channel_name.empty() ? row.channel.key() : "#" + row.channel_name},
        {"opened", format_rfc3339(row.opened_at) + " by " + row.opened_by_name},
    };
    if (row.resolved_at) fields.emplace_back("resolved", format_rfc3339(*row.resolved_at));
    if (row.closed_at) fields.emplace_back("closed", format_rfc3339(*row.closed_at));
    for (const auto& [role, who] : row.roles) fields.emplace_back(role, who);
    for (const auto& [name, value] : row.values) fields.emplace_back(name + "=", value);
    print_fields(call.out, fields);
    const auto drafts = in.drafts_of(row.id);
    if (drafts.empty()) return;
    call.out << '\n';
    text_table table({"DRAFT", "STAGE", "PURPOSE", "CORRECTS", "STATE", "APPROVALS", "MADE"});
    for (const draft* d : drafts) {
        const auto given = std::count_if(d->votes.begin(), d->votes.end(), [](const vote& v) {
            return v.kind == vote_kind::approve;
        });
        table.add(
            {d->revision_name(),
             d->stage,
             std::string(name_of(d->purpose)),
             d->corrects.empty() ? "-" : d->corrects,
             std::string(name_of(d->state)),
             std::to_string(given) + "/" + std::to_string(d->required),
             format_rfc3339(d->current().made_at)}
        );
    }
    table.print(call.out, call.colour);
}

}  // namespace

int list_incidents(const invocation& call, output_format format, bool open_only)
{
    return with_store(call, [&](store_reader& reader, const loaded_config&) {
        const world state = reader.load_world();
        json::array rows;
        text_table table({"ID", "SEVERITY", "STATE", "OPENED", "RESOLVED", "SUMMARY"});
        for (const incident* each : newest_first(state)) {
            if (open_only && !each->is_live()) continue;
            if (format == output_format::json) {
                rows.push_back(listed(*each));
                continue;
            }
            table.add(
                {each->id,
                 std::string(name_of(each->level)),
                 std::string(name_of(each->state)),
                 format_rfc3339(each->opened_at),
                 each->resolved_at ? format_rfc3339(*each->resolved_at) : "-",
                 each->summary}
            );
        }
        if (format == output_format::json) {
            print_json(call.out, rows);
        } else {
            table.print(call.out, call.colour);
        }
        return 0;
    });
}

int show_incident(const invocation& call, output_format format, const std::string& id)
{
    return with_store(call, [&](store_reader& reader, const loaded_config& config) {
        const world state = reader.load_world();
        const incident* row = find(call, state, config.core, id);
        if (row == nullptr) return 1;
        if (format == output_format::json) {
            print_json(call.out, whole(state, *row));
        } else {
            print_whole(call, state, *row);
        }
        return 0;
    });
}

int show_timeline(const invocation& call, output_format format, const std::string& id)
{
    return with_store(call, [&](store_reader& reader, const loaded_config& config) {
        const world state = reader.load_world();
        const incident* row = find(call, state, config.core, id);
        if (row == nullptr) return 1;
        const auto all = timeline_of(state, *row, people_of(config), language_of(config));
        if (format == output_format::json) {
            print_json(call.out, listed(all));
        } else {
            print_moments(call.out, all, call.colour);
        }
        return 0;
    });
}

int export_incidents(const invocation& call, output_format format, const std::vector<std::string>& ids)
{
    return with_store(call, [&](store_reader& reader, const loaded_config& config) {
        const world state = reader.load_world();
        std::vector<const incident*> chosen;
        if (ids.empty()) chosen = newest_first(state);
        for (const std::string& id : ids) {
            const incident* row = find(call, state, config.core, id);
            if (row == nullptr) return 1;
            chosen.push_back(row);
        }
        const directory people = people_of(config);
        const language words = language_of(config);
        json::array rows;
        for (const incident* each : chosen) {
            if (format == output_format::json) {
                json::object row = whole(state, *each);
                row["timeline"] = listed(timeline_of(state, *each, people, words));
                rows.push_back(std::move(row));
                continue;
            }
            if (each != chosen.front()) call.out << '\n';
            if (format == output_format::markdown) {
                call.out << export_markdown(state, *each, people, words);
            } else {
                print_whole(call, state, *each);
                call.out << '\n';
                print_moments(call.out, timeline_of(state, *each, people, words), call.colour);
            }
        }
        if (format == output_format::json) print_json(call.out, rows);
        return 0;
    });
}

void add_incident_commands(CLI::App& to, invocation& call)
{
    struct given {
        output_format format = output_format::table;
        bool open_only = false;
        std::string id;
        std::vector<std::string> ids;
    };
    const auto args = std::make_shared<given>();
    CLI::App* group = to.add_subcommand("incident", "read incidents from the store");
    group->require_subcommand(1)->fallthrough();

    CLI::App* list = group->add_subcommand("list", "all incidents, newest first");
    list->fallthrough();
    list->add_flag("--open", args->open_only, "leave out what is closed or cancelled");
    add_format_option(*list, args->format);
    list->callback([&call, args] {
        call.chosen = [&call, args] { return list_incidents(call, args->format, args->open_only); };
    });

    CLI::App* show = group->add_subcommand("show", "one incident with its drafts");
    show->fallthrough();
    show->add_option("ID", args->id, "for example SUP-INC-845 or 845")->required();
    add_format_option(*show, args->format);
    show->callback([&call, args] {
        call.chosen = [&call, args] { return show_incident(call, args->format, args->id); };
    });

    CLI::App* timeline = group->add_subcommand("timeline", "what happened, oldest first");
    timeline->fallthrough();
    timeline->add_option("ID", args->id, "for example SUP-INC-845 or 845")->required();
    add_format_option(*timeline, args->format);
    timeline->callback([&call, args] {
        call.chosen = [&call, args] { return show_timeline(call, args->format, args->id); };
    });

    CLI::App* exported = group->add_subcommand("export", "everything about some or all incidents");
    exported->fallthrough();
    exported->add_option("ID", args->ids, "which incidents; none: all");
    add_format_option(*exported, args->format, true);
    exported->callback([&call, args] {
        call.chosen = [&call, args] { return export_incidents(call, args->format, args->ids); };
    });
}

}  // namespace bot::cli
