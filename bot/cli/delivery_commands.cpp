#include "bot/cli/delivery_commands.hpp"

#include "bot/cli/control_socket.hpp"
#include "bot/cli/incident_rows.hpp"
#include "bot/cli/read_store.hpp"
#include "bot/cli/settle_offline.hpp"
#include "bot/format_time.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>

#include <memory>

namespace bot::cli {

namespace json = boost::json;

namespace {

constexpr auto daemon_patience = std::chrono::seconds(35);

std::string time_text(const std::optional<time_point>& at)
{
    return at ? format_rfc3339(*at) : "-";
}

json::object whole_row(const delivery& row)
{
    json::object out = listed(row);
    out["stage"] = or_null(row.stage);
    out["revision"] = row.revision;
    out["content_sha256"] = or_null(row.content_sha256);
    out["target"] = or_null(row.target);
    out["permalink"] = or_null(row.permalink);
    out["text"] = or_null(row.final_text.empty() && row.words ? row.words->text : row.final_text);
    out["created_at"] = format_rfc3339(row.created_at);
    const auto put = [&](const char* name, const std::optional<time_point>& at) {
        out[name] = at ? json::value(json::string(format_rfc3339(*at))) : json::value(nullptr);
    };
    put("sending_at", row.sending_at);
    put("settled_at", row.settled_at);
    put("not_before", row.not_before);
    return out;
}

}  // namespace

int list_deliveries(const invocation& call, output_format format, const std::string& state)
{
    return with_store(call, [&](store_reader& reader, const loaded_config&) {
        const world in = reader.load_world();
        json::array rows;
        text_table table({"ID", "KIND", "STATE", "TRIES", "INCIDENT", "DRAFT", "DESTINATION", "ERROR"});
        for (const delivery* each : oldest_first(in)) {
            if (!state.empty() && name_of(each->state) != state) continue;
            if (format == output_format::json) {
                rows.push_back(listed(*each));
                continue;
            }
            table.add(
                {each->id,
                 std::string(name_of(each->kind)),
                 std::string(name_of(each->state)),
                 std::to_string(each->attempts),
                 each->incident_id,
                 each->draft_id,
                 each->destination,
                 each->error}
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

int show_delivery(const invocation& call, output_format format, const std::string& id)
{
    return with_store(call, [&](store_reader& reader, const loaded_config&) {
        const world in = reader.load_world();
        const delivery* row = in.find_delivery(id);
        if (row == nullptr) {
            call.err << "there is no delivery " << printable(id) << '\n';
            return 1;
        }
        if (format == output_format::json) {
            print_json(call.out, whole_row(*row));
            return 0;
        }
        print_fields(
            call.out,
            {{"id", row->id},
             {"kind", std::string(name_of(row->kind))},
             {"state", std::string(name_of(row->state))},
             {"incident", row->incident_id},
             {"draft", row->draft_id},
             {"stage", row->stage},
             {"destination", row->destination},
             {"attempts", std::to_string(row->attempts)},
             {"platform id", row->platform_id},
             {"permalink", row->permalink},
             {"created", format_rfc3339(row->created_at)},
             {"sending", time_text(row->sending_at)},
             {"settled", time_text(row->settled_at)},
             {"content hash", row->content_sha256},
             {"error", row->error},
             {"text", row->final_text.empty() && row->words ? row->words->text : row->final_text}}
        );
        return 0;
    });
}

int settle_delivery(const invocation& call, const std::string& id, bool arrived)
{
    const auto config = read_config(call);
    if (!config) return 1;
    const control_request request{
        .what = arrived ? control_request::verb::settle : control_request::verb::resend, .delivery_id = id
    };
    if (!parse_control_request(to_line(request).substr(0, to_line(request).size() - 1))) {
        call.err << "that is no delivery's id\n";
        return 2;
    }
    auto answer = ask_daemon(control_path(config->core.store_url), request, daemon_patience);
    if (!answer) {
        try {
            answer = settle_offline(*config, request);
        } catch (const std::exception& e) {
            answer = control_answer{.done = false, .text = e.what()};
        }
    }
    (answer->done ? call.out : call.err) << printable(answer->text) << '\n';
    return answer->done ? 0 : 1;
}

void add_delivery_commands(CLI::App& to, invocation& call)
{
    struct given {
        output_format format = output_format::table;
        std::string state;
        std::string id;
    };
    const auto args = std::make_shared<given>();
    CLI::App* group = to.add_subcommand("delivery", "read deliveries and settle those in doubt");
    group->require_subcommand(1)->fallthrough();

    CLI::App* list = group->add_subcommand("list", "all deliveries, oldest first");
    list->fallthrough();
    list->add_option("--state", args->state, "only those in this state")
        ->check(CLI::IsMember({"queued", "sending", "sent", "failed", "in_doubt"}));
    add_format_option(*list, args->format);
    list->callback([&call, args] {
        call.chosen = [&call, args] { return list_deliveries(call, args->format, args->state); };
    });

    CLI::App* show = group->add_subcommand("show", "one delivery");
    show->fallthrough();
    show->add_option("ID", args->id, "for example d17")->required();
    add_format_option(*show, args->format);
    show->callback([&call, args] {
        call.chosen = [&call, args] { return show_delivery(call, args->format, args->id); };
    });

    CLI::App* settle = group->add_subcommand("settle", "say that a delivery in doubt did arrive");
    settle->fallthrough();
    settle->add_option("ID", args->id, "for example d17")->required();
    settle->callback([&call, args] {
        call.chosen = [&call, args] { return settle_delivery(call, args->id, true); };
    });

    CLI::App* resend = group->add_subcommand("resend", "send a delivery in doubt or failed again");
    resend->fallthrough();
    resend->add_option("ID", args->id, "for example d17")->required();
    resend->callback([&call, args] {
        call.chosen = [&call, args] { return settle_delivery(call, args->id, false); };
    });
}

}  // namespace bot::cli
