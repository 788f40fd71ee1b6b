#include "adapters/teams/reception.hpp"

#include "adapters/http/url.hpp"
#include "adapters/teams/activity.hpp"
#include "adapters/teams/dialogs.hpp"
#include "adapters/teams/inbound_phrases.hpp"
#include "adapters/teams/invoke_answer.hpp"
#include "adapters/teams/key_ring.hpp"
#include "adapters/teams/origin.hpp"
#include "adapters/teams/refusal_log.hpp"
#include "adapters/teams/reply_slot.hpp"
#include "adapters/teams/to_inbound.hpp"
#include "adapters/teams/token_check.hpp"
#include "bot/within.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <random>
#include <utility>

namespace adapters::teams {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

http::server_response bare(unsigned status)
{
    http::server_response out;
    out.status = status;
    return out;
}

http::server_response as_json(const json::object& body)
{
    http::server_response out;
    out.headers.add("Content-Type", "application/json; charset=utf-8");
    out.body = json::serialize(body);
    return out;
}

// A proxy on this machine would make every stranger a loopback peer.
bool came_through_proxy(const http::server_request& r)
{
    return std::any_of(r.headers.begin(), r.headers.end(), [](const http::header& h) {
        const std::string_view prefix = "x-forwarded-";
        return http::same_text(h.name, "Forwarded") || http::same_text(h.name, "X-Real-IP") ||
               http::same_text(std::string_view(h.name).substr(0, prefix.size()), prefix);
    });
}

// The types that metrics tell apart.
std::string type_label(const activity& a)
{
    for (const std::string_view known :
         {"message",
          "invoke",
          "messageReaction",
          "conversationUpdate",
          "installationUpdate",
          "messageUpdate",
          "messageDelete"})
        if (a.type == known) return a.type;
    return "other";
}

unsigned status_of(rejection why)
{
    switch (why) {
        case rejection::no_keys:
            return 503;
        case rejection::tenant:
        case rejection::recipient:
        case rejection::proxied:
        case rejection::host:
        case rejection::channel:
            return 403;
        default:
            return 401;
    }
}

// Whoever stops waiting says so, however it comes about: cancellation included.
class leaving_mark {
public:
    explicit leaving_mark(std::shared_ptr<reply_slot> slot) : slot_(std::move(slot)) {}
    ~leaving_mark()
    {
        if (!slot_->answer()) slot_->is_left = true;
    }
    leaving_mark(const leaving_mark&) = delete;
    leaving_mark& operator=(const leaving_mark&) = delete;

private:
    std::shared_ptr<reply_slot> slot_;
};

}  // namespace

struct reception::state : std::enable_shared_from_this<reception::state> {
    state(reception_parts p, settings c, inbound_timings l)
        : with(std::move(p)),
          config(std::move(c)),
          limits(l),
          keys(
              with.executor, with.time, with.net, config.openid_metadata_url, config.name, limits, with.count
          ),
          check(
              keys,
              with.time,
              {.issuer = config.issuer,
               .app_id = config.app_id,
               .skew = std::chrono::duration_cast<std::chrono::seconds>(limits.skew)},
              limits,
              with.count
          ),
          answered(with.time, limits.reply_memory),
          refusals(with.time, config.name)
    {
    }

    bool needs_token() const { return config.auth != "none"; }
    http::server_response refuse(rejection why, const std::string& peer, const std::string& detail);
    asio::awaitable<http::server_response> take(http::server_request request, std::string token);
    asio::awaitable<http::server_response> dispatch(activity a);
    asio::awaitable<http::server_response> take_event(activity a, std::vector<bot::address> learned);
    asio::awaitable<http::server_response> take_invoke(activity a, std::vector<bot::address> learned);
    asio::awaitable<http::server_response> keep(std::vector<bot::address> learned);
    asio::awaitable<void> look_up_mentioned(activity& a);

    void note_sighting(const activity& a);
    http::server_response show_card(const activity& a) const;
    bot::reply_path invoke_path(const activity& a, std::shared_ptr<reply_slot> slot);
    std::optional<json::object> card_for(const activity& a) const;
    void tell(const activity& a, bot::notice words);
    translation translate(const activity& a) const;
    bot::language language_of(const activity& a) const
    {
        return bot::parse_language(a.locale, with.language);
    }
    std::string fresh_ticket();

    reception_parts with;
    settings config;
    inbound_timings limits;
    key_ring keys;
    token_check check;
    activity_decoder decoder;
    reply_memory answered;
    refusal_log refusals;
    std::random_device chance;
    bot::event_sink* sink = nullptr;
    bool stopping = false;
};

reception::reception(reception_parts with, settings config, inbound_timings limits)
    : state_(std::make_shared<state>(std::move(with), std::move(config), limits))
{
}

reception::~reception() = default;

asio::awaitable<boost::system::error_code> reception::run(bot::event_sink& sink)
{
    state& s = *state_;
    s.sink = &sink;
    s.with.book.attach(&sink);
    if (s.needs_token()) co_await s.keys.run();
    for (;;) co_await s.with.time.sleep_for(std::chrono::hours(1));
}

bool reception::usable() const noexcept
{
    const state& s = *state_;
    return s.sink != nullptr && !s.stopping && (!s.needs_token() || s.keys.ready());
}

std::string reception::trouble() const
{
    if (usable()) return {};
    if (state_->stopping) return "stopping";
    return state_->needs_token() ? state_->keys.trouble() : "not started yet";
}

asio::awaitable<void> reception::stop()
{
    state_->stopping = true;
    co_return;
}

const settings& reception::config() const noexcept
{
    return state_->config;
}

asio::awaitable<http::server_response> reception::take(http::server_request request, std::string token)
{
    co_return co_await state_->take(std::move(request), std::move(token));
}

http::server_response reception::state::refuse(
    rejection why, const std::string& peer, const std::string& detail
)
{
    ++with.count.rejected[std::string(name_of(why))];
    refusals.note(name_of(why), peer, detail);
    return bare(status_of(why));
}

asio::awaitable<http::server_response> reception::state::take(http::server_request request, std::string token)
{
    if (sink == nullptr || stopping || !sink->accepting()) co_return bare(503);
    std::shared_ptr<const verified_token> proven;
    if (needs_token()) {
        if (token.empty()) co_return refuse(rejection::no_token, request.peer, {});
        token_verdict verdict = co_await check(std::move(token));
        if (verdict.why != rejection::none) co_return refuse(verdict.why, request.peer, verdict.detail);
        proven = std::move(verdict.token);
    } else if (!http::is_loopback_host(request.peer) || came_through_proxy(request)) {
        co_return refuse(rejection::proxied, request.peer, {});
    }
    auto a = decoder.decode(request.body);
    if (!a) {
        ++with.count.malformed;
        spdlog::warn("teams {}: a request that is no activity ({} bytes)", config.name, request.body.size());
        co_return bare(400);
    }
    if (const rejection why = judge_origin(*a, config, proven.get()); why != rejection::none)
        co_return refuse(why, request.peer, describe_origin(*a));
    if (!sink->accepting()) co_return bare(503);
    ++with.count.activities[type_label(*a)];
    co_return co_await dispatch(std::move(*a));
}

asio::awaitable<http::server_response> reception::state::dispatch(activity a)
{
    std::vector<bot::address> learned = learn_from(a, config, with.book);
    note_sighting(a);
    if (a.type == "invoke") co_return co_await take_invoke(std::move(a), std::move(learned));
    if (a.type == "message") co_await look_up_mentioned(a);
    co_return co_await take_event(std::move(a), std::move(learned));
}

asio::awaitable<http::server_response> reception::state::take_event(
    activity a, std::vector<bot::address> learned
)
{
    const translation how = translate(a);
    if (a.from.aad.empty() && is_for_rules(a, how)) {
        tell(a, {.text = bot::say(language_of(a), said_unknown_sender), .buttons = {}, .mention = {}});
        co_return co_await keep(std::move(learned));
    }
    std::vector<bot::inbound> events = to_inbound(a, how);
    if (events.empty()) co_return co_await keep(std::move(learned));
    events.front().learned = std::move(learned);
    const auto slot = std::make_shared<reply_slot>(with.executor);
    const auto missing = std::make_shared<std::size_t>(events.size());
    for (bot::inbound& event : events) {
        bot::reply_path path;
        path.done = [weak = weak_from_this(), a, slot, missing](const bot::receipt& r) {
            if (--*missing == 0) slot->fill(bare(200));
            const auto self = weak.lock();
            if (self && r.answer && !r.answer->empty()) self->tell(a, *r.answer);
        };
        sink->submit(std::move(event), std::move(path));
    }
    co_await bot::within(with.time, limits.durable, slot->filled());
    if (const auto& got = slot->answer()) co_return *got;
    ++with.count.not_durable;
    co_return bare(503);
}

asio::awaitable<http::server_response> reception::state::keep(std::vector<bot::address> learned)
{
    if (learned.empty()) co_return bare(200);
    const auto slot = std::make_shared<reply_slot>(with.executor);
    sink->keep(std::move(learned), {}, [slot] { slot->fill(bare(200)); });
    co_await bot::within(with.time, limits.durable, slot->filled());
    if (const auto& got = slot->answer()) co_return *got;
    ++with.count.not_durable;
    co_return bare(503);
}

asio::awaitable<http::server_response> reception::state::take_invoke(
    activity a, std::vector<bot::address> learned
)
{
    const invoke_kind kind = kind_of_invoke(a);
    const translation how = translate(a);
    std::vector<bot::inbound> events = to_inbound(a, how);
    if (events.empty()) {
        if (!learned.empty()) sink->keep(std::move(learned), {}, {});
        if (kind == invoke_kind::unknown) co_return bare(501);
        if (kind == invoke_kind::feedback) co_return as_json({});
        if (is_refresh(a)) co_return show_card(a);
        const bool is_stranger = a.from.aad.empty() && is_for_rules(a, how);
        const bot::phrase& words = is_stranger ? said_unknown_sender : said_not_understood;
        co_return as_json(words_answer(kind, bot::say(language_of(a), words)));
    }
    bot::inbound& event = events.front();
    std::shared_ptr<reply_slot> slot = answered.find(event.keys);
    if (slot) {
        ++with.count.repeated_invokes;
    } else {
        slot = std::make_shared<reply_slot>(with.executor);
        answered.remember(event.keys, slot);
        event.learned = std::move(learned);
        sink->submit(std::move(event), invoke_path(a, slot));
    }
    const leaving_mark mark(slot);
    co_await bot::within(with.time, limits.answer, slot->filled());
    if (const auto& got = slot->answer()) co_return *got;
    ++with.count.late_answers;
    co_return as_json(words_answer(kind, bot::say(language_of(a), said_late)));
}

bot::reply_path reception::state::invoke_path(const activity& a, std::shared_ptr<reply_slot> slot)
{
    bot::reply_path path;
    path.open_form = [weak = weak_from_this(), slot](const bot::form& form) {
        const auto self = weak.lock();
        if (!self) return;
        json::object body = form_response(form);
        add_ticket(body, self->fresh_ticket());
        slot->fill(as_json(body));
    };
    path.done = [weak = weak_from_this(), slot, a](const bot::receipt& receipt) {
        const auto self = weak.lock();
        if (!self) return;
        const bool has_words = receipt.answer && !receipt.answer->empty();
        if (slot->answer()) {  // a form is open: what else there is to say goes beside it
            if (has_words) self->tell(a, *receipt.answer);
            return;
        }
        invoke_context to{
            .kind = kind_of_invoke(a), .language = self->language_of(a), .form_data = {}, .fields = {}
        };
        if (const auto form = a.data.fields.find("form"); form != a.data.fields.end())
            to.form_data = form->second;
        for (const auto& [name, value] : a.data.fields)
            if (name.starts_with("var.")) to.fields.insert_or_assign(name.substr(4), value);
        auto card = to.kind == invoke_kind::card_action ? self->card_for(a) : std::nullopt;
        invoke_answer out = answer_of(to, receipt, std::move(card));
        add_ticket(out.body, self->fresh_ticket());
        if (slot->is_left && has_words)
            self->tell(a, *receipt.answer);
        else if (out.privately)
            self->tell(a, std::move(*out.privately));
        slot->fill(as_json(out.body));
    };
    return path;
}

// Before what was done on the card: once its message is known, it can show what comes of that.
void reception::state::note_sighting(const activity& a)
{
    if (!with.is_news || a.data.delivery.empty() || a.reply_to.empty() || a.from.aad.empty()) return;
    bot::inbound event = sighting_in(a, translate(a));
    if (with.is_news(std::get<bot::sighting>(event.what), event.at.channel))
        sink->submit(std::move(event), {});
}

http::server_response reception::state::show_card(const activity& a) const
{
    if (auto card = card_for(a)) return as_json(invoke_card(std::move(*card)));
    return as_json(invoke_message(bot::say(language_of(a), said_no_card)));
}

std::optional<json::object> reception::state::card_for(const activity& a) const
{
    const bot::press pressed = press_of(a);
    if (!with.current_card || !pressed.action.starts_with("draft.") || pressed.value.empty())
        return std::nullopt;
    return with.current_card(pressed.value, channel_of(a, translate(a)));
}

void reception::state::tell(const activity& a, bot::notice words)
{
    if (!with.tell) return;
    const bot::place at = place_in(a, translate(a));
    with.tell({.platform = "teams", .id = a.from.aad}, at.channel, at.thread, std::move(words));
}

asio::awaitable<void> reception::state::look_up_mentioned(activity& a)
{
    if (!with.find_person || !is_for_rules(a, translate(a))) co_return;
    const auto look_up = [](state& s, activity& of) -> asio::awaitable<void> {
        for (mention& m : of.typed.mentions) {
            const bool is_known =
                !m.aad.empty() || !m.id.starts_with("29:") || s.with.book.person_by_mri(m.id) != nullptr;
            if (is_known) continue;
            const std::string conversation = of.where.whole;
            const std::string mri = m.id;
            auto found = co_await s.with.find_person(conversation, mri);
            if (!found) continue;
            m.aad = found->aad;
            s.with.book.remember(std::move(*found));
        }
    };
    co_await bot::within(with.time, limits.find_person, look_up(*this, a));
}

translation reception::state::translate(const activity& a) const
{
    const auto now = with.time.wall_now().time_since_epoch();
    translation how{.config = config, .readers = {}, .click_window = now / limits.click_window};
    how.readers.is_bot = [this, recipient = a.recipient](const mention& m) {
        return same_bot(m.id, config.app_id) || same_bot(m.id, recipient);
    };
    how.readers.who = [this](const mention& m) -> bot::account {
        if (!m.aad.empty()) return {.platform = "teams", .id = m.aad};
        const known_person* known = with.book.person_by_mri(m.id);
        return {.platform = "teams", .id = known == nullptr ? std::string() : known->aad};
    };
    how.readers.handle = [this](const bot::account& who, std::string_view name) {
        return with.handle && !who.id.empty() ? with.handle(who, name) : std::string();
    };
    return how;
}

std::string reception::state::fresh_ticket()
{
    return fmt::format("{:08x}{:08x}{:08x}", chance(), chance(), chance());
}

}  // namespace adapters::teams
