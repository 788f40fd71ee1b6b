#include "adapters/sandbox/web/fault_switches.hpp"

#include "bot/language.hpp"

#include <algorithm>
#include <array>

namespace adapters::sandbox::web {

using namespace std::chrono_literals;

namespace {

struct fault_switch {
    std::string_view name;
    bool counted = false;  // ends by itself after some strikes
    std::uint64_t times = 0;
    bot::phrase label;
    bot::phrase help;
    std::vector<fault> (*faults)(const faulty_platform& on, std::uint64_t times);
};

fault counted_fault(fault_kind kind, std::string filter, std::uint64_t times)
{
    fault f;
    f.kind = kind;
    f.filter = std::move(filter);
    f.times = times;
    f.retry_after = 2s;
    f.status = kind == fault_kind::server_error ? 503 : 0;
    return f;
}

fault lasting_fault(fault_kind kind, std::string filter, std::chrono::milliseconds delay = 0ms)
{
    fault f;
    f.kind = kind;
    f.filter = std::move(filter);
    f.delay = delay;
    return f;
}

// clang-format off
const std::array<fault_switch, 7> switches{{
    {"slow-api", false, 0,
     {"API lenta", "Slow API"},
     {"Cada chamada do incidentd espera 1,5 s pela plataforma.",
      "Every call of incidentd waits 1.5 s for the platform."},
     [](const faulty_platform&, std::uint64_t) {
         return std::vector{lasting_fault(fault_kind::slow, "", 1500ms)};
     }},
    {"429", true, 3,
     {"429: devagar", "429: slow down"},
     {"As próximas publicações e edições são recusadas com 429 e Retry-After de 2 s.",
      "The next posts and edits are refused with 429 and a Retry-After of 2 s."},
     [](const faulty_platform& on, std::uint64_t times) {
         return std::vector{counted_fault(fault_kind::rate_limited, on.posts, times)};
     }},
    // One: the outcome of each is unknown to the app, which then looks for half a minute before it sends again.
    {"5xx", true, 1,
     {"5xx: erro do servidor", "5xx: server error"},
     {"A próxima publicação ou edição recebe 503 e não é feita; o incidentd procura por ela antes de repetir.",
      "The next post or edit gets a 503 and is not made; incidentd looks for it before it sends again."},
     [](const faulty_platform& on, std::uint64_t times) {
         return std::vector{counted_fault(fault_kind::server_error, on.posts, times)};
     }},
    {"dropped-socket", true, 1,
     {"Conexão cortada", "Dropped socket"},
     {"As conexões abertas caem agora, e mais uma no meio da próxima entrega.",
      "Open links are cut now, and one more in the middle of the next delivery."},
     [](const faulty_platform& on, std::uint64_t times) {
         if (on.drop_links) on.drop_links();
         return std::vector{counted_fault(fault_kind::link_cut, "", times)};
     }},
    {"duplicate-delivery", false, 0,
     {"Entrega duplicada", "Duplicate delivery"},
     {"Tudo o que chega ao incidentd chega duas vezes, e mais uma sob outra identificação.",
      "Whatever reaches incidentd comes twice, and once more under another id."},
     [](const faulty_platform&, std::uint64_t) {
         return std::vector{
             lasting_fault(fault_kind::envelope_twice, ""), lasting_fault(fault_kind::envelope_repeated, "")
         };
     }},
    {"lost-reply", true, 1,
     {"Resposta perdida", "Lost reply"},
     {"A próxima mensagem é publicada, mas o incidentd não fica sabendo.",
      "The next message is posted, but incidentd does not get to know."},
     [](const faulty_platform& on, std::uint64_t times) {
         return std::vector{counted_fault(fault_kind::lost_reply, on.makes, times)};
     }},
    {"late-click", false, 0,
     {"Clique atrasado", "Late click"},
     {"Cliques chegam 4 s depois, quando já não podem abrir um formulário.",
      "Clicks arrive 4 s late, when they can no longer open a form."},
     [](const faulty_platform& on, std::uint64_t) {
         return std::vector{lasting_fault(fault_kind::envelope_late, on.clicks, 4s)};
     }},
}};
// clang-format on

}  // namespace

fault_switches::fault_switches(std::map<std::string, faulty_platform> platforms)
    : platforms_(std::move(platforms))
{
    told_ = to_json();
}

std::vector<std::string_view> fault_switches::names()
{
    std::vector<std::string_view> out;
    for (const fault_switch& s : switches) out.push_back(s.name);
    return out;
}

const fault* fault_switches::find(const set_fault& which) const
{
    const auto& all = platforms_.at(which.platform).plan.all();
    const auto at = std::find_if(all.begin(), all.end(), [&](const fault& f) { return f.id == which.id; });
    return at == all.end() ? nullptr : &*at;
}

void fault_switches::clear(std::string_view name, std::string_view platform)
{
    const auto held = set_.find(name);
    if (held == set_.end()) return;
    std::erase_if(held->second, [&](const set_fault& one) {
        if (!platform.empty() && one.platform != platform) return false;
        if (const fault* f = find(one)) strikes_[held->first] += f->strikes;
        platforms_.at(one.platform).plan.remove(one.id);
        return true;
    });
    if (held->second.empty()) set_.erase(held);
}

std::string_view fault_switches::set(
    std::string_view name, bool on, std::optional<std::uint64_t> times, std::string_view platform
)
{
    if (!platform.empty() && !platforms_.contains(std::string(platform))) return "unknown_platform";
    if (name == "all") {
        if (on) return "only_off";
        for (const fault_switch& s : switches) clear(s.name, platform);
        return {};
    }
    const auto which =
        std::find_if(switches.begin(), switches.end(), [&](const fault_switch& s) { return s.name == name; });
    if (which == switches.end()) return "unknown_fault";
    if (times && (*times == 0 || *times > 1000)) return "times_out_of_range";
    clear(name, platform);
    if (!on) return {};
    strikes_.erase(std::string(name));
    for (auto& [key, p] : platforms_) {
        if (!platform.empty() && key != platform) continue;
        for (fault& f : which->faults(p, times.value_or(which->times)))
            set_[std::string(name)].push_back({key, p.plan.add(std::move(f))});
    }
    return {};
}

bool fault_switches::settle()
{
    for (const fault_switch& s : switches) {
        const auto held = set_.find(s.name);
        if (held == set_.end()) continue;
        const bool spent =
            std::all_of(held->second.begin(), held->second.end(), [this](const set_fault& one) {
                const fault* f = find(one);
                return f == nullptr || (f->times && *f->times == 0);
            });
        if (spent) clear(s.name, {});
    }
    auto now = to_json();
    if (now == told_) return false;
    told_ = std::move(now);
    return true;
}

json::array fault_switches::to_json() const
{
    json::array out;
    for (const fault_switch& s : switches) {
        const auto held = set_.find(s.name);
        const auto gone = strikes_.find(s.name);
        std::uint64_t left = 0;
        std::uint64_t strikes = gone == strikes_.end() ? 0 : gone->second;
        if (held != set_.end()) {
            for (const set_fault& one : held->second) {
                const fault* f = find(one);
                if (f == nullptr) continue;
                strikes += f->strikes;
                left += f->times.value_or(0);
            }
        }
        json::object o{
            {"name", s.name},
            {"on", held != set_.end()},
            {"kind", s.counted ? "counted" : "until_off"},
            {"left", nullptr},
            {"strikes", strikes},
            {"label", {{"pt-BR", s.label.pt_br}, {"en", s.label.en}}},
            {"help", {{"pt-BR", s.help.pt_br}, {"en", s.help.en}}},
        };
        if (s.counted && held != set_.end()) o["left"] = left;
        out.push_back(std::move(o));
    }
    return out;
}

}  // namespace adapters::sandbox::web
