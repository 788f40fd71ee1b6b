#include "adapters/sandbox/faulty_call.hpp"

#include "adapters/sandbox/local_http.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace adapters::sandbox {

namespace asio = boost::asio;

namespace {

// What becomes of the connection instead of an answer; nothing: the platform answers.
std::optional<http::fate> fate_of(fault_kind k) noexcept
{
    if (k == fault_kind::dropped || k == fault_kind::lost_reply) return http::fate::drop;
    if (k == fault_kind::hung || k == fault_kind::hung_reply) return http::fate::half_open;
    return std::nullopt;
}

}  // namespace

asio::awaitable<http::server_response> run(
    faulty_call call, bot::clock& time, fault_plan& faults, wire_log& log
)
{
    const auto began = time.now();
    const std::string subject = call.entry.subject;
    const auto note = [&](const http::server_response* out, std::string_view fault) {
        wire_entry copy = call.entry;
        if (!fault.empty()) copy.fault = fault;
        if (out != nullptr) {
            copy.status = out->status;
            if (!out->body.empty()) copy.answered = parse_json(out->body).value_or(json::value(out->body));
            if (call.shown) copy.answered = call.shown(std::move(copy.answered));
        }
        copy.latency = std::chrono::duration_cast<std::chrono::microseconds>(time.now() - began);
        log.add(std::move(copy));
    };
    if (const auto slow = faults.strike({fault_kind::slow}, subject)) {
        call.entry.fault = name_of(slow->kind);
        co_await time.sleep_for(slow->delay);
    }
    const auto before = faults.strike(
        {fault_kind::rate_limited,
         fault_kind::server_error,
         fault_kind::api_error,
         fault_kind::dropped,
         fault_kind::hung},
        subject
    );
    if (before) {
        if (const auto fate = fate_of(before->kind)) {
            note(nullptr, name_of(before->kind));
            co_return fated(*fate);
        }
        auto out = call.refuse(*before);
        note(&out, name_of(before->kind));
        co_return out;
    }
    auto out = call.carry_out(call.entry);
    const auto after = faults.strike(
        {fault_kind::lost_reply, fault_kind::late_reply, fault_kind::hung_reply, fault_kind::error_after},
        subject
    );
    note(&out, after ? name_of(after->kind) : "");
    if (!after) co_return out;
    if (const auto fate = fate_of(after->kind)) co_return fated(*fate);
    if (after->kind == fault_kind::error_after)
        co_return plain(after->status == 0 ? call.status_after : after->status, "internal error");
    co_await time.sleep_for(after->delay);
    co_return out;
}

}  // namespace adapters::sandbox
