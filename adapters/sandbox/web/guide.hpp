// How far the workspace is on the way from `open` to the approval record, read off what is there: for the
// strip that leads a newcomer.
#pragma once

#include "adapters/sandbox/slack_server.hpp"
#include "adapters/sandbox/web/document_tree.hpp"

namespace adapters::sandbox::web {

// Who is led through what.
struct guide_roles {
    std::string channel = "C0BILLING";
    std::string asks = "@ana.suporte";
    std::string approves = "@renata.quality";
    std::string approvals = "docs/support/approvals/";  // below the tree, with a slash at its end
};

class guide {
public:
    guide(slack_server& slack, document_tree& documents, guide_roles roles)
        : slack_(slack), documents_(documents), roles_(std::move(roles))
    {
    }

    // {"step","done":[…],"open":{…},"preview":{…}|null,"post":{…}|null,"record":{…}|null}. Follows the newest
    // draft until one has gone all the way; that stays done.
    json::object now();

private:
    slack_server& slack_;
    document_tree& documents_;
    guide_roles roles_;
    std::optional<json::object> finished_;
};

}  // namespace adapters::sandbox::web
