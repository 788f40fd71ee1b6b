#include "bot/public_words.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

namespace {

std::vector<std::string> inside(std::string_view text, const bot::message_policy& policy = {})
{
    std::vector<std::string> words;
    for (const auto& w : bot::find_inside_words(text, policy))
        words.emplace_back(text.substr(w.begin, w.length));
    return words;
}

std::vector<std::string> acronyms(std::string_view text, const bot::message_policy& policy = {})
{
    std::vector<std::string> letters;
    for (const auto& a : bot::find_acronyms(text, policy, "SUP-INC-")) letters.push_back(a.letters);
    return letters;
}

using list = std::vector<std::string>;

}  // namespace

TEST_CASE("internal hosts, addresses and e-mail are found with their kind")
{
    CHECK(inside("o nó db-01.prod.internal caiu") == list{"db-01.prod.internal"});
    CHECK(inside("veja http://grafana.corp/d/1") == list{"grafana.corp"});
    CHECK(
        inside("billing.payments.svc.cluster.local não responde") ==
        list{"billing.payments.svc.cluster.local"}
    );
    CHECK(inside("em localhost funciona") == list{"localhost"});
    CHECK(inside("host ip-10-0-12-7 reiniciado") == list{"ip-10-0-12-7"});
    CHECK(inside("10.0.12.7 e 192.168.0.1:8080") == list{"10.0.12.7", "192.168.0.1"});
    CHECK(inside("IPv6 2001:db8::8a2e:370:7334 fora") == list{"2001:db8::8a2e:370:7334"});
    CHECK(inside("fale com ana.souza@acme.com.br.") == list{"ana.souza@acme.com.br"});
    const auto kinds = bot::find_inside_words("a@b.co 10.0.0.1 x.lan", {});
    REQUIRE(kinds.size() == 3);
    CHECK(kinds[0].kind == bot::inside_kind::e_mail);
    CHECK(kinds[1].kind == bot::inside_kind::address);
    CHECK(kinds[2].kind == bot::inside_kind::host);
}

TEST_CASE("what a public message may well say is none of them")
{
    for (const std::string text :
         {"https://status.acme.com/incidents/1",
          "versão 1.5.1 e 2024.07.15",
          "às 14:05:30 e 14:05",
          "de 300.1.2.999 nada",
          "1.2.3.4.5 seções",
          "internal tools are up",
          "rede local estável",
          "Local: São Paulo",

          "std::vector",
          "a@b",
          "teste.example.com"})
        CHECK_MESSAGE(inside(text).empty(), text);
}

TEST_CASE("own domains are internal, what is allowed goes out")
{
    bot::message_policy policy;
    policy.internal_domains = {"Acme.example"};
    CHECK(inside("db.acme.example", policy) == list{"db.acme.example"});
    CHECK(inside("acme.example", policy) == list{"acme.example"});
    CHECK(inside("notacme.example", policy).empty());
    policy.allowed = {"status.acme.example", "suporte@acme.example", "10.0.0.1", "parceiro.example"};
    CHECK(inside("status.acme.example", policy).empty());
    CHECK(inside("10.0.0.1 10.0.0.2", policy) == list{"10.0.0.2"});
    CHECK(
        inside("Suporte@acme.example ana@acme.example x@parceiro.example", policy) == list{"ana@acme.example"}
    );
}

TEST_CASE("an acronym is told once, unless the text or the configuration explains it")
{
    CHECK(acronyms("O SLA do NOC e o SLA da DRE") == list{"SLA", "NOC", "DRE"});
    CHECK(acronyms("SLA (acordo de nível de serviço): o SLA foi cumprido").empty());
    CHECK(acronyms("acordo de nível de serviço (SLA)").empty());
    CHECK(acronyms("os SLAs") == list{"SLA"});
    bot::message_policy policy;
    policy.known_acronyms = {"SLA"};
    CHECK(acronyms("SLA e NOC", policy) == list{"NOC"});
}

TEST_CASE("ids, links, places and shouting are no acronyms")
{
    for (const std::string text :
         {"SUP-INC-845",
          "ticket ABC-123",
          "https://x.example/ABC",
          "OK, UTC, PIX e CPF",
          "S1 e S2",
          "INCIDENTE RESOLVIDO AGORA",
          "O serviço",
          "eBay e iOS",
          "FOO_BAR",
          "{NOC}",
          "TELEFONE"})
        CHECK_MESSAGE(acronyms(text).empty(), text);
}

TEST_CASE("bytes of any kind are read without harm")
{
    std::mt19937 dice(2);
    for (int i = 0; i < 200; ++i) {
        std::string text;
        for (int n = 0; n < 2000; ++n) text += static_cast<char>(dice() % 256);
        (void)inside(text);
        (void)acronyms(text);
    }
    (void)inside(std::string(40'000, '.'));
    (void)inside(std::string(40'000, ':'));
    (void)acronyms(std::string(40'000, 'A'));
}
