// What the people of one Teams channel do while the daemon is killed, and what they waited for in vain.
#pragma once

#include "tests/e2e/stand.hpp"

#include <fmt/format.h>

#include <atomic>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace tests {

inline std::string crash_channel(int i)
{
    return fmt::format("19:CRASH{:02}@thread.tacv2", i);
}

// The data of the button with this verb; empty without one.
inline json::object button_data(const json::object& message, std::string_view verb)
{
    json::object found;
    const std::function<void(const json::value&)> walk = [&](const json::value& v) {
        if (const auto* a = v.if_array())
            for (const auto& each : *a) walk(each);
        const auto* o = v.if_object();
        if (o == nullptr) return;
        const auto* data = o->if_contains("data");
        if (data != nullptr && data->is_object() && text_of(data->get_object(), "verb") == verb)
            found = data->get_object();
        for (const auto& field : *o) walk(field.value());
    };
    if (const auto* card = message.if_contains("card")) walk(*card);
    return found;
}

class teams_crew {
public:
    static constexpr int incidents = 4;

    teams_crew(const stand& on, int number, std::atomic<int>& deeds)
        : on_(on), number_(number), channel_(crash_channel(number)), deeds_(deeds)
    {
    }

    void work()
    {
        try {
            for (int k = 0; k < incidents; ++k) one_incident(k);
        } catch (const std::exception& e) {
            problems.push_back(channel_ + ": " + e.what());
        }
    }

    // Looks whether what is asked about is there, and says so. People do that; the daemon must not guess.
    void answer_questions()
    {
        const auto all = on_.teams().messages(channel_);
        std::set<std::string> there;
        for (const auto& m : all) there.insert(teams_meta(m, "delivery_id"));
        for (const auto& m : all) {
            const auto arrived = button_data(m, "delivery.arrived");
            const auto asked = text_of(arrived, "value");
            if (asked.empty()) continue;
            const bool is_there = there.contains(asked);
            const auto seen = on_.teams().press(
                "@renata.quality", channel_, m, is_there ? "delivery.arrived" : "delivery.resend"
            );
            if (seen.at("ok").as_bool()) answered.insert(asked);
        }
    }

    std::vector<std::string> problems;
    std::vector<int> opened;
    std::set<std::string> answered;  // deliveries asked about, by id

private:
    // Types it again until Teams has the 200, as people do.
    void type(const std::string& who, const std::string& text)
    {
        insist("never acknowledged: " + text, [&] {
            ++deeds_;
            return on_.teams().say(who, channel_, text).at("ok").as_bool();
        });
    }

    template <class Condition>
    void insist(const std::string& otherwise, Condition holds)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(240);
        while (!holds()) {
            if (std::chrono::steady_clock::now() >= end) throw std::runtime_error(otherwise);
            answer_questions();
            std::this_thread::sleep_for(std::chrono::milliseconds(150));
        }
    }

    json::object newest_preview(const std::string& incident, const std::string& stage)
    {
        json::object found;
        for (auto& m : on_.teams().messages(channel_)) {
            const bool is_live = !button_data(m, "draft.approve").empty();
            if (is_live && teams_meta(m, "incident_id") == incident && teams_meta(m, "stage") == stage)
                found = std::move(m);
        }
        return found;
    }

    bool is_posted(const std::string& incident, const std::string& stage)
    {
        for (const auto& m : on_.teams().messages(channel_)) {
            if (teams_meta(m, "incident_id") == incident && teams_meta(m, "stage") == stage && is_post(m))
                return true;
        }
        return false;
    }

    bool vote(const json::object& preview, bool typed)
    {
        ++deeds_;
        const auto name = teams_meta(preview, "draft_id") + "." + teams_meta(preview, "revision");
        if (typed) return on_.teams().say("@igor.audit", channel_, "approve " + name).at("ok").as_bool();
        return on_.teams().press("@renata.quality", channel_, preview, "draft.approve").at("ok").as_bool();
    }

    // One vote a draft: once Teams has the answer it is never repeated, so a lost one shows.
    void approve(const std::string& incident, const std::string& stage, bool typed)
    {
        std::set<std::string> voted;
        insist(fmt::format("{} {} was not posted", incident, stage), [&] {
            if (is_posted(incident, stage)) return true;
            const auto preview = newest_preview(incident, stage);
            const auto draft = preview.empty() ? std::string() : teams_meta(preview, "draft_id");
            if (!draft.empty() && !voted.contains(draft) && vote(preview, typed)) voted.insert(draft);
            return false;
        });
    }

    void one_incident(int k)
    {
        const int n = 1000 + number_ * 100 + k;
        const auto id = fmt::format("SUP-INC-{}", n);
        type(
            "@ana.suporte",
            fmt::format("/incident open \"Falha {0}\" id={0} mitigation_actions=\"Desvio {0}\"", n)
        );
        opened.push_back(n);
        insist("no preview of " + id, [&] {
            return is_posted(id, "initial_update") || !newest_preview(id, "initial_update").empty();
        });
        type("@igor.audit", fmt::format("note {0} nota-{0}", n));
        approve(id, "initial_update", k % 2 == 1);
        if (k % 2 != 0) return;
        type("@ana.suporte", fmt::format("set {0} next_update=prox-{0}", n));
        type("@ana.suporte", fmt::format("update {0} progress_update", n));
        approve(id, "progress_update", false);
    }

public:
    static bool is_post(const json::object& m)
    {
        return !text_of(m, "text").empty() && !teams_meta(m, "content_sha256").empty();
    }

private:
    const stand& on_;
    int number_;
    std::string channel_;
    std::atomic<int>& deeds_;  // begun by all crews
};

}  // namespace tests
