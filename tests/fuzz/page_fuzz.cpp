// Any bytes as what a browser, or something that pretends to be one, sends the local workspace's page server:
// who may ask, queries, JSON arguments, paths of documents and of the page's files, and the texts that are
// compared line by line.
#include "adapters/http/url.hpp"
#include "adapters/sandbox/local_http.hpp"
#include "adapters/sandbox/web/asset_answer.hpp"
#include "adapters/sandbox/web/document_tree.hpp"
#include "adapters/sandbox/web/event_feed.hpp"
#include "adapters/sandbox/web/fault_switches.hpp"
#include "adapters/sandbox/web/gate.hpp"
#include "adapters/sandbox/web/line_diff.hpp"
#include "adapters/sandbox/web/wire_view.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>

using namespace adapters::sandbox;
using namespace adapters::sandbox::web;
namespace fs = std::filesystem;
namespace asio = boost::asio;

namespace {

constexpr const char* token = "0123456789abcdef0123456789abcdef";
constexpr const char* secret = "what lies outside";

void need(bool holds)
{
    if (!holds) std::abort();
}

// A folder with a page and documents, and beside it what nobody may reach.
struct folders {
    folders()
    {
        std::string name = (fs::temp_directory_path() / "incidentd-page-fuzz-XXXXXX").string();
        need(::mkdtemp(name.data()) != nullptr);
        root = name;
        write("inside/index.html", "page");
        write("inside/assets/a.js", "script");
        write("inside/docs/plain.md", "text");
        write("inside/.hidden", secret);
        write("outside", secret);
        fs::create_symlink("../outside", fs::path(root) / "inside/docs/link.md");
    }
    ~folders()
    {
        std::error_code ignored;
        fs::remove_all(root, ignored);
    }
    void write(const std::string& path, std::string_view text) const
    {
        fs::create_directories((fs::path(root) / path).parent_path());
        std::ofstream(fs::path(root) / path) << text;
    }
    std::string inside() const { return root + "/inside"; }

    std::string root;
};

folders& tree()
{
    static folders made;
    return made;
}

// "Host: localhost" lines; without a colon it is the query.
adapters::http::server_request request_of(std::string_view text)
{
    adapters::http::server_request r;
    r.method = "GET";
    r.path = "/";
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos)
            r.query = line;
        else
            r.headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
    }
    return r;
}

void ask_gate(std::string_view text)
{
    const auto r = request_of(text);
    const bool knows = text.find(token) != std::string_view::npos;
    const gate_settings local{.local = true, .token = {}};
    if (judge(r, local).status == 0) {
        const auto host = r.headers.find("Host");
        need(
            host.starts_with("127.") || host.starts_with("[") ||
            adapters::http::same_text(host.substr(0, 9), "localhost")
        );
        const auto origin = r.headers.find("Origin");
        need(origin.empty() || origin.size() > host.size());
    }
    const gate_settings open{.local = false, .token = token};
    need(judge(r, open).status != 0 || knows);
    need(!brings_token(r, open) || knows || text.find('%') != std::string_view::npos);
}

void read_query(std::string_view text)
{
    for (const auto& [name, value] : parse_form(text)) need(value.is_string());
    need(percent_decoded(text, true).size() <= text.size());
    static asio::io_context io;
    static event_feed feed(io.get_executor(), "run");
    static const bool filled = [] {
        for (int i = 0; i < 3; ++i) feed.add("x", json::object{});
        return true;
    }();
    need(filled);
    if (const auto at = feed.resumable(text)) need(*at <= feed.last() && feed.id_of(*at) == text);
}

void read_arguments(std::string_view text)
{
    const auto parsed = parse_json(text);
    if (!parsed || !parsed->is_object()) return;
    const auto& a = parsed->get_object();
    static wire_view wire;
    static const bool filled = [] {
        wire_entry e;
        e.kind = "api";
        e.subject = "chat.postMessage";
        e.sent = json::object{{"text", "hello"}};
        wire.add("slack", e);
        return true;
    }();
    need(filled && wire.list(a).size() <= 1);
    static fault_plan plan;
    static fault_switches switches(
        {{"slack", {.plan = plan, .posts = "chat.*", .makes = "chat.*", .clicks = "x"}}}
    );
    const auto why = switches.set(text_at(a, "name"), flag_at(a, "on"), {}, text_at(a, "platform"));
    need(why.empty() || !json::serialize(switches.to_json()).empty());
    (void)number_at(a, "n", 0);
    (void)object_at(a, "values");
    (void)array_at(a, "list");
}

void compare(std::string_view text)
{
    constexpr std::size_t most = 4096;
    text = text.substr(0, most);
    const auto middle = text.find('\0');
    const std::string before(text.substr(0, middle));
    const std::string after(middle == std::string_view::npos ? std::string_view() : text.substr(middle + 1));
    for (const diff_hunk& h : line_diff(before, after)) {
        need(h.old_start > 0 && h.new_start > 0);
        for (const diff_line& l : h.lines) {
            need(l.op == ' ' || l.op == '-' || l.op == '+');
            const std::string& from = l.op == '+' ? after : before;
            need(from.find(l.text) != std::string::npos);
            std::string whole;
            for (const diff_part& p : l.parts) whole += p.text;
            need(l.parts.empty() || whole == l.text);
        }
    }
    if (before == after) need(line_diff(before, after).empty());
}

void open_paths(std::string_view text)
{
    adapters::http::server_request r;
    r.method = "GET";
    r.path = "/" + std::string(text);
    need(file_answer(tree().inside(), r).body.find(secret) == std::string::npos);
    (void)asset_answer(r);

    static asio::io_context io;
    static bot::real_clock time;
    document_tree documents(io.get_executor(), time, tree().inside() + "/docs");
    documents.start();
    std::optional<json::object> seen;
    asio::co_spawn(
        io,
        [](document_tree& d, std::string path, std::optional<json::object>& out) -> asio::awaitable<void> {
            out = co_await d.file(path);
            (void)co_await d.diff(path);
            co_await d.stop();
        }(documents, std::string(text), seen),
        [](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
        }
    );
    io.restart();
    io.run();
    need(!seen || (text == "plain.md" && seen->at("text") == "text"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0]) {
        case 'g':
            ask_gate(text);
            break;
        case 'j':
            read_arguments(text);
            break;
        case 'd':
            compare(text);
            break;
        case 'p':
            open_paths(text);
            break;
        default:
            read_query(text);
    }
    return 0;
}
