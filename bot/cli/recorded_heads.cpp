#include "bot/cli/recorded_heads.hpp"

#include "bot/document_file.hpp"
#include "bot/record.hpp"

#include <filesystem>
#include <system_error>

namespace bot::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_files = 100'000;

}  // namespace

recorded_heads heads_in_records(const document_paths& documents)
{
    recorded_heads out;
    std::error_code ec;
    std::size_t seen = 0;
    for (fs::directory_iterator at(fs::path(documents.root) / documents.approvals, ec), end; !ec && at != end;
         at.increment(ec)) {
        if (++seen > most_files) break;
        if (at->path().extension() != ".md") continue;
        const std::string path = documents.approvals + "/" + at->path().filename().string();
        const auto text = read_document(documents.root, path);
        if (!text || !*text) continue;
        if (const auto head = head_in_record(**text))
            out.emplace(head->number, recorded_head{head->hash, path});
    }
    return out;
}

}  // namespace bot::cli
