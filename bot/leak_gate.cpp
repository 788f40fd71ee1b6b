#include "bot/leak_gate.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

namespace bot {
namespace {

struct shape {
    const char* kind;
    const char* pattern;
};

// The issuers' own documentation says how their secrets begin; lengths are lower bounds.
constexpr shape shapes[] = {
    {"slack_token", R"(xox[abceoprs](?:-|\.)[0-9A-Za-z-]{10,})"},
    {"slack_app_token", R"(xapp-[0-9]-[0-9A-Za-z-]{10,})"},
    {"slack_webhook", R"(hooks\.slack\.com/(?:services|workflows|triggers)/[^\s<>|"')]+)"},
    {"teams_webhook", R"([0-9A-Za-z.-]*webhook\.office\.com/[^\s<>|"')]+)"},
    {"workflow_url", R"([0-9A-Za-z.-]*(?:logic\.azure|powerplatform)\.com[^\s<>|"')]*sig=[^\s<>|"')]+)"},
    {"signed_url", R"([?&](?:sig|X-Amz-Signature|X-Goog-Signature)=[0-9A-Za-z%+/=_-]{16,})"},
    {"aws_key", R"(\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b)"},
    {"github_token", R"(\bgh[pousr]_[0-9A-Za-z]{20,})"},
    {"github_token", R"(\bgithub_pat_[0-9A-Za-z_]{20,})"},
    {"gitlab_token", R"(\bgl(?:pat|dt|rt|ptt)-[0-9A-Za-z_-]{16,})"},
    {"google_key", R"(\bAIza[0-9A-Za-z_-]{30,})"},
    {"google_token", R"(\bya29\.[0-9A-Za-z_-]{16,})"},
    {"stripe_key", R"(\b[rs]k_(?:live|test)_[0-9A-Za-z]{12,})"},
    {"openai_key", R"(\bsk-[0-9A-Za-z_-]{20,})"},
    {"npm_token", R"(\bnpm_[0-9A-Za-z]{30,})"},
    {"pypi_token", R"(\bpypi-[0-9A-Za-z_-]{16,})"},
    {"sendgrid_key", R"(\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,})"},
    {"azure_key", R"((?i:AccountKey|SharedAccessKey)=[0-9A-Za-z+/=]{30,})"},
    {"jwt", R"(\beyJ[0-9A-Za-z_-]{6,}\.[0-9A-Za-z_-]{6,}\.[0-9A-Za-z_-]{6,})"},
    // With its body: up to the END line, else as far as lines of it go.
    {"private_key",
     R"(-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:(?s:.*?)-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|(?:(?:\\n|\s)*[0-9A-Za-z+/=]{16,})*))"
    },
    {"password_in_url", R"(\b[A-Za-z][0-9A-Za-z+.-]{1,20}://[^\s/:@<>]+:[^\s/@<>]+@)"},
    {"bearer_token", R"((?i:\bbearer)\s+[0-9A-Za-z._~+/=-]{20,})"},
};

// Names that end so ("db_password", "aws_secret_access_key"). Its value must hold a digit or a sign: "senha:
// expirada" tells no secret.
constexpr const char* assignment =
    R"((?i:(?:\b|_)(?:senha|password|passwd|pwd|secret|segredo|token|(?:api|access|secret|private)[ _-]?key|chave)\b)["']?\s*[:=]\s*["']?([^\s"'<>,;]{6,}))";

RE2::Options options()
{
    RE2::Options o;
    o.set_log_errors(false);
    o.set_max_mem(std::int64_t{4} << 20);
    return o;
}

struct compiled {
    const char* kind;
    std::unique_ptr<RE2> pattern;
};

const std::vector<compiled>& compiled_shapes()
{
    static const std::vector<compiled> all = [] {
        std::vector<compiled> made;
        for (const shape& s : shapes) made.push_back({s.kind, std::make_unique<RE2>(s.pattern, options())});
        return made;
    }();
    return all;
}

// All of them in one pass: nearly every text holds none, and is then read once instead of once a shape.
const RE2& any_shape()
{
    static const RE2 any(
        [] {
            std::string whole;
            for (const shape& s : shapes)
                whole += (whole.empty() ? "(?:" : "|(?:") + std::string(s.pattern) + ")";
            return whole;
        }(),
        options()
    );
    return any;
}

void sort_and_merge(std::vector<leak>& all)
{
    std::sort(all.begin(), all.end(), [](const leak& a, const leak& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.length > b.length;
    });
    std::vector<leak> kept;
    for (leak& each : all) {
        if (!kept.empty() && each.begin < kept.back().begin + kept.back().length) {
            leak& last = kept.back();
            last.length = std::max(last.length, each.begin + each.length - last.begin);
            continue;
        }
        kept.push_back(std::move(each));
    }
    all = std::move(kept);
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

double entropy_of(std::string_view text)
{
    std::array<int, 256> counts{};
    for (const char c : text) ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    for (const int n : counts) {
        if (n == 0) continue;
        const double share = static_cast<double>(n) / static_cast<double>(text.size());
        bits -= share * std::log2(share);
    }
    return bits;
}

bool all_hex(std::string_view run)
{
    return std::all_of(run.begin(), run.end(), is_hex);
}

// How often letters and digits take turns, and upper and lower case: people's names do so rarely.
bool looks_random(std::string_view run)
{
    constexpr std::size_t shortest = 20;
    constexpr std::size_t shortest_hex = 32;
    if (run.size() < shortest) return false;
    const bool hex = all_hex(run);
    int to_digit = 0;
    int to_case = 0;
    bool any_digit = is_digit(run[0]);
    bool any_letter = !any_digit;
    for (std::size_t i = 1; i < run.size(); ++i) {
        any_digit = any_digit || is_digit(run[i]);
        any_letter = any_letter || !is_digit(run[i]);
        if (is_digit(run[i]) != is_digit(run[i - 1])) ++to_digit;
        if ((is_upper(run[i]) && is_lower(run[i - 1])) || (is_lower(run[i]) && is_upper(run[i - 1])))
            ++to_case;
    }
    if (!any_letter) return false;
    if (hex) return run.size() >= shortest_hex && any_digit && to_digit >= 6 && entropy_of(run) >= 3.0;
    // CamelCase has words; a random string changes case at every second letter.
    const bool restless = to_case >= 7 && run.size() < 3 * static_cast<std::size_t>(to_case);
    return entropy_of(run) >= 3.5 && (to_digit >= 4 || restless);
}

}  // namespace

std::vector<leak> find_credentials(std::string_view text)
{
    std::vector<leak> found;
    const re2::StringPiece whole(text.data(), text.size());
    if (any_shape().ok() && !RE2::PartialMatch(whole, any_shape())) return found;
    for (const compiled& each : compiled_shapes()) {
        std::size_t at = 0;
        re2::StringPiece hit;
        while (at <= text.size() && each.pattern->Match(whole, at, text.size(), RE2::UNANCHORED, &hit, 1)) {
            const auto begin = static_cast<std::size_t>(hit.data() - text.data());
            found.push_back({begin, hit.size(), each.kind});
            at = begin + std::max<std::size_t>(1, hit.size());
        }
    }
    sort_and_merge(found);
    return found;
}

std::vector<leak> find_token_like(std::string_view text)
{
    static const RE2 assigned(assignment, options());
    std::vector<leak> found;
    const re2::StringPiece whole(text.data(), text.size());
    std::size_t at = 0;
    std::array<re2::StringPiece, 2> hit;
    while (at <= text.size() && assigned.Match(whole, at, text.size(), RE2::UNANCHORED, hit.data(), 2)) {
        const std::string_view value(hit[1].data(), hit[1].size());
        const auto begin = static_cast<std::size_t>(hit[1].data() - text.data());
        const bool is_word = std::all_of(value.begin(), value.end(), [](char c) {
            return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80 || c == '.' ||
                   c == '!' || c == '?' || c == ')';
        });
        const bool is_link = value.starts_with("http://") || value.starts_with("https://");
        if (!is_word && !is_link && value.front() != '{') found.push_back({begin, value.size(), "assigned"});
        at = begin + value.size();
    }
    for (std::size_t begin = 0; begin < text.size();) {
        const auto in_run = [&](char c) {
            return is_digit(c) || is_upper(c) || is_lower(c) || c == '+' || c == '=';
        };
        if (!in_run(text[begin])) {
            ++begin;
            continue;
        }
        std::size_t end = begin;
        while (end < text.size() && in_run(text[end])) ++end;
        const std::string_view run = text.substr(begin, end - begin);
        if (looks_random(run)) found.push_back({begin, run.size(), all_hex(run) ? "hex" : "random"});
        begin = end;
    }
    sort_and_merge(found);
    return found;
}

}  // namespace bot
