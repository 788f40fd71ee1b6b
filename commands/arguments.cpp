#include "commands/arguments.hpp"

#include <algorithm>
#include <utility>

namespace commands {
namespace {

constexpr std::string_view id_key = "id";

}  // namespace

arguments::arguments(std::string source, std::vector<word> words, bool with_values)
    : source_(std::move(source))
{
    for (auto& w : words) {
        if (w.key.empty()) {
            words_.push_back(std::move(w));
        } else if (with_values) {
            people_.erase(w.key);
            if (w.who) people_.emplace(w.key, *w.who);
            values_.insert_or_assign(std::move(w.key), std::move(w.text));
        } else {
            if (w.key == id_key && !worded_id_) {
                worded_id_ = std::move(w.text);
                worded_id_begin_ = w.begin;
            }
            w.text = source_.substr(w.begin, w.length);
            w.key.clear();
            w.quoted = false;
            words_.push_back(std::move(w));
        }
    }
}

word arguments::take_first()
{
    word w = std::move(words_.front());
    words_.pop_front();
    return w;
}

word arguments::take_last()
{
    word w = std::move(words_.back());
    words_.pop_back();
    return w;
}

std::optional<std::string> arguments::take_value(std::string_view key)
{
    const auto found = values_.find(key);
    if (found == values_.end()) return std::nullopt;
    auto value = std::move(found->second);
    values_.erase(found);
    return value;
}

const std::string* arguments::id() const noexcept
{
    if (const auto found = values_.find(id_key); found != values_.end()) return &found->second;
    const bool leads = worded_id_ && !words_.empty() && words_.front().begin == worded_id_begin_;
    return leads ? &*worded_id_ : nullptr;
}

void arguments::drop_id()
{
    if (const auto found = values_.find(id_key); found != values_.end()) {
        values_.erase(found);
    } else if (id() != nullptr) {
        words_.pop_front();
        worded_id_.reset();
    }
}

std::optional<bot::account> arguments::person_of(std::string_view key) const
{
    const auto found = people_.find(key);
    if (found == people_.end()) return std::nullopt;
    return found->second;
}

std::string arguments::joined() const
{
    std::string all;
    for (const auto& w : words_) {
        if (!all.empty()) all += ' ';
        all += w.text;
    }
    return all;
}

std::string arguments::as_typed() const
{
    if (words_.empty()) return {};
    if (words_.size() == 1) return words_.front().text;
    const auto begin = words_.front().begin;
    const auto end = words_.back().begin + words_.back().length;
    if (end <= begin || end > source_.size()) return joined();  // words that were not typed
    return source_.substr(begin, end - begin);
}

}  // namespace commands
