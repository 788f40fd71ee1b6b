// The parts of the local workspace, as the sources that make it share them.
#pragma once

#include "adapters/sandbox/slack_server.hpp"
#include "adapters/sandbox/teams_server.hpp"
#include "adapters/sandbox/web/cast.hpp"
#include "adapters/sandbox/web/daemon_child.hpp"
#include "adapters/sandbox/web/document_tree.hpp"
#include "adapters/sandbox/web/event_feed.hpp"
#include "adapters/sandbox/web/fault_switches.hpp"
#include "adapters/sandbox/web/guide.hpp"
#include "adapters/sandbox/web/local_workspace.hpp"
#include "adapters/sandbox/web/own_config.hpp"
#include "adapters/sandbox/web/page_server.hpp"
#include "adapters/sandbox/web/slack_screen.hpp"
#include "adapters/sandbox/web/teams_screen.hpp"
#include "adapters/sandbox/web/wire_view.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adapters::sandbox::web {

struct local_workspace::state {
    state(boost::asio::any_io_executor executor, bot::clock& clock, workspace_options options);

    std::string run() const { return feed.id_of(0).substr(0, feed.id_of(0).rfind('.')); }
    // Each says why not; empty: done.
    std::string prepare();
    std::string prepare_tree();
    std::string read_own_config();
    void furnish_all();
    std::string write_config(const sandbox_ports& ports);
    std::string cast_people();
    void draw();
    std::string set_faults();
    void watch_documents();
    void add_routes();
    json::object session() const;
    json::object snapshot() const;
    json::object fault_list() const { return {{"faults", faults->to_json()}}; }
    page_answer set_fault(const json::object& a);
    void took_place();

    boost::asio::any_io_executor ex;
    bot::clock& time;
    workspace_options how;
    bool local;
    gate_settings gate;
    event_feed feed;
    slack_server slack;
    std::unique_ptr<teams_server> teams;  // null without Teams
    std::vector<cast_member> cast;
    std::optional<bot::loaded_config> own;  // somebody's own configuration
    guide_roles roles;
    std::vector<std::string> stages;  // of the runbooks, as they were at the start
    wire_view wire;
    std::unique_ptr<slack_screen> screen;
    std::unique_ptr<teams_screen> teams_view;
    std::unique_ptr<fault_switches> faults;
    std::unique_ptr<document_tree> tree;
    std::unique_ptr<guide> steps;
    json::object guide_told;
    std::unique_ptr<daemon_child> daemon;
    std::unique_ptr<page_server> page;
    std::string home;  // temporary: state of the daemon, and the sample documents
    std::string documents;
    std::uint16_t port = 0;
};

}  // namespace adapters::sandbox::web
