// In place of the built page, when the program was built without Node.
#include "adapters/sandbox/web/page_assets.hpp"

#include <array>

namespace adapters::sandbox::web {

namespace {

constexpr std::string_view text = R"html(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>incidentd sandbox</title>
<h1>incidentd sandbox</h1>
<p>The workspace runs, but this program was built without its page: Node.js 18 or later and npm were missing,
or npm could not install what the page is made of (the build said why).
<p>On Debian: <code>apt-get install nodejs npm</code>, then build again (<code>deploy/run</code> does both).
<p lang="pt-BR">O espaço de trabalho está no ar, mas este programa foi compilado sem a página: faltavam Node.js 18 ou mais novo e npm,
ou o npm não pôde instalar o que compõe a página (a compilação disse por quê).
No Debian: <code>apt-get install nodejs npm</code> e compile de novo (<code>deploy/run</code> faz os dois).
<p>In this terminal, without a browser: <code>incidentd sandbox --tour</code>. The interface for scripts is up: <a href="/api/session">/api/session</a>.
</html>
)html";

constexpr std::array<page_asset, 1> all{
    {{.path = "/", .type = "text/html; charset=utf-8", .etag = "\"no-page\"", .raw = text, .gzip = {}}}
};

}  // namespace

std::span<const page_asset> page_assets() noexcept
{
    return all;
}

}  // namespace adapters::sandbox::web
