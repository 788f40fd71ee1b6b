// What followed the command word: plain words in order, and values by key.
#pragma once

#include "bot/incident.hpp"
#include "commands/words.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace commands {

// Of words that stand behind the command word. Handlers take plain words from the front.
class arguments {
public:
    arguments() = default;
    // Without `with_values`, "a=b" is text like any other word. A key given twice has the last value.
    arguments(std::string source, std::vector<word> words, bool with_values);

    bool empty() const noexcept { return words_.empty() && values_.empty(); }
    const std::deque<word>& words() const noexcept { return words_; }
    const word* first() const noexcept { return words_.empty() ? nullptr : &words_.front(); }
    word take_first();
    word take_last();
    void give_back(word first) { words_.push_front(std::move(first)); }

    const bot::variables& values() const noexcept { return values_; }
    std::optional<std::string> take_value(std::string_view key);
    // What `id=…` names: a value or, of a command without values, the first word left. Null: nothing.
    const std::string* id() const noexcept;
    void drop_id();
    std::optional<bot::account> person_of(std::string_view key) const;  // the value was one mentioned person
    void set_value(std::string key, std::string value)
    {
        values_.insert_or_assign(std::move(key), std::move(value));
    }

    // The plain words left, with one space between them.
    std::string joined() const;
    // The same as they were typed, line breaks included; one quoted word without its quotes.
    std::string as_typed() const;

private:
    std::string source_;
    std::deque<word> words_;
    bot::variables values_;
    std::map<std::string, bot::account, std::less<>> people_;
    std::optional<std::string> worded_id_;  // of a word that stands among words_ as it was typed
    std::size_t worded_id_begin_ = 0;
};

}  // namespace commands
