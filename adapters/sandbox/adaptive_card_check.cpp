#include "adapters/sandbox/adaptive_card.hpp"
#include "adapters/sandbox/adaptive_card_parts.hpp"

#include <fmt/format.h>

#include <set>

namespace adapters::sandbox {
namespace {

using cards::children_of;
using cards::is_input;
using cards::one_of;

constexpr std::size_t most_faults = 20;
constexpr std::size_t most_primary_actions = 6;
constexpr std::size_t most_refreshing_users = 60;

class card_check {
public:
    explicit card_check(card_place where) : where_(where) {}

    void card(const json::value& v, const std::string& at, bool root)
    {
        const auto* o = v.if_object();
        if (o == nullptr) return fault(at, "a card is an object");
        if (text_at(*o, "type") != "AdaptiveCard") fault(at + "/type", "must be AdaptiveCard");
        if (root) {
            if (!one_of(text_at(*o, "version"), {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5"}))
                fault(at + "/version", "Teams shows cards of bots up to version 1.5");
            old_ = text_at(*o, "version") < "1.4";
        }
        list(*o, "body", at, [&](const json::value& e, const std::string& p) { element(e, p); });
        actions(*o, at);
        if (const auto* r = o->if_contains("refresh")) refresh(*r, at + "/refresh");
        if (const auto* s = o->if_contains("selectAction")) action(*s, at + "/selectAction");
        if (root) mentions(*o, at);
    }

    std::vector<std::string> faults;

private:
    void fault(const std::string& at, std::string_view what)
    {
        if (faults.size() < most_faults) faults.push_back(fmt::format("{} [{}]", what, at));
    }

    template <class Visit>
    void list(const json::object& o, std::string_view key, const std::string& at, Visit visit)
    {
        const auto* v = o.if_contains(key);
        if (v == nullptr) return;
        const auto* a = v->if_array();
        if (a == nullptr) return fault(fmt::format("{}/{}", at, key), "must be an array");
        for (std::size_t i = 0; i < a->size(); ++i) visit((*a)[i], fmt::format("{}/{}/{}", at, key, i));
    }

    void need_text(
        const json::object& o, std::string_view key, const std::string& at, bool may_be_empty = false
    )
    {
        const auto* v = o.if_contains(key);
        if (v == nullptr || !v->is_string() || (!may_be_empty && v->get_string().empty()))
            fault(fmt::format("{}/{}", at, key), "must be a text");
    }

    void actions(const json::object& o, const std::string& at)
    {
        std::size_t primary = 0;
        list(o, "actions", at, [&](const json::value& a, const std::string& p) {
            if (a.is_object() && text_at(a.get_object(), "mode") != "secondary") ++primary;
            action(a, p);
        });
        if (primary > most_primary_actions) fault(at + "/actions", "Teams shows six primary actions");
    }

    void action(const json::value& v, const std::string& at)
    {
        const auto* o = v.if_object();
        if (o == nullptr) return fault(at, "an action is an object");
        const auto type = text_at(*o, "type");
        const auto* data = o->if_contains("data");
        if (type == "Action.Execute") {
            if (old_) fault(at, "Action.Execute needs version 1.4");
            if (where_ == card_place::dialog) fault(at, "a dialog submits with Action.Submit");
            if (where_ == card_place::webhook) fault(at, "buttons of a webhook's card reach nobody");
            if (text_at(*o, "verb").empty()) fault(at + "/verb", "verb must not be empty");
            if (data != nullptr && !data->is_object()) fault(at + "/data", "data must be an object");
        } else if (type == "Action.Submit") {
            if (where_ == card_place::webhook) fault(at, "buttons of a webhook's card reach nobody");
            if (data != nullptr && !data->is_object()) fault(at + "/data", "data must be an object");
        } else if (type == "Action.OpenUrl") {
            if (!text_at(*o, "url").starts_with("https://")) fault(at + "/url", "must be an https URL");
        } else if (type == "Action.ShowCard") {
            card(o->contains("card") ? o->at("card") : json::value(), at + "/card", false);
        } else if (type == "Action.ToggleVisibility") {
            if (array_at(*o, "targetElements") == nullptr) fault(at + "/targetElements", "must be an array");
        } else {
            return fault(at + "/type", fmt::format("unknown action \"{}\"", type));
        }
        if (!at.ends_with("/selectAction") && !at.ends_with("/refresh/action")) need_text(*o, "title", at);
        if (const auto* f = o->if_contains("fallback"); f != nullptr && f->is_object())
            action(*f, at + "/fallback");
    }

    void element(const json::value& v, const std::string& at)
    {
        const auto* o = v.if_object();
        if (o == nullptr) return fault(at, "an element is an object");
        const auto type = text_at(*o, "type");
        if (type == "TextBlock") {
            need_text(*o, "text", at, true);
        } else if (type == "RichTextBlock") {
            if (array_at(*o, "inlines") == nullptr) fault(at + "/inlines", "must be an array");
        } else if (type == "Image") {
            need_text(*o, "url", at);
        } else if (type == "FactSet") {
            if (array_at(*o, "facts") == nullptr) fault(at + "/facts", "must be an array");
            list(*o, "facts", at, [&](const json::value& f, const std::string& p) {
                if (!f.is_object()) return fault(p, "a fact is an object");
                need_text(f.get_object(), "title", p, true);
                need_text(f.get_object(), "value", p, true);
            });
        } else if (type == "ActionSet") {
            actions(*o, at);
        } else if (is_input(type)) {
            input(*o, type, at);
        } else if (children_of(type).empty() || type == "AdaptiveCard") {
            return fault(at + "/type", fmt::format("unknown element \"{}\"", type));
        }
        for (const auto key : children_of(type)) {
            if (array_at(*o, key) == nullptr && type != "Table")
                fault(fmt::format("{}/{}", at, key), "must be an array");
            list(*o, key, at, [&](const json::value& e, const std::string& p) { element(e, p); });
        }
        if (const auto* s = o->if_contains("selectAction")) action(*s, at + "/selectAction");
        if (const auto* f = o->if_contains("fallback"); f != nullptr && f->is_object())
            element(*f, at + "/fallback");
    }

    void input(const json::object& o, std::string_view type, const std::string& at)
    {
        if (!one_of(
                type,
                {"Input.Text", "Input.Number", "Input.Date", "Input.Time", "Input.Toggle", "Input.ChoiceSet"}
            ))
            return fault(at + "/type", fmt::format("unknown element \"{}\"", type));
        need_text(o, "id", at);
        if (!ids_.insert(std::string(text_at(o, "id"))).second)
            fault(at + "/id", "another input has this id");
        if (type == "Input.Toggle") need_text(o, "title", at);
        if (flag_at(o, "isRequired") && text_at(o, "label").empty())
            fault(at + "/label", "a required input needs a label");
        if (type != "Input.ChoiceSet") return;
        if (array_at(o, "choices") == nullptr) fault(at + "/choices", "must be an array");
        list(o, "choices", at, [&](const json::value& c, const std::string& p) {
            if (!c.is_object()) return fault(p, "a choice is an object");
            need_text(c.get_object(), "title", p);
            need_text(c.get_object(), "value", p);
        });
    }

    void refresh(const json::value& v, const std::string& at)
    {
        const auto* o = v.if_object();
        if (o == nullptr) return fault(at, "refresh is an object");
        const auto* a = o->if_contains("action");
        if (a == nullptr || !a->is_object() || text_at(a->get_object(), "type") != "Action.Execute") {
            fault(at + "/action", "must be an Action.Execute");
        } else {
            action(*a, at + "/action");
        }
        std::size_t users = 0;
        list(*o, "userIds", at, [&](const json::value& u, const std::string& p) {
            ++users;
            if (!u.is_string() || !u.get_string().starts_with("29:"))
                fault(p, "must be a person's id (29:…)");
        });
        if (users > most_refreshing_users) fault(at + "/userIds", "at most 60 people refresh by themselves");
    }

    // Every <at> needs its entity, letter by letter, and every entity its <at>; else the tag is shown raw.
    void mentions(const json::object& o, const std::string& at)
    {
        const auto shown = card_text(o);
        std::set<std::string> known;
        if (const auto* m = object_at(o, "msteams")) {
            list(*m, "entities", at + "/msteams", [&](const json::value& e, const std::string& p) {
                const auto* who = e.is_object() ? object_at(e.get_object(), "mentioned") : nullptr;
                if (who == nullptr || text_at(*who, "id").empty())
                    return fault(p, "a mention names who is mentioned");
                const std::string tag(text_at(e.get_object(), "text"));
                if (shown.find(tag) == std::string::npos)
                    fault(p + "/text", "the card does not show this mention");
                known.insert(tag);
            });
        }
        for (auto from = shown.find("<at>"); from != std::string::npos; from = shown.find("<at>", from + 1)) {
            const auto end = shown.find("</at>", from);
            const auto tag = shown.substr(from, end == std::string::npos ? end : end + 5 - from);
            if (!known.contains(tag)) fault(at + "/msteams/entities", "no entity for " + tag);
        }
    }

    card_place where_;
    bool old_ = false;
    std::set<std::string> ids_;
};

}  // namespace

std::vector<std::string> check_card(const json::value& card, card_place where)
{
    card_check check(where);
    check.card(card, "", true);
    return std::move(check.faults);
}

}  // namespace adapters::sandbox
