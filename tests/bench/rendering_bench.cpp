// Reading a team's runbook and filling a stage's template with an incident's values.
#include "runbooks/runbook.hpp"
#include "runbooks/template.hpp"

#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <string>

namespace {

std::string shipped_runbook()
{
    std::ifstream in(INCIDENTD_SOURCE_DIR "/runbooks/incident-communication.pt-BR.md", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The shipped runbook, with prose, lists and tables behind it as real ones have, up to the size.
std::string runbook_of(std::size_t bytes)
{
    std::string text = shipped_runbook();
    for (int n = 1; text.size() < bytes; ++n) {
        text +=
            "\n## Procedimento " + std::to_string(n) +
            "\n\nVerifique a réplica *antes* de promover; veja [o painel](https://status.example/d).\n\n"
            "1. Pare a escrita\n2. Confira o atraso\n3. Promova\n\n- [ ] Avisar o suporte\n- [ ] Anotar\n\n"
            "| Sistema | Contato |\n| --- | --- |\n| Cobrança | ana@example.com |\n";
    }
    return text;
}

void parse_runbook(benchmark::State& state)
{
    const std::string text = runbook_of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        auto parsed = runbooks::parse("runbook.md", text);
        if (!parsed.ok() || parsed.book.stages.empty()) {
            state.SkipWithError("the runbook has errors");
            break;
        }
        benchmark::DoNotOptimize(parsed);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(parse_runbook)->Arg(5 << 10)->Arg(64 << 10);

const std::string stage_text =
    "🚨 *{incident_id}* ({severity}) — {impact_summary}\n*Início:* {started_at}\n*Ações:* "
    "{mitigation_actions}\n*Próxima atualização:* {next_update}\n<{status_url}|Página de status>";

const runbooks::values filled{
    {"incident_id", "SUP-INC-845"},
    {"severity", "S2"},
    {"impact_summary", "Checkout lento para 20% dos clientes & boletos <sem> confirmação"},
    {"started_at", "2026-11-23 14:05 -03"},
    {"mitigation_actions", "Tráfego desviado para a réplica; fila de pagamentos pausada"},
    {"next_update", "14:35"},
    {"status_url", "https://status.example/incidents/845?a=1&b=2"},
};

void compile_template(benchmark::State& state)
{
    for (auto _ : state) benchmark::DoNotOptimize(runbooks::message_template::compile(stage_text));
}
BENCHMARK(compile_template);

void render_template(benchmark::State& state)
{
    const auto compiled = runbooks::message_template::compile(stage_text);
    const auto to = static_cast<runbooks::dialect>(state.range(0));
    for (auto _ : state) {
        auto text = compiled->render(filled, to);
        if (!text.unfilled.empty()) {
            state.SkipWithError("a placeholder stayed open");
            break;
        }
        benchmark::DoNotOptimize(text);
    }
}
BENCHMARK(render_template)
    ->Arg(static_cast<int>(runbooks::dialect::slack))
    ->Arg(static_cast<int>(runbooks::dialect::teams));

}  // namespace

BENCHMARK_MAIN();
