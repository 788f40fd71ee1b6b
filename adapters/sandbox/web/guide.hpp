// How far the workspace is on the way from `open` to the approval record, read off what is there: for the
// strip that leads a newcomer.
#pragma once

#include "adapters/sandbox/slack_server.hpp"
#include "adapters/sandbox/web/document_tree.hpp"

namespace adapters::sandbox::web {

class guide {
public:
    guide(slack_server& slack, document_tree& documents, std::string approvals)
        : slack_(slack), documents_(documents), approvals_(std::move(approvals))
    {
    }

    // {"step","done":[…],"open":{…},"preview":{…}|null,"post":{…}|null,"record":{…}|null}. Follows the newest
    // draft until one has gone all the way; that stays done.
    json::object now();

private:
    slack_server& slack_;
    document_tree& documents_;
    std::string approvals_;  // below the tree, with a slash at its end
    std::optional<json::object> finished_;
};

}  // namespace adapters::sandbox::web
