#include "bot/cli/audit_commands.hpp"

#include "bot/cli/bundle_commands.hpp"
#include "bot/cli/read_store.hpp"
#include "bot/cli/recorded_heads.hpp"
#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <memory>

namespace bot::cli {

namespace json = boost::json;

namespace {

std::string member(const json::object& of, const char* name)
{
    const json::value* found = of.if_contains(name);
    if (found == nullptr || found->is_null()) return {};
    if (const auto* text = found->if_string()) return std::string(*text);
    return json::serialize(*found);
}

json::object body_of(const audit_event& event)
{
    boost::system::error_code ec;
    json::value body = json::parse(event.body, ec);
    if (ec || !body.is_object()) return {{"number", event.number}, {"body", event.body}};
    return std::move(body.as_object());
}

struct walk {
    chain_head reached;
    std::int64_t bad = 0;  // the first event that does not follow, 0: none
    std::string why;
    std::size_t records = 0;  // whose heads were compared
};

walk walk_chain(store_reader& reader, const chain_head& before, const recorded_heads& records)
{
    walk out;
    reader.each_audit_event({}, [&](const audit_event& event) {
        if (out.bad != 0) return;
        const std::int64_t expected = out.reached.number + 1;
        if (follows(out.reached, event)) {
            if (event.number == before.number && event.hash != before.hash) {
                out.bad = event.number;
                out.why = "its hash is not the one that the daemon recorded";
            }
            const auto [begin, end] = records.equal_range(event.number);
            for (auto held = begin; held != end && out.bad == 0; ++held, ++out.records) {
                if (held->second.hash == event.hash) continue;
                out.bad = event.number;
                out.why = "its hash is not the one that the approval record " + held->second.file + " holds";
            }
            return;
        }
        out.bad = expected;
        if (event.number > expected) {
            out.why = "it is missing";
        } else if (event.previous != out.reached.hash) {
            out.why = "it does not follow the event before it";
        } else {
            out.why = "its content does not match its hash";
        }
    });
    return out;
}

}  // namespace

int show_audit(const invocation& call, output_format format, const std::string& id)
{
    return with_store(call, [&](store_reader& reader, const loaded_config& config) {
        std::string wanted;
        if (!id.empty()) wanted = normalise_incident_id(id, config.core.incident_prefix).value_or(id);
        std::size_t found = 0;
        json::array rows;
        text_table table({"NUMBER", "AT", "KIND", "INCIDENT", "DRAFT", "BY", "HASH"});
        reader.each_audit_event(wanted, [&](const audit_event& event) {
            json::object body = body_of(event);
            ++found;
            if (format == output_format::json) {
                body["hash"] = event.hash;
                rows.push_back(std::move(body));
                return;
            }
            const json::value* by = body.if_contains("by");
            const bool person = by != nullptr && by->is_object() && !member(by->get_object(), "id").empty();
            table.add(
                {std::to_string(event.number),
                 format_rfc3339(event.at),
                 member(body, "kind"),
                 member(body, "incident_id"),
                 member(body, "draft_id"),
                 person ? member(by->get_object(), "platform") + ":" + member(by->get_object(), "id")
                        : "incidentd",
                 event.hash.substr(0, 12)}
            );
        });
        if (found == 0 && !id.empty() && reader.load_world().find_incident(wanted) == nullptr) {
            call.err << "there is no incident " << printable(id) << '\n';
            return 1;
        }
        if (format == output_format::json) {
            print_json(call.out, rows);
        } else {
            table.print(call.out, call.colour);
        }
        return 0;
    });
}

int verify_audit(const invocation& call, output_format format, bool with_records)
{
    return with_store(call, [&](store_reader& reader, const loaded_config& config) {
        const recorded_heads records =
            with_records ? heads_in_records(config.core.documents) : recorded_heads();
        // A running daemon may append meanwhile: the end must lie between the heads before and after.
        const chain_head before = reader.recorded_head();
        walk seen = walk_chain(reader, before, records);
        const chain_head after = reader.recorded_head();
        if (seen.bad == 0 && seen.reached.number < before.number) {
            seen.bad = seen.reached.number + 1;
            seen.why = fmt::format("it and all up to {} were cut off", before.number);
        } else if (seen.bad == 0 &&
                   (seen.reached.number > after.number ||
                    (seen.reached.number == after.number && seen.reached.hash != after.hash))) {
            seen.bad = before.number + 1;
            seen.why = "the daemon never recorded it";
        }
        if (const auto beyond = records.upper_bound(seen.reached.number);
            seen.bad == 0 && beyond != records.end()) {
            seen.bad = seen.reached.number + 1;
            seen.why = fmt::format(
                "it was cut off, or the store is another one: the approval record {} holds event {}",
                beyond->second.file,
                beyond->first
            );
        }
        const bool intact = seen.bad == 0;
        if (format == output_format::json) {
            json::object row{
                {"intact", intact},
                {"events", seen.reached.number},
                {"head", seen.reached.hash},
                {"records", seen.records}
            };
            row["first_bad"] = intact ? json::value(nullptr) : json::value(seen.bad);
            row["reason"] = or_null(seen.why);
            print_json(call.out, row);
        } else if (intact) {
            call.out << fmt::format(
                "the audit chain is intact: {} events, head {}\n", seen.reached.number, seen.reached.hash
            );
            if (seen.records != 0)
                call.out << fmt::format("it has the hashes that {} approval records hold\n", seen.records);
        } else {
            call.err << fmt::format("the audit chain is broken at event {}: {}\n", seen.bad, seen.why);
        }
        return intact ? 0 : 1;
    });
}

void add_audit_commands(CLI::App& to, invocation& call, const secret_sources& sources)
{
    struct given {
        output_format format = output_format::table;
        std::string id;
        bundle_request make;
        bundle_check check;
        bool without_records = false;
    };
    const auto args = std::make_shared<given>();
    CLI::App* group = to.add_subcommand("audit", "read and check the audit chain, and bundles of it");
    group->require_subcommand(1)->fallthrough();

    CLI::App* show = group->add_subcommand("show", "the events, oldest first");
    show->fallthrough();
    show->add_option("INCIDENT", args->id, "only the events of this incident");
    add_format_option(*show, args->format);
    show->callback([&call, args] {
        call.chosen = [&call, args] { return show_audit(call, args->format, args->id); };
    });

    CLI::App* verify = group->add_subcommand(
        "verify", "check every hash of the chain, or of a bundle; exit 1 when something was changed"
    );
    verify->fallthrough();
    CLI::Option* bundle = verify->add_option(
        "BUNDLE", args->check.file, "check this file alone: neither store nor configuration is needed"
    );
    verify
        ->add_option(
            "--public-key",
            args->check.public_key,
            "the key that must have signed it: a PEM file or 64 hex digits"
        )
        ->needs(bundle);
    verify->add_flag(
        "--no-records", args->without_records, "do not compare with the hashes that approval records hold"
    );
    add_format_option(*verify, args->format);
    verify->callback([&call, args] {
        call.chosen = [&call, args] {
            return args->check.file.empty() ? verify_audit(call, args->format, !args->without_records)
                                            : verify_bundle(call, args->format, args->check);
        };
    });

    CLI::App* make =
        group->add_subcommand("bundle", "one incident's evidence in one file that stands by itself");
    make->fallthrough();
    make->add_option("--incident", args->make.incident, "whose evidence")->required();
    make->add_option(
        "--out", args->make.out, "the archive; incidentd-audit-INCIDENT.tar where it is not given"
    );
    make->add_option(
        "--sign",
        args->make.sign,
        "an Ed25519 private key in PEM: env:NAME, file:/PATH, credential:NAME or exec:COMMAND"
    );
    make->callback([&call, args, sources] {
        call.chosen = [&call, args, sources] { return make_bundle(call, sources, args->make); };
    });
}

}  // namespace bot::cli
