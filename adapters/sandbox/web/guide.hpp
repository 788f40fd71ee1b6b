// How far the workspace is on the way from `open` to the approval record, read off what is there: for the
// strip that leads a newcomer.
#pragma once

#include "adapters/sandbox/slack_server.hpp"
#include "adapters/sandbox/teams_server.hpp"
#include "adapters/sandbox/web/document_tree.hpp"

namespace adapters::sandbox::web {

// Who is led through what.
struct guide_roles {
    bool on_teams = false;  // where it begins
    std::string channel = "C0BILLING";
    std::string asks = "@ana.suporte";
    std::string approves = "@renata.quality";
    std::string approvals = "docs/support/approvals/";  // below the tree, with a slash at its end
};

class guide {
public:
    // `teams` may be null.
    guide(slack_server& slack, teams_server* teams, document_tree& documents, guide_roles roles)
        : slack_(slack), teams_(teams), documents_(documents), roles_(std::move(roles))
    {
    }

    // {"step","done":[…],"open":{…},"preview":{…}|null,"post":{…}|null,"record":{…}|null}. Follows the newest
    // draft, wherever it was typed, until one has gone all the way; that stays done. A preview has a copy in
    // each place that shows it.
    json::object now();

    struct seen {
        bool on_teams = false;
        std::string channel;
        std::string id;       // ts, or the activity's id
        std::int64_t at = 0;  // ms since 1970
        std::string draft;
        std::string revision;  // what its approve button carries; empty: it has none
    };

private:
    std::optional<seen> newest_preview();
    std::vector<seen> copies_of(const std::string& draft);
    json::value post_of(const std::string& draft);

    slack_server& slack_;
    teams_server* teams_;
    document_tree& documents_;
    guide_roles roles_;
    std::optional<json::object> finished_;
};

}  // namespace adapters::sandbox::web
