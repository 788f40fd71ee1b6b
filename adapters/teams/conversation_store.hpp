// The conversation book behind which rows are kept: conversations and the people heard of, by their ids.
#pragma once

#include "adapters/teams/conversations.hpp"
#include "bot/address.hpp"
#include "bot/platform.hpp"
#include "bot/time.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

struct known_person {
    std::string aad;  // aadObjectId in lower case: the only id that rights hang on
    std::string mri;  // "29:…": what mentions name
    std::string name;

    friend bool operator==(const known_person&, const known_person&) = default;
};

// Loop's thread only.
class conversation_store final : public conversation_book {
public:
    using now_function = std::function<bot::time_point()>;

    // `stored` as loaded: rows of other connections are skipped, unreadable ones are logged and left out.
    conversation_store(std::string connection, const std::vector<bot::address>& stored, now_function now);

    const conversation_reference* find(std::string_view id) const override;
    const conversation_reference* personal_chat(std::string_view person) const override;
    const conversation_reference* of_team(std::string_view team_or_directory_id) const override;
    const known_person* person(std::string_view aad) const;
    const known_person* person_by_mri(std::string_view mri) const;

    // Into memory at once. Gives the rows to make durable with the event: none when nothing changed and the
    // stored "last seen" is younger than an hour.
    std::vector<bot::address> learn(conversation_reference where);
    std::vector<bot::address> learn(known_person who);
    std::vector<bot::address> unlearn(std::string_view id);
    std::vector<bot::address> unlearn_team(std::string_view team_id);  // every channel of it

    void remember(conversation_reference what) override;
    void remember(known_person who);
    void forget(std::string_view id) override;
    // Where remember() and forget() make things durable; without a sink they last as long as the process.
    void attach(bot::event_sink* sink) noexcept { sink_ = sink; }

private:
    template <class Row>
    struct entry {
        Row row;
        bot::time_point seen{};
    };

    void keep(std::vector<bot::address> rows);
    void put(entry<conversation_reference> what);
    void put(entry<known_person> who);
    bot::address address_of(std::string key, std::string body) const;

    std::string connection_;
    now_function now_;
    bot::event_sink* sink_ = nullptr;
    std::map<std::string, entry<conversation_reference>, std::less<>> conversations_;
    std::map<std::string, entry<known_person>, std::less<>> people_;  // by aad
    std::map<std::string, std::string, std::less<>> personal_;        // aad → conversation id
    std::map<std::string, std::string, std::less<>> aad_by_mri_;
};

}  // namespace adapters::teams
