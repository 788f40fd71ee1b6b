#include "adapters/sandbox/web/wire_view.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>

namespace adapters::sandbox::web {

namespace {

// Replaces what is too large to be looked at; the bytes that stay.
std::size_t bounded(json::object& entry, std::string_view part)
{
    auto* v = entry.if_contains(part);
    if (v == nullptr) return 0;
    const auto size = json::serialize(*v).size();
    if (size <= wire_view::most_part) return size;
    *v = json::object{{"left_out", "size"}, {"bytes", size}};
    return 64;
}

std::string lower(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::uint64_t number(const json::object& query, std::string_view key, std::uint64_t otherwise)
{
    const auto t = text_at(query, key);
    (void)std::from_chars(t.data(), t.data() + t.size(), otherwise);
    return otherwise;
}

bool is(const json::object& query, std::string_view key, const json::object& entry)
{
    const auto wanted = text_at(query, key);
    return wanted.empty() || text_at(entry, key) == wanted;
}

}  // namespace

const json::object& wire_view::add(std::string_view platform, const wire_entry& e)
{
    auto entry = to_json(e);
    entry["number"] = ++last_;
    entry["platform"] = platform;
    const auto bytes = bounded(entry, "sent") + bounded(entry, "answered") + 200;
    entries_.push_back({std::move(entry), bytes});
    bytes_ += bytes;
    while (entries_.size() > most_entries || (bytes_ > most_bytes && entries_.size() > 1)) {
        bytes_ -= entries_.front().bytes;
        entries_.pop_front();
    }
    return entries_.back().entry;
}

json::array wire_view::list(const json::object& query) const
{
    const auto after = number(query, "after", 0);
    const auto most = std::min<std::uint64_t>(number(query, "most", 200), most_entries);
    const auto subject = text_at(query, "subject");
    const auto contains = lower(std::string(text_at(query, "contains")));
    json::array out;
    for (auto it = entries_.rbegin(); it != entries_.rend() && out.size() < most; ++it) {
        const auto& e = it->entry;
        if (e.at("number").to_number<std::uint64_t>() <= after) break;
        if (!is(query, "kind", e) || !is(query, "platform", e)) continue;
        if (!text_at(e, "subject").starts_with(subject)) continue;
        if (!contains.empty() && lower(json::serialize(e)).find(contains) == std::string::npos) continue;
        out.push_back(e);
    }
    std::reverse(out.begin(), out.end());
    return out;
}

}  // namespace adapters::sandbox::web
