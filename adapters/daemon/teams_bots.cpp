#include "adapters/daemon/teams_bots.hpp"

#include "adapters/teams/cards.hpp"
#include "adapters/teams/reception.hpp"
#include "bot/drafting.hpp"
#include "bot/preview.hpp"
#include "bot/sighting.hpp"
#include "runbooks/case.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace adapters::daemon {

namespace asio = boost::asio;

namespace {

// Takes its reception out of the door when the platform goes.
class listening final : public teams::inbound_side {
public:
    listening(teams::messages_door& door, std::unique_ptr<teams::reception> one)
        : door_(door), one_(std::move(one))
    {
        door_.add(*one_);
    }
    ~listening() override { door_.remove(*one_); }
    listening(const listening&) = delete;
    listening& operator=(const listening&) = delete;

    asio::awaitable<boost::system::error_code> run(bot::event_sink& sink) override
    {
        co_return co_await one_->run(sink);
    }
    bool usable() const noexcept override { return one_->usable(); }
    std::string trouble() const override { return one_->trouble(); }
    asio::awaitable<void> stop() override { co_await one_->stop(); }

private:
    teams::messages_door& door_;
    std::unique_ptr<teams::reception> one_;
};

// The delivery that the message shows, or will soon: its newest edit, else itself.
std::string newest_delivery(const bot::world& now, const bot::delivery& made)
{
    const bot::delivery* edit = now.newest_update(made.id, [](const bot::delivery&) { return true; });
    return edit == nullptr ? made.id : edit->id;
}

}  // namespace

teams_bots::teams_bots(parts with, std::vector<bot::address> stored)
    : with_(std::move(with)), stored_(std::move(stored))
{
}

std::unique_ptr<bot::platform> teams_bots::make(const bot::teams_settings& of, bot::language language)
{
    counted& count = counters_.emplace_back();
    count.name = of.name;
    teams::conversation_store& book = books_.emplace_back(of.name, stored_, [this] {
        return std::chrono::floor<std::chrono::milliseconds>(with_.time.wall_now());
    });
    return teams::make_teams(
        {.executor = with_.executor,
         .time = with_.time,
         .net = with_.net,
         .book = book,
         .make_inbound = [this, of, language, &book, &count](
                             teams::teller tell, teams::member_finder find
                         ) { return listen(of, language, book, count, std::move(tell), std::move(find)); },
         .name_of = [this](const bot::account& who) { return handle_of(who); },
         .named = [this](std::string_view name) { return person_named(name); },
         .language = language,
         .count = count.out,
         .identity = with_.identity,
         .seed = std::random_device{}()},
        of,
        with_.password_of(of.app_password)
    );
}

std::unique_ptr<teams::inbound_side> teams_bots::listen(
    const bot::teams_settings& of,
    bot::language language,
    teams::conversation_store& book,
    counted& count,
    teams::teller tell,
    teams::member_finder find
)
{
    return std::make_unique<listening>(
        door_,
        std::make_unique<teams::reception>(
            teams::reception_parts{
                .executor = with_.executor,
                .time = with_.time,
                .net = with_.net,
                .book = book,
                .count = count.in,
                .handle = [this](const bot::account& who, std::string_view) { return handle_of(who); },
                .language = language,
                .tell = std::move(tell),
                .current_card = [this](
                                    std::string draft_value, bot::channel_ref where
                                ) { return current_card(draft_value, where); },
                .is_news = [this](
                               const bot::sighting& seen, const bot::channel_ref& where
                           ) { return bot::is_news(with_.state(), seen, where); },
                .find_person = [find = std::move(find)](std::string conversation, std::string mri)
                    -> asio::awaitable<std::optional<teams::known_person>> {
                    auto found = co_await find(std::move(conversation), std::move(mri));
                    if (!found || found->aad_id.empty()) co_return std::nullopt;
                    co_return teams::known_person{found->aad_id, found->id, found->name};
                },
            },
            of
        )
    );
}

std::string teams_bots::handle_of(const bot::account& who) const
{
    const auto held = with_.current();
    const bot::person* p = held->people.find(who);
    return p == nullptr ? std::string() : p->handle;
}

std::optional<bot::account> teams_bots::person_named(std::string_view name) const
{
    const auto held = with_.current();
    const bot::person* found = held->people.find_handle(name);
    for (const bot::person& p : held->people.people()) {
        if (found == nullptr && !p.name.empty() && runbooks::lower(p.name) == runbooks::lower(name))
            found = &p;
    }
    if (found == nullptr) return std::nullopt;
    const auto account = found->accounts.find("teams");
    if (account == found->accounts.end()) return std::nullopt;
    return bot::account{"teams", account->second};
}

std::optional<boost::json::object> teams_bots::current_card(
    const std::string& draft_value, const bot::channel_ref& where
) const
{
    const auto held = with_.current();
    const bot::world& now = with_.state();
    const auto ref = bot::parse_revision_ref(draft_value);
    const bot::draft* about = ref ? now.find_draft(ref->draft_id) : nullptr;
    if (about == nullptr) return std::nullopt;
    const int number = ref->revision.value_or(about->current().number);
    const auto shown = std::find_if(about->revisions.begin(), about->revisions.end(), [&](const auto& r) {
        return r.number == number;
    });
    if (shown == about->revisions.end()) return std::nullopt;
    // The card of a copy that this conversation has; a card elsewhere is no preview.
    const bot::delivery* made = nullptr;
    for (const bot::preview_copy& copy : about->previews) {
        const bot::delivery* d = now.find_delivery(copy.delivery_id);
        if (copy.revision == number && d != nullptr && d->channel == where) made = d;
    }
    if (made == nullptr) return std::nullopt;
    const bot::change_set rows(now, std::chrono::floor<std::chrono::milliseconds>(with_.time.wall_now()));
    const auto plan = bot::plan_preview(rows, held->make_context(), *about, *shown, where);
    const teams::card_frame frame{
        .metadata = teams::metadata_of(*made),
        .shown = newest_delivery(now, *made),
        .name_of = [this](const bot::account& who) { return handle_of(who); },
        .language = bot::parse_language(held->config.locale, bot::language::pt_br),
    };
    return teams::card_of(plan.view, frame).card;
}

}  // namespace adapters::daemon
