#include "adapters/sandbox/web/sample_tree.hpp"

#include "adapters/sandbox/shipped_runbooks.hpp"
#include "adapters/sandbox/web/shipped_texts.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace adapters::sandbox::web {

namespace fs = std::filesystem;

namespace {

bot::result<void> write(const fs::path& file, std::string_view text)
{
    std::error_code ec;
    fs::create_directories(file.parent_path(), ec);
    if (ec) return boost::system::error_code(ec);
    errno = 0;
    std::ofstream out(file, std::ios::binary);
    out << text;
    if (out.flush()) return {};
    return boost::system::error_code(errno == 0 ? EIO : errno, boost::system::system_category());
}

}  // namespace

bot::result<void> write_sample_tree(const std::string& root, bot::language language)
{
    for (const shipped_document& d : sample_documents())
        if (auto done = write(fs::path(root) / d.path, d.text); !done) return done;
    return write(
        fs::path(root) / "quality/observability/runbooks/communication-post-incident.md",
        language == bot::language::en ? shipped_runbook_en : shipped_runbook_pt_br
    );
}

}  // namespace adapters::sandbox::web
