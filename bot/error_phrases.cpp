#include "bot/error_phrases.hpp"

#include "bot/error.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace bot {

namespace {

struct worded {
    errc why;
    std::string_view pt_br;
};

// English is what the category says itself.
constexpr std::array<worded, 17> in_portuguese{{
    {errc::bad_credentials, "a plataforma recusou as credenciais"},
    {errc::timed_out, "o prazo se esgotou"},
    {errc::closed_by_peer, "o outro lado encerrou a conexão"},
    {errc::connection_lost, "a conexão caiu"},
    {errc::bad_frame, "o outro lado quebrou o protocolo"},
    {errc::bad_response, "a resposta não faz sentido"},
    {errc::too_large, "maior que o permitido"},
    {errc::refused, "a conexão foi recusada"},
    {errc::dns_failure, "o nome do servidor não pôde ser resolvido"},
    {errc::tls_failure, "o TLS falhou"},
    {errc::proxy_refused, "o proxy recusou a conexão"},
    {errc::upgrade_refused, "o servidor recusou o websocket"},
    {errc::bad_url, "a URL não pode ser usada"},
    {errc::insecure_url, "http e ws sem TLS só valem para a própria máquina"},
    {errc::bad_request, "a requisição está malformada"},
    {errc::rate_limited, "limite de chamadas atingido"},
    {errc::stopped, "encerrando"},
}};

}  // namespace

std::string say(language in, const boost::system::error_code& why)
{
    if (in == language::pt_br && why.category() == error_category()) {
        const auto found = std::find_if(in_portuguese.begin(), in_portuguese.end(), [&](const worded& w) {
            return static_cast<int>(w.why) == why.value();
        });
        if (found != in_portuguese.end()) return std::string(found->pt_br);
    }
    return why.message();
}

}  // namespace bot
