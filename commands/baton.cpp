#include "commands/baton.hpp"

#include <charconv>
#include <vector>

namespace commands {
namespace {

constexpr std::size_t most_people = 100;

void put(std::string& out, std::string_view part)
{
    out += std::to_string(part.size());
    out += ':';
    out += part;
}

class reader {
public:
    explicit reader(std::string_view text) : rest_(text) {}

    std::string part()
    {
        std::size_t size = 0;
        const auto [end, ec] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
        const auto digits = static_cast<std::size_t>(end - rest_.data());
        if (ec != std::errc() || digits >= rest_.size() || rest_[digits] != ':' ||
            size > rest_.size() - digits - 1) {
            good_ = false;
            rest_ = {};
            return {};
        }
        std::string value(rest_.substr(digits + 1, size));
        rest_.remove_prefix(digits + 1 + size);
        return value;
    }

    std::size_t number()
    {
        const auto text = part();
        std::size_t value = 0;
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (ec != std::errc() || end != text.data() + text.size()) good_ = false;
        return value;
    }

    bool good() const noexcept { return good_; }
    bool done() const noexcept { return rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::string to_text(const baton& b)
{
    std::string out;
    put(out, b.incident_id);
    put(out, b.words.text);
    put(out, b.at.channel.platform);
    put(out, b.at.channel.connection);
    put(out, b.at.channel.id);
    put(out, b.at.channel_name);
    put(out, b.at.thread);
    put(out, b.at.personal ? "1" : "0");
    for (const auto& person : b.words.people) {
        put(out, std::to_string(person.begin));
        put(out, std::to_string(person.length));
        put(out, person.who.platform);
        put(out, person.who.id);
    }
    return out;
}

std::optional<baton> baton_from(std::string_view text)
{
    reader in(text);
    baton b;
    b.incident_id = in.part();
    b.words.text = in.part();
    b.at.channel.platform = in.part();
    b.at.channel.connection = in.part();
    b.at.channel.id = in.part();
    b.at.channel_name = in.part();
    b.at.thread = in.part();
    b.at.personal = in.part() == "1";
    while (in.good() && !in.done() && b.words.people.size() < most_people) {
        bot::person_span person;
        person.begin = in.number();
        person.length = in.number();
        person.who.platform = in.part();
        person.who.id = in.part();
        b.words.people.push_back(std::move(person));
    }
    if (!in.good() || !in.done()) return std::nullopt;
    return b;
}

}  // namespace commands
