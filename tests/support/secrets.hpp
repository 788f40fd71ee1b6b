// Credentials of every known shape, made up while the test runs, so that no file of ours holds one.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

struct secret {
    std::string kind;
    std::string text;  // as somebody would paste it
    std::string core;  // the part that must never be seen again
};

inline std::string random_text(std::mt19937& dice, std::string_view letters, std::size_t length)
{
    std::string out;
    while (out.size() < length) out += letters[dice() % letters.size()];
    return out;
}

inline constexpr std::string_view base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view upper36 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
inline constexpr std::string_view hex_digits = "0123456789abcdef";

inline std::vector<secret> known_secrets(std::mt19937& dice)
{
    std::vector<secret> all;
    const auto add = [&](std::string kind, const std::string& before, std::size_t n, const std::string& after
                     ) {
        const std::string core = random_text(dice, base62, n);
        all.push_back({std::move(kind), before + core + after, core});
    };
    add("slack_token", std::string("xo") + "xb-" + random_text(dice, "0123456789", 12) + "-", 24, {});
    add("slack_token", std::string("xo") + "xp-", 30, {});
    add("slack_app_token", std::string("xa") + "pp-1-", 40, {});
    add("slack_webhook", std::string("https://hooks.sl") + "ack.com/services/T1/B1/", 24, {});
    add("teams_webhook", std::string("https://acme.webhook.off") + "ice.com/webhookb2/", 40, {});
    add("workflow_url", std::string("https://prod.logic.az") + "ure.com/workflows/x?sig=", 30, {});
    add("signed_url", "https://files.example.com/a?sv=1&si" + std::string("g="), 40, {});
    const std::string aws = random_text(dice, upper36, 16);
    all.push_back({"aws_key", std::string("AK") + "IA" + aws, aws});
    add("github_token", std::string("gh") + "p_", 36, {});
    add("github_token", std::string("github_") + "pat_", 40, {});
    add("gitlab_token", std::string("glp") + "at-", 20, {});
    add("google_key", std::string("AI") + "za", 35, {});
    add("google_token", std::string("ya") + "29.", 40, {});
    add("stripe_key", std::string("sk_") + "live_", 24, {});
    add("openai_key", std::string("sk") + "-", 48, {});
    add("npm_token", std::string("np") + "m_", 36, {});
    add("pypi_token", std::string("py") + "pi-", 40, {});
    add("sendgrid_key", std::string("SG") + "." + random_text(dice, base62, 22) + ".", 43, {});
    add("azure_key", std::string("Account") + "Key=", 60, "==");
    add("jwt",
        std::string("ey") + "J" + random_text(dice, base62, 20) + ".ey" + "J",
        30,
        "." + std::string(40, 'a'));
    add("private_key",
        std::string("-----BEGIN RSA ") + "PRIVATE KEY-----\n",
        64,
        std::string("\n-----END RSA ") + "PRIVATE KEY-----");
    add("private_key", std::string("-----BEGIN ") + "PRIVATE KEY-----\\n", 64, {});
    add("password_in_url", "postgres://app:", 12, "@db.example.com/x");
    add("bearer_token", "Authorization: Bearer ", 32, {});
    return all;
}

}  // namespace tests
