#include "bot/bundle/page.hpp"

#include "bot/bundle/page_phrases.hpp"
#include "bot/format_time.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace bot::bundle {

namespace json = boost::json;

namespace {

constexpr std::string_view style =
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem "
    "auto;padding:0 1rem}h1,h2,h3{line-height:1.2}table{border-collapse:collapse;width:100%;margin:.5rem "
    "0}th,td{border:1px solid #8888;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:"
    "anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #8888;padding:.5rem}"
    "code{overflow-wrap:anywhere}section{border-top:2px solid #8888;margin-top:2rem}.flag{border-left:.4rem "
    "solid #c60;padding-left:.6rem}dt{font-weight:600}dd{margin:0 0 .3rem 1rem}";

std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                // Control characters have no place in HTML.
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
        }
    }
    return out;
}

std::string time_text(const std::optional<time_point>& t)
{
    return t ? format_rfc3339(*t) : std::string();
}

class writing {
public:
    explicit writing(const contents& of) : of_(of), l_(parse_language(of.language, language::en)) {}

    std::string run()
    {
        const std::string title = say(l_, words::title, of_.about.id);
        out_ = "<!doctype html>\n<html lang=\"" + std::string(l_ == language::en ? "en" : "pt-BR") +
               "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
               "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" "
               "content=\"width=device-width, initial-scale=1\">\n<title>" +
               escaped(title) + "</title>\n<style>" + std::string(style) +
               "</style>\n</head>\n<body>\n<main>\n<h1>" + escaped(title) + "</h1>\n";
        raw("<p>" + escaped(say(l_, words::how_to_check)) + "</p>");
        incident();
        raw("<h2>" + escaped(say(l_, words::messages)) + "</h2>");
        for (const draft& d : of_.drafts) one_draft(d);
        people();
        events(words::events, of_.chain);
        if (!of_.before.empty()) events(words::before, of_.before);
        raw("</main>\n</body>\n</html>");
        return std::move(out_);
    }

private:
    void raw(std::string_view text)
    {
        out_ += text;
        out_ += '\n';
    }
    void term(const phrase& name, const std::string& value)
    {
        if (!value.empty()) raw("<dt>" + escaped(say(l_, name)) + "</dt><dd>" + escaped(value) + "</dd>");
    }
    void row(const std::vector<std::string>& cells)
    {
        out_ += "<tr>";
        for (const std::string& cell : cells) out_ += "<td>" + cell + "</td>";
        raw("</tr>");
    }
    void table(std::initializer_list<const phrase*> head)
    {
        out_ += "<table>\n<thead><tr>";
        for (const phrase* each : head) out_ += "<th scope=\"col\">" + escaped(say(l_, *each)) + "</th>";
        raw("</tr></thead>\n<tbody>");
    }
    void end_table() { raw("</tbody>\n</table>"); }

    std::string person(const account& who, const std::string& fallback) const
    {
        if (who.empty()) return fallback.empty() ? say(l_, words::nobody) : fallback;
        const std::string id = who.platform + ":" + who.id;
        for (const identity& each : of_.people) {
            if (std::find(each.accounts.begin(), each.accounts.end(), who) == each.accounts.end()) continue;
            return (each.name.empty() ? each.handle : each.name) + " (" + id + ")";
        }
        return fallback.empty() ? id : fallback + " (" + id + ")";
    }

    void incident()
    {
        const bot::incident& i = of_.about;
        raw("<dl>");
        term(words::summary, i.summary);
        term(words::severity, std::string(name_of(i.level)));
        term(words::state, std::string(name_of(i.state)));
        term(words::opened, format_rfc3339(i.opened_at));
        term(words::opened_by, person(i.opened_by, i.opened_by_name));
        term(words::resolved, time_text(i.resolved_at));
        for (const auto& [role, who] : i.roles) term(words::roles, role + ": " + who);
        if (!of_.chain.empty())
            term(
                words::chain,
                say(l_,
                    words::chain_span,
                    of_.chain.front().number,
                    of_.chain.back().number,
                    of_.chain.back().hash)
            );
        for (const std::string& path : of_.lost_records) term(words::lost, path);
        raw("</dl>");
    }

    void one_draft(const draft& d)
    {
        raw("<section>\n<h3>" +
            escaped(say(l_, words::draft, d.revision_name(), d.stage, std::string(name_of(d.state)))) +
            "</h3>");
        raw("<dl>");
        if (!d.corrects.empty())
            raw("<dt>" +
                escaped(
                    say(l_,
                        d.purpose == draft_purpose::retraction ? words::retraction_of : words::correction_of,
                        d.corrects)
                ) +
                "</dt>");
        term(words::asked_by, person(d.requester, d.requester_name));
        term(words::approvals, std::to_string(d.required));
        term(words::decided, time_text(d.decided_at));
        term(words::reason, d.decision_reason);
        raw("</dl>");
        if (d.emergency) {
            const emergency_post& e = *d.emergency;
            raw("<p class=\"flag\">" +
                escaped(say(l_, words::emergency, person(e.by, e.by_name), e.as_role, e.reason)) + " · " +
                escaped(
                    e.signed_at ? say(l_,
                                      words::signed_off,
                                      person(e.signed_by, e.signed_by_name),
                                      format_rfc3339(*e.signed_at))
                                : say(l_, words::not_signed_off)
                ) +
                "</p>");
        }
        for (const revision& r : d.revisions) one_revision(d, r);
        if (!d.votes.empty()) {
            raw("<h4>" + escaped(say(l_, words::votes)) + "</h4>");
            table({&words::who, &words::rule, &words::vote, &words::means, &words::reason, &words::at});
            for (const bot::vote& v : d.votes)
                row(
                    {escaped(person(v.by, v.by_name)),
                     escaped(v.as_role),
                     escaped(boost::describe::enum_to_string(v.kind, "")),
                     escaped(boost::describe::enum_to_string(v.means, "")),
                     escaped(v.reason),
                     escaped(format_rfc3339(v.at))}
                );
            end_table();
        }
        deliveries(d);
        for (const record_file& r : of_.records) {
            if (r.draft_id != d.id) continue;
            raw("<h4>" + escaped(say(l_, words::record)) + "</h4>\n<p><code>" + escaped(r.path) +
                "</code></p>\n<details><summary>" + escaped(r.path) + "</summary><pre>" + escaped(r.text) +
                "</pre></details>");
        }
        raw("</section>");
    }

    void one_revision(const draft& d, const revision& r)
    {
        raw("<h4>" +
            escaped(
                say(l_,
                    words::revision,
                    d.id + "." + std::to_string(r.number),
                    person(r.author, r.author_name),
                    format_rfc3339(r.made_at))
            ) +
            "</h4>");
        for (const rendered_text& text : r.texts)
            raw("<p>" + escaped(text.destination) + "</p>\n<pre>" + escaped(text.text) + "</pre>");
        raw("<dl>");
        term(words::content_hash, r.content_sha256);
        term(words::runbook, r.runbook);
        for (const auto& f : r.findings) term(words::finding, f.rule + ": " + f.text);
        raw("</dl>");
    }

    void deliveries(const draft& d)
    {
        if (d.post_ids.empty()) return;
        raw("<h4>" + escaped(say(l_, words::deliveries)) + "</h4>");
        table(
            {&words::destination, &words::kind, &words::state, &words::platform_id, &words::link, &words::at}
        );
        for (const delivery& each : of_.deliveries) {
            if (std::find(d.post_ids.begin(), d.post_ids.end(), each.id) == d.post_ids.end()) continue;
            const bool is_link =
                each.permalink.starts_with("https://") || each.permalink.starts_with("http://");
            const std::string link = escaped(each.permalink);
            row(
                {escaped(each.destination),
                 escaped(name_of(each.kind)),
                 escaped(name_of(each.state)) + (each.error.empty() ? "" : ": " + escaped(each.error)),
                 "<code>" + escaped(each.platform_id) + "</code>",
                 is_link ? "<a rel=\"noreferrer\" href=\"" + link + "\">" + link + "</a>" : link,
                 escaped(time_text(each.settled_at))}
            );
        }
        end_table();
    }

    void people()
    {
        raw("<section>\n<h2>" + escaped(say(l_, words::people)) + "</h2>");
        table({&words::name, &words::accounts, &words::roles});
        for (const identity& who : of_.people) {
            std::string accounts;
            for (const account& a : who.accounts)
                accounts += (accounts.empty() ? "" : ", ") + a.platform + ":" + a.id;
            std::string roles;
            for (const std::string& r : who.roles) roles += (roles.empty() ? "" : ", ") + r;
            row({escaped(who.name + " " + who.handle), escaped(accounts), escaped(roles)});
        }
        end_table();
        raw("</section>");
    }

    void events(const phrase& heading, const std::vector<link>& links)
    {
        raw("<section>\n<h2>" + escaped(say(l_, heading)) + "</h2>");
        table({&words::number, &words::at, &words::event, &words::who, &words::details});
        for (const link& l : links) {
            boost::system::error_code ec;
            const json::value body = json::parse(l.body, ec);
            const json::object none;
            const json::object& o = ec || !body.is_object() ? none : body.get_object();
            const auto text = [&](const char* name) {
                const json::value* v = o.if_contains(name);
                return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
            };
            account by;
            if (const json::value* v = o.if_contains("by"); v != nullptr && v->is_object()) {
                const auto part = [&](const char* name) {
                    const json::value* p = v->get_object().if_contains(name);
                    return p != nullptr && p->is_string() ? std::string(p->get_string()) : std::string();
                };
                by = {part("platform"), part("id")};
            }
            const json::value* details = o.if_contains("details");
            row(
                {std::to_string(l.number),
                 escaped(text("at")),
                 escaped(text("kind")),
                 escaped(person(by, {})),
                 "<code>" + escaped(details == nullptr ? std::string() : json::serialize(*details)) +
                     "</code>"}
            );
        }
        end_table();
        raw("</section>");
    }

    const contents& of_;
    language l_;
    std::string out_;
};

}  // namespace

std::string page_of(const contents& of)
{
    return writing(of).run();
}

}  // namespace bot::bundle
