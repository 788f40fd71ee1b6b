#include "bot/leak_gate.hpp"

#include "tests/support/secrets.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using tests::known_secrets;
using tests::random_text;

namespace {

const std::vector<std::string>& clean_texts()
{
    static const std::vector<std::string> all = {
        "🚨 Incidente SUP-INC-845: login fora do ar desde 14:05 -03, 1.204 clientes afetados",
        "Próxima atualização: 2026-11-23 14:30. Acompanhe em "
        "https://status.example.com/incidents/p31zjtct2jer",
        "O alerta BillingGatewayIdempotency ficou ativo por 12 min; PipelineFailureBurst não disparou",
        "Senha: use a opção “esqueci minha senha”. Token: expirado. A chave: não muda",
        "Reset your password: it takes a minute. Your token: will be renewed.",
        "Ticket 3f2b9d4e-8c1a-4b7e-9d2f-0a1b2c3d4e5f, release 2024.07.15, artefato v1.5.1-rc.2",
        "docs/support/approvals/2026-11-23-sup-inc-845-progress_update-2.md foi atualizado",
        "billing_gateway_enable_real_production_environment_flag voltou a 0",
        "Pagamento 00190500954014481606906809350314337370000000100 liberado",
        "Os bearers of news were many, e o portador também",
        "https://example.com/postmortem/2026/11/23/"
        "login-outage-and-what-we-learned-from-it?lang=pt-BR#timeline",
        "Contato: (11) 4002-8922, de segunda a sexta, das 8h às 18h",
        "ssh deploy@host não; fale no canal. 10:30: mitigado; 11:00: monitorando",
        "AvailabilityDropInternationalCustomers PlaybookErrorRateThresholdExceeded",
        "👩🏽‍💻 漢字とかな 한국어 العربية "
        "✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅",
    };
    return all;
}

}  // namespace

TEST_CASE("every known shape of a credential is found whole, alone and within words")
{
    std::mt19937 dice(11);
    for (int round = 0; round < 50; ++round) {
        for (const auto& [kind, secret, core] : known_secrets(dice)) {
            CAPTURE(kind);
            CAPTURE(round);
            for (const std::string& text :
                 {secret, "use " + secret + " now", "(" + secret + ")\nnext", "a: \"" + secret + "\""}) {
                const auto found = bot::find_credentials(text);
                REQUIRE(found.size() == 1);
                CHECK(found[0].kind == kind);
                REQUIRE(found[0].begin + found[0].length <= text.size());
                std::string rest = text;
                rest.erase(found[0].begin, found[0].length);
                CHECK(rest.find(core) == std::string::npos);  // all of it, not its first letters
                CHECK(bot::find_credentials(text.substr(0, found[0].begin)).empty());
            }
        }
    }
}

TEST_CASE("several credentials in one text are told one by one, in their order")
{
    std::mt19937 dice(5);
    std::string text;
    const auto secrets = known_secrets(dice);
    for (const auto& each : secrets) text += "• " + each.text + "\n";
    const auto found = bot::find_credentials(text);
    CHECK(found.size() == secrets.size());
    for (std::size_t i = 1; i < found.size(); ++i)
        CHECK(found[i - 1].begin + found[i - 1].length <= found[i].begin);
}

TEST_CASE("what people write in messages is no credential and looks like none")
{
    for (const std::string& text : clean_texts()) {
        CAPTURE(text);
        CHECK(bot::find_credentials(text).empty());
        CHECK(bot::find_token_like(text).empty());
    }
}

TEST_CASE("random strings are recognised, nearly all of them")
{
    std::mt19937 dice(17);
    int missed = 0;
    constexpr int rounds = 2000;
    for (int i = 0; i < rounds; ++i) {
        const std::string text = "chave " + random_text(dice, tests::base62, 32) + " do serviço";
        missed += bot::find_token_like(text).empty();
    }
    CHECK(missed < rounds / 100);
    missed = 0;
    for (int i = 0; i < rounds; ++i)
        missed += bot::find_token_like("x " + random_text(dice, tests::hex_digits, 40)).empty();
    CHECK(missed < rounds / 100);
}

TEST_CASE("a password that is told by its name is found, wherever it stands")
{
    for (const std::string text :
         {"senha: Troque@2026",
          "password=hunter22!",
          "API key: 12ab34cd",
          "token = 'a1b2c3d4'",
          "Senha = inc#845x",
          "DB_PASSWORD=hunter22!",
          "aws_secret_access_key = wJalrXUt/K7MDENG",
          "client_secret: a1b2-c3d4",
          R"("password": "p4ss-word")"}) {
        CAPTURE(text);
        const auto found = bot::find_token_like(text);
        REQUIRE(found.size() == 1);
        CHECK(found[0].kind == "assigned");
    }
}

TEST_CASE("a hash is told apart from other random strings")
{
    std::mt19937 dice(29);
    for (int i = 0; i < 50; ++i) {
        for (const auto& found : bot::find_token_like("commit " + random_text(dice, tests::hex_digits, 40)))
            CHECK(found.kind == "hex");
        for (const auto& found : bot::find_token_like("id " + random_text(dice, tests::base62, 40)))
            CHECK(found.kind == "random");
    }
}

TEST_CASE("bytes of any kind end in reasonable time")
{
    std::mt19937 dice(23);
    for (int i = 0; i < 100; ++i) {
        std::string text;
        for (int n = 0; n < 5000; ++n) text += static_cast<char>(dice() % 256);
        (void)bot::find_credentials(text);
        (void)bot::find_token_like(text);
    }
    std::string hard(40'000, 'a');
    CHECK(bot::find_credentials(hard).empty());
    CHECK(bot::find_credentials(std::string(20'000, '.') + std::string(20'000, '@')).empty());
}
