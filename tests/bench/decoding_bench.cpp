// From a frame of the socket to words of a command.
#include "adapters/slack/envelope.hpp"
#include "commands/arguments.hpp"
#include "commands/table.hpp"
#include "commands/words.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <variant>

namespace {

const std::string slash =
    R"({"type":"slash_commands","envelope_id":"0f2a6c1e-5a52-4c5e-a7a0-2f6d2a9d7b11",)"
    R"("accepts_response_payload":true,"payload":{"token":"deprecated","team_id":"T0A","team_domain":"acme",)"
    R"("command":"/incident","text":"update progress_update impact_summary=\"Checkout lento &amp; caro\" )"
    R"(commander=<@U0ANA|ana.suporte> next_update=14:35","user_id":"U0A","user_name":"kim",)"
    R"("channel_id":"C0A","channel_name":"support-billing","api_app_id":"A0A","is_enterprise_install":"false",)"
    R"("trigger_id":"111.222.abcdef0123456789","response_url":"https://hooks.slack.com/commands/T0A/111/abc"}})";

// A press comes with the whole message that holds the button.
std::string press()
{
    std::string blocks;
    for (int n = 0; n < 12; ++n) {
        blocks += std::string(n == 0 ? "" : ",") + R"({"type":"section","block_id":"b)" + std::to_string(n) +
                  R"(","text":{"type":"mrkdwn","text":")" + std::string(300, 'x') + R"("}})";
    }
    return R"({"type":"interactive","envelope_id":"0f2a6c1e-5a52-4c5e-a7a0-2f6d2a9d7b12",)"
           R"("accepts_response_payload":true,"payload":{"type":"block_actions","trigger_id":"3.2.c",)"
           R"("team":{"id":"T0A","domain":"acme"},"user":{"id":"U0A","name":"kim"},)"
           R"("channel":{"id":"C0A","name":"inc"},"message":{"type":"message","ts":"1764000000.000100",)"
           R"("text":"preview","blocks":[)" +
           blocks +
           R"(]},"container":{"type":"message","message_ts":"1764000000.000100","channel_id":"C0A",)"
           R"("is_ephemeral":false},"actions":[{"type":"button","action_id":"draft.approve","value":"D12.2",)"
           R"("action_ts":"1764000012.345678"}]}})";
}

template <class Body>
void decode(benchmark::State& state, const std::string& text)
{
    adapters::slack::envelope_decoder decoder;
    for (auto _ : state) {
        auto frame = decoder.decode(text);
        if (!std::holds_alternative<Body>(frame.body)) {
            state.SkipWithError("decoded as another kind");
            break;
        }
        benchmark::DoNotOptimize(frame);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
void decode_slash_command(benchmark::State& state)
{
    decode<adapters::slack::slash_command>(state, slash);
}
void decode_block_action(benchmark::State& state)
{
    decode<adapters::slack::block_action>(state, press());
}
BENCHMARK(decode_slash_command);
BENCHMARK(decode_block_action);

void parse_command(benchmark::State& state)
{
    const std::string text =
        "update progress_update impact_summary=\"Checkout lento para 20% dos clientes\" "
        "commander=@ana.suporte "
        "next_update=14:35 mitigation_actions=“tráfego desviado para a réplica”";
    const std::vector<bot::person_span> people{{text.find('@'), 12, {"slack", "U0ANA"}}};
    for (auto _ : state) {
        auto words = commands::split_words(text, people);
        if (!words || commands::find_command(words->front().text) == nullptr) {
            state.SkipWithError("not understood");
            break;
        }
        const commands::arguments given(text, std::move(*words), true);
        benchmark::DoNotOptimize(given.values().size());
    }
}
BENCHMARK(parse_command);

}  // namespace

BENCHMARK_MAIN();
