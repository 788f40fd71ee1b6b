#include "bot/runbook_files.hpp"

#include "bot/content_hash.hpp"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

namespace bot {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_runbooks = 200;
constexpr std::size_t most_directories = 500;

runbooks::diagnostic file_fault(const std::string& file, std::string message)
{
    return {
        .severity = runbooks::level::error,
        .file = file,
        .line = 1,
        .column = 1,
        .message = std::move(message)
    };
}

void keep_one_of_each(std::vector<std::string>& names)
{
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
}

bool has_wildcard(const std::string& path)
{
    return path.find_first_of("*?[") != std::string::npos;
}

void add_directories(std::set<std::string>& to, const std::string& pattern)
{
    if (!has_wildcard(pattern)) {
        to.insert(pattern.empty() ? "." : pattern);
        return;
    }
    glob_t matches{};
    if (::glob(pattern.c_str(), GLOB_NOSORT | GLOB_ONLYDIR, nullptr, &matches) == 0) {
        for (std::size_t i = 0; i < matches.gl_pathc && to.size() < most_directories; ++i) {
            std::error_code ignored;
            if (fs::is_directory(matches.gl_pathv[i], ignored)) to.insert(matches.gl_pathv[i]);
        }
    }
    ::globfree(&matches);
}

}  // namespace

std::vector<std::string> runbook_directories(
    const std::string& root, const std::vector<std::string>& patterns
)
{
    std::set<std::string> all;
    for (const std::string& pattern : patterns) {
        fs::path so_far;
        for (const fs::path& part : (fs::path(root) / pattern).parent_path()) {
            if (has_wildcard(part.string())) add_directories(all, so_far.string());
            so_far /= part;
        }
        add_directories(all, so_far.string());
    }
    return {all.begin(), all.end()};
}

std::vector<std::string> find_runbooks(const std::string& root, const std::vector<std::string>& patterns)
{
    std::set<std::string> found;
    for (const std::string& pattern : patterns) {
        glob_t matches{};
        const std::string whole = (fs::path(root) / pattern).string();
        if (::glob(whole.c_str(), GLOB_NOSORT, nullptr, &matches) == 0) {
            for (std::size_t i = 0; i < matches.gl_pathc && found.size() < most_runbooks; ++i) {
                found.insert(fs::path(matches.gl_pathv[i]).lexically_relative(root).string());
            }
        }
        ::globfree(&matches);
    }
    return {found.begin(), found.end()};
}

read_runbooks_result read_runbooks(const std::string& root, const std::vector<std::string>& files)
{
    read_runbooks_result out;
    for (const std::string& file : files) {
        const fs::path path = root.empty() ? fs::path(file) : fs::path(root) / file;
        std::error_code ec;
        const auto size = fs::file_size(path, ec);
        if (ec) {
            out.faults.push_back(file_fault(file, "cannot be read: " + ec.message()));
            continue;
        }
        if (size > runbooks::runbook_limit) {
            out.faults.push_back(file_fault(file, "is larger than 1 MiB, the most a runbook may have"));
            continue;
        }
        std::ifstream in(path, std::ios::binary);
        std::string text(size, '\0');
        in.read(text.data(), static_cast<std::streamsize>(size));
        text.resize(static_cast<std::size_t>(in.gcount()));
        if (!in && !in.eof()) {
            out.faults.push_back(file_fault(file, "cannot be read"));
            continue;
        }
        out.sources.push_back({.file = file, .text = std::move(text)});
    }
    return out;
}

runbook_shelf::loaded runbook_shelf::load(const std::string& root, const std::vector<std::string>& patterns)
{
    loaded out;
    const auto files = find_runbooks(root, patterns);
    auto read = read_runbooks(root, files);
    out.diagnostics = std::move(read.faults);

    std::map<std::string, std::string> texts;
    for (runbooks::source& s : read.sources) {
        auto parsed = runbooks::parse(s.file, s.text);
        const bool ok = parsed.ok();
        std::move(parsed.diagnostics.begin(), parsed.diagnostics.end(), std::back_inserter(out.diagnostics));
        if (ok) {
            good_.insert_or_assign(s.file, std::move(parsed.book));
            in_force_[s.file] = sha256_hex(s.text);
        }
        texts.emplace(s.file, std::move(s.text));
    }
    // A file that vanished is gone; one that cannot be read or parsed any more stays as it was.
    std::erase_if(good_, [&](const auto& entry) {
        return !std::binary_search(files.begin(), files.end(), entry.first);
    });

    std::vector<runbooks::runbook> books;
    for (const auto& [file, book] : good_) books.push_back(book);
    auto built = runbooks::library::build(std::move(books));
    std::move(built.diagnostics.begin(), built.diagnostics.end(), std::back_inserter(out.diagnostics));
    out.library = std::move(built.books);
    for (const runbooks::diagnostic& d : out.diagnostics) {
        if (d.severity != runbooks::level::error || d.file.empty()) continue;
        (good_.contains(d.file) ? out.kept_back : out.left_out).push_back(d.file);
    }
    keep_one_of_each(out.kept_back);
    keep_one_of_each(out.left_out);
    for (const auto& [file, text] : texts) {
        const auto good = good_.contains(file) ? in_force_.find(file) : in_force_.end();
        out.versions.push_back(
            {file, sha256_hex(text), good == in_force_.end() ? std::string() : good->second}
        );
    }
    out.changed = texts != text_;
    text_ = std::move(texts);
    return out;
}

}  // namespace bot
