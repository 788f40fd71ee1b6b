// The formal approval of what is said about a release: rows of a table, one file a day and release.
#pragma once

#include "bot/context.hpp"
#include "bot/document_file.hpp"
#include "bot/draft.hpp"
#include "bot/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct release_approval {
    std::string path;     // below the documents tree
    std::string heading;  // of a new file, with the line about its date
    std::string table_head;
    std::vector<std::string> rows;  // one an approval
    std::string notes_heading;
    std::string note;
    std::string mark;  // how the note begins, content hash included: by it the approval is found again
};

// The draft was approved and is bound to a release.
release_approval release_approval_of(const world& now, const context& ctx, const draft& about);

// The file with this approval in it; whatever else is written there stays as it is. Null: there is no file.
std::string with_approval(const std::string* found, const release_approval& approval);

// The release that a draft with these values is about: the variable `release`. Empty: none.
std::string release_in(const variables& of_incident, const variables& of_draft);

}  // namespace bot
