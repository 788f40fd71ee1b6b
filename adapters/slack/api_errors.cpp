#include "adapters/slack/api_errors.hpp"

#include <algorithm>
#include <array>

namespace adapters::slack {
namespace {

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view code) noexcept
{
    return std::find(list.begin(), list.end(), code) != list.end();
}

constexpr auto retry_later = std::to_array<std::string_view>(
    {"ratelimited",
     "rate_limited",
     "too_many_requests",
     "service_unavailable",
     "team_added_to_org",
     "org_login_required",
     "external_channel_migrating"}
);
constexpr auto maybe_done = std::to_array<std::string_view>(
    {"internal_error",
     "fatal_error",
     "update_failed",
     "request_timeout",
     "duplicate_message_not_found",
     "duplicate_channel_not_found"}
);
constexpr auto credentials = std::to_array<std::string_view>(
    {"invalid_auth",
     "not_authed",
     "account_inactive",
     "token_revoked",
     "token_expired",
     "not_allowed_token_type",
     "missing_scope",
     "no_permission",
     "access_denied",
     "accesslimited",
     "team_access_not_granted",
     "app_access_restricted",
     "enterprise_is_restricted",
     "ekm_access_denied",
     "two_factor_setup_required",
     "user_removed_from_team",
     "team_disabled",
     "forbidden_team"}
);
constexpr auto our_request = std::to_array<std::string_view>(
    {"invalid_arguments",
     "invalid_arg_name",
     "invalid_array_arg",
     "invalid_charset",
     "invalid_form_data",
     "invalid_post_type",
     "missing_post_type",
     "invalid_json",
     "json_not_object",
     "missing_argument",
     "unknown_method",
     "deprecated_endpoint",
     "method_deprecated",
     "invalid_blocks",
     "invalid_blocks_format",
     "msg_blocks_too_long",
     "msg_too_long",
     "no_text",
     "too_many_attachments",
     "attachment_payload_limit_exceeded",
     "invalid_metadata_format",
     "invalid_metadata_schema",
     "metadata_too_large",
     "markdown_text_conflict",
     "view_too_large",
     "push_limit_reached",
     "bad_timestamp"}
);
constexpr auto destination = std::to_array<std::string_view>(
    {"channel_not_found",
     "not_in_channel",
     "is_archived",
     "is_inactive",
     "restricted_action",
     "restricted_action_read_only_channel",
     "restricted_action_thread_only_channel",
     "restricted_action_non_threadable_channel",
     "restricted_action_thread_locked",
     "thread_not_found",
     "cannot_reply_to_message",
     "message_not_found",
     "cant_update_message",
     "cant_delete_message",
     "edit_window_closed",
     "user_not_in_channel",
     "user_not_found",
     "messages_tab_disabled",
     "message_limit_exceeded",
     "method_not_supported_for_channel_type"}
);
constexpr auto act_again = std::to_array<std::string_view>(
    {"expired_trigger_id",
     "exchanged_trigger_id",
     "invalid_trigger_id",
     "trigger_expired",
     "trigger_exchanged",
     "hash_conflict",
     "not_found"}
);
constexpr auto as_wanted = std::to_array<std::string_view>(
    {"already_reacted", "no_reaction", "already_pinned", "already_in_channel", "already_archived"}
);
constexpr auto fatal_for_links = std::to_array<std::string_view>(
    {"not_authed",
     "invalid_auth",
     "account_inactive",
     "token_revoked",
     "token_expired",
     "not_allowed_token_type",
     "no_permission",
     "missing_args",
     "missing_scope",
     "forbidden_team",
     "user_removed_from_team",
     "team_disabled"}
);

}  // namespace

api_error classify(std::string_view code) noexcept
{
    if (among(retry_later, code)) return api_error::retry;
    if (among(maybe_done, code)) return api_error::ambiguous;
    if (among(credentials, code)) return api_error::credentials;
    if (among(our_request, code)) return api_error::request;
    if (among(destination, code)) return api_error::destination;
    if (among(act_again, code)) return api_error::user_again;
    if (among(as_wanted, code)) return api_error::done;
    return api_error::unknown;
}

bool is_fatal_for_links(std::string_view code) noexcept
{
    return among(fatal_for_links, code);
}

}  // namespace adapters::slack
