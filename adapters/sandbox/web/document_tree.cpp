#include "adapters/sandbox/web/document_tree.hpp"

#include "adapters/sandbox/web/line_diff.hpp"
#include "bot/file_watch.hpp"
#include "bot/on_pool.hpp"

#include <fcntl.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace adapters::sandbox::web {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_files = 2000;
constexpr int most_depth = 12;
constexpr std::size_t most_text = 512 * 1024;
constexpr std::size_t most_remembered = std::size_t{32} << 20;

struct walked {
    document_tree::files files;
    std::vector<std::string> folders;
    std::size_t left_off = 0;
};

std::int64_t milliseconds_of(const struct stat& s)
{
    return std::int64_t{s.st_mtim.tv_sec} * 1000 + s.st_mtim.tv_nsec / 1'000'000;
}

// At most `most_text` bytes; nothing when it is no readable regular file. Links are not followed.
std::optional<std::string> text_of_file(const std::string& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return std::nullopt;
    struct stat s{};
    std::optional<std::string> out;
    if (::fstat(fd, &s) == 0 && S_ISREG(s.st_mode)) {
        out.emplace();
        out->resize(std::min(most_text, static_cast<std::size_t>(s.st_size)));
        std::size_t have = 0;
        while (have < out->size()) {
            const auto n = ::read(fd, out->data() + have, out->size() - have);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) break;
            have += static_cast<std::size_t>(n);
        }
        out->resize(have);
    }
    ::close(fd);
    return out;
}

bool is_text(std::string_view bytes)
{
    return bytes.find('\0') == std::string_view::npos && simdjson::validate_utf8(bytes.data(), bytes.size());
}

// A character that was cut at the end of what was read does not make it less of a text.
std::string_view whole_characters(std::string_view text)
{
    for (std::size_t n = 0; n < 4 && n < text.size(); ++n) {
        const auto cut = text.substr(0, text.size() - n);
        if (simdjson::validate_utf8(cut.data(), cut.size())) return cut;
    }
    return text;
}

// `known` spares reading what has not changed.
walked walk(const std::string& root, const document_tree::files& known)
{
    walked out;
    out.folders.push_back(root);
    std::size_t remembered = 0;
    std::error_code ec;
    fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, ec);
    for (const fs::recursive_directory_iterator end; !ec && it != end; it.increment(ec)) {
        const auto name = it->path().filename().string();
        struct stat s{};
        const bool there = ::lstat(it->path().c_str(), &s) == 0;
        if (name.starts_with('.') || !there) {
            if (there && S_ISDIR(s.st_mode)) it.disable_recursion_pending();
            continue;
        }
        if (S_ISDIR(s.st_mode)) {
            if (it.depth() >= most_depth) {
                it.disable_recursion_pending();
            } else if (out.folders.size() < most_files) {
                out.folders.push_back(it->path().string());
            }
            continue;
        }
        if (!S_ISREG(s.st_mode)) continue;
        if (out.files.size() >= most_files) {
            ++out.left_off;
            continue;
        }
        const auto path = it->path().lexically_relative(root).generic_string();
        document_tree::file_facts f{
            .size = static_cast<std::uint64_t>(s.st_size), .modified = milliseconds_of(s)
        };
        if (const auto old = known.find(path);
            old != known.end() && old->second.size == f.size && old->second.modified == f.modified) {
            f.text = old->second.text;
        } else {
            auto text = text_of_file(it->path().string());
            const bool cut = text && text->size() < f.size;
            if (!text || !is_text(cut ? whole_characters(*text) : *text)) continue;
            if (f.size <= most_text && remembered + text->size() <= most_remembered)
                f.text = std::make_shared<const std::string>(std::move(*text));
        }
        if (f.text) remembered += f.text->size();
        out.files.emplace(path, std::move(f));
    }
    std::sort(out.folders.begin(), out.folders.end());
    return out;
}

bool same(const document_tree::file_facts& a, const document_tree::file_facts& b)
{
    if (a.text && b.text) return *a.text == *b.text;
    return a.size == b.size && a.modified == b.modified;
}

json::object drawn(const std::string& path, std::string_view status, const document_tree::file_facts& f)
{
    return {{"path", path}, {"status", status}, {"size", f.size}, {"modified", f.modified}};
}

json::array drawn(const std::vector<diff_hunk>& hunks)
{
    json::array out;
    for (const diff_hunk& h : hunks) {
        json::array lines;
        for (const diff_line& l : h.lines) {
            json::object o{{"op", std::string(1, l.op)}, {"text", l.text}};
            if (!l.parts.empty()) {
                json::array parts;
                for (const diff_part& p : l.parts)
                    parts.push_back({{"text", p.text}, {"changed", p.changed}});
                o["parts"] = std::move(parts);
            }
            lines.push_back(std::move(o));
        }
        out.push_back({{"old_start", h.old_start}, {"new_start", h.new_start}, {"lines", std::move(lines)}});
    }
    return out;
}

}  // namespace

document_tree::document_tree(asio::any_io_executor ex, bot::clock& time, std::string root)
    : ex_(ex), time_(time), root_(std::move(root)), reader_(1), tasks_(ex)
{
}

document_tree::~document_tree()
{
    reader_.join();
}

void document_tree::start()
{
    auto first = walk(root_, {});
    for (auto& [path, f] : first.files) f.same = true;
    left_off_ = first.left_off;
    folders_ = std::move(first.folders);
    before_ = now_ = std::make_shared<const files>(std::move(first.files));
    tasks_.spawn("documents", watch());
}

asio::awaitable<void> document_tree::stop()
{
    tasks_.cancel();
    co_await tasks_.join();
}

asio::awaitable<void> document_tree::watch()
{
    bot::file_watch notices(ex_);
    for (;;) {
        const auto watched = folders_;
        notices.watch(watched);
        co_await look();  // what happened before the watch was there
        if (folders_ != watched) continue;
        co_await notices.changed();
        co_await time_.sleep_for(100ms);
    }
}

asio::awaitable<void> document_tree::look()
{
    const std::function<walked()> work = [root = root_, known = now_] { return walk(root, *known); };
    auto seen = co_await bot::on_pool(reader_, work);
    for (auto& [path, f] : seen.files) {
        const auto old = before_->find(path);
        f.same = old != before_->end() && same(old->second, f);
    }
    left_off_ = seen.left_off;
    folders_ = std::move(seen.folders);
    now_ = std::make_shared<const files>(std::move(seen.files));
    auto now = changed();
    if (now == told_) co_return;
    told_ = std::move(now);
    if (on_change) on_change();
}

std::string document_tree::status_of(const std::string& path) const
{
    const auto f = now_->find(path);
    const bool was_there = before_->contains(path);
    if (f == now_->end()) return was_there ? "removed" : "";
    if (!was_there) return "added";
    return f->second.same ? "same" : "changed";
}

json::array document_tree::changed() const
{
    json::array out;
    for (const auto& [path, f] : *now_)
        if (!f.same) out.push_back(drawn(path, before_->contains(path) ? "changed" : "added", f));
    for (const auto& [path, f] : *before_)
        if (!now_->contains(path)) out.push_back(drawn(path, "removed", f));
    std::sort(out.begin(), out.end(), [](const json::value& a, const json::value& b) {
        return a.at("path").as_string() < b.at("path").as_string();
    });
    return out;
}

asio::awaitable<json::object> document_tree::list()
{
    co_await look();
    json::array list;
    for (const auto& [path, f] : *now_) list.push_back(drawn(path, status_of(path), f));
    for (const auto& [path, f] : *before_)
        if (!now_->contains(path)) list.push_back(drawn(path, "removed", f));
    std::sort(list.begin(), list.end(), [](const json::value& a, const json::value& b) {
        return a.at("path").as_string() < b.at("path").as_string();
    });
    co_return json::object{{"root", root_}, {"files", std::move(list)}, {"left_off", left_off_}};
}

asio::awaitable<std::optional<json::object>> document_tree::file(std::string path)
{
    co_await look();
    const auto f = now_->find(path);
    if (f == now_->end()) co_return std::nullopt;
    auto out = drawn(path, status_of(path), f->second);
    if (f->second.text) {
        out["text"] = *f->second.text;
        co_return out;
    }
    const auto size = f->second.size;
    const std::function<std::string()> work = [full = root_ + "/" + path] {
        return text_of_file(full).value_or(std::string());
    };
    auto text = co_await bot::on_pool(reader_, work);
    const auto shown = whole_characters(text);
    out["text"] = shown;
    if (size > shown.size()) out["left_off"] = size - shown.size();
    co_return out;
}

asio::awaitable<std::optional<json::object>> document_tree::diff(std::string path)
{
    co_await look();
    const auto status = status_of(path);
    if (status.empty()) co_return std::nullopt;
    const auto old = before_->find(path);
    const auto now = now_->find(path);
    json::object out{{"path", path}, {"status", status}};
    static const auto nothing = std::make_shared<const std::string>();
    const auto before = old == before_->end() ? nothing : old->second.text;
    const auto after = now == now_->end() ? nothing : now->second.text;
    const auto lines = [](const std::string& t) { return std::count(t.begin(), t.end(), '\n'); };
    if (!before || !after || lines(*before) > 20'000 || lines(*after) > 20'000) {
        out["too_large"] = true;
        out["hunks"] = json::array{};
        co_return out;
    }
    const std::function<std::vector<diff_hunk>()> work = [before, after] {
        return line_diff(*before, *after);
    };
    out["hunks"] = drawn(co_await bot::on_pool(reader_, work));
    co_return out;
}

std::optional<std::string> document_tree::newest_added(std::string_view folder) const
{
    std::optional<std::string> newest;
    std::int64_t when = 0;
    for (const auto& [path, f] : *now_) {
        if (f.same || before_->contains(path) || !path.starts_with(folder) || f.modified < when) continue;
        newest = path;
        when = f.modified;
    }
    return newest;
}

}  // namespace adapters::sandbox::web
