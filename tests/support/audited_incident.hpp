// An incident whose first message was approved, posted and corrected, with its chain and a store to read it
// from.
#pragma once

#include "bot/bundle/collect.hpp"
#include "bot/outcome.hpp"
#include "bot/record.hpp"
#include "bot/store/store.hpp"
#include "tests/commands/typing.hpp"
#include "tests/support/world_copy.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace tests {

// What the daemon would have stored.
class world_reader final : public bot::store_reader {
public:
    world_reader(const bot::world& w, const std::vector<bot::audit_event>& log) : world_(w), log_(log) {}
    bot::world load_world() override { return copy_of(world_); }
    void each_audit_event(
        std::string_view incident_id, const std::function<void(const bot::audit_event&)>& take
    ) override
    {
        for (const auto& e : log_)
            if (incident_id.empty() || e.incident_id == incident_id) take(e);
    }
    bot::chain_head recorded_head() override { return world_.chain(); }

private:
    const bot::world& world_;
    const std::vector<bot::audit_event>& log_;
};

struct audited_incident : typing {
    std::filesystem::path tree;
    std::string id;

    // Without `corrected` it ends with the first message.
    explicit audited_incident(bool corrected = true)
    {
        std::string name = (std::filesystem::temp_directory_path() / "audited-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        tree = name;
        config.documents.root = tree.string();
        act([](bot::change_set& c, const bot::context&) {
            c.audit({.kind = "config.loaded", .by = {}, .details = {{"sha256", "abc"}}});
        });
        id = open({{"next_update", "15 min"}});
        type("open outro severity=S1 id=77");  // another incident's events lie between
        draft(id, "progress_update");
        approve_and_send();
        if (corrected) correct_and_reject();
        write_records();
    }
    void correct_and_reject()
    {
        type("correct " + id + " impact_summary=\"Pix <fora>\"");
        approve_and_send();
        type("retract " + id);
        now += std::chrono::minutes(1);
        type(igor, channel, "reject " + newest().revision_name() + " \"não precisa\"");
    }
    ~audited_incident() { std::filesystem::remove_all(tree); }
    audited_incident(const audited_incident&) = delete;
    audited_incident& operator=(const audited_incident&) = delete;

    const bot::draft& newest() const { return *world.drafts_of(id).back(); }

    void approve_and_send()
    {
        now += std::chrono::minutes(1);
        type(renata, channel, "approve " + newest().revision_name());
        for (const std::string& each : std::vector<std::string>(newest().post_ids)) {
            act([&](bot::change_set& c, const bot::context&) {
                c.edit_delivery(each).state = bot::delivery_state::sending;
            });
            act([&](bot::change_set& c, const bot::context& with) {
                bot::decide_outcome(
                    c, with, each, {.result = bot::delivery_result::sent, .platform_id = "1764000000.000100"}
                );
            });
        }
        send_everything();
    }

    void write_records()
    {
        std::vector<std::string> ids;
        for (const bot::draft* d : world.drafts_of(id)) ids.push_back(d->id);
        for (const std::string& each : ids) {
            const bot::draft d = draft_called(each);
            if (d.record_path.empty()) continue;
            const auto record = bot::record_of(world, ctx(), d, world.chain());
            std::filesystem::create_directories((tree / record.path).parent_path());
            std::ofstream(tree / record.path, std::ios::binary) << record.text;
            act([&](bot::change_set& c, const bot::context&) {
                auto& row = c.edit_draft(each);
                row.record_done = row.record_due;
                row.record_sha256 = bot::sha256_hex(record.text);
            });
        }
    }

    bot::bundle::contents collected()
    {
        world_reader reader(world, log);
        auto out = bot::bundle::collect(reader, config, id, "incidentd test");
        REQUIRE_MESSAGE(out.has_value(), (out.has_error() ? out.error().message : std::string()));
        return std::move(*out);
    }
    // Without what only makes it large.
    bot::bundle::contents small()
    {
        auto of = collected();
        std::erase_if(of.deliveries, [](const bot::delivery& d) { return !d.is_final(); });
        return of;
    }
};

}  // namespace tests
