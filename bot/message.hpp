// Messages as the rules speak of them, before a platform gives them its form.
#pragma once

#include "bot/account.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bot {

BOOST_DEFINE_ENUM_CLASS(button_style, plain, primary, danger)

struct button {
    std::string action;  // "draft.approve", "delivery.resend", …: the platform's action id or verb
    std::string value;   // opaque to the platform: a revision's name, a delivery's id
    std::string label;
    button_style style = button_style::plain;
    std::string confirm;  // question asked before the press counts, empty: none
};
BOOST_DESCRIBE_STRUCT(button, (), (action, value, label, style, confirm))

// Text of our own with optional buttons; the platform escapes it. "\n" breaks lines.
struct notice {
    std::string text;
    std::vector<button> buttons;
    std::vector<account> mention = {};  // notified by id, where their platform is this one

    bool empty() const noexcept { return text.empty(); }
};
BOOST_DESCRIBE_STRUCT(notice, (), (text, buttons, mention))

// The texts of a preview that are the same, with the destinations that they go to.
struct preview_text {
    std::string heading;  // "support-billing, stakeholders"
    std::string text;     // the exact final text, in its dialect
    std::string dialect;  // runbooks::dialect's name: decides how mentions are made inert
    std::string state;    // how far its deliveries are, empty before the decision
};
BOOST_DESCRIBE_STRUCT(preview_text, (), (heading, text, dialect, state))

BOOST_DEFINE_ENUM_CLASS(diff_kind, kept, added, removed)

// Words that are in both texts, only in the new one, or only in the old one. Plain words as a reader sees
// them: no platform's markup, mentions inert. A platform escapes them like any text of ours.
struct diff_segment {
    diff_kind kind = diff_kind::kept;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(diff_segment, (), (kind, text))

// What a new text changes against an older one. Without segments the heading says all there is.
struct preview_diff {
    std::string heading;  // "Changes since D12.1 (support-billing)"
    std::vector<diff_segment> segments;
};
BOOST_DESCRIBE_STRUCT(preview_diff, (), (heading, segments))

// A draft as it is shown to the people who decide; all labels are in the channel's language already.
struct preview_view {
    std::string title;   // the incident's header
    std::string name;    // "D12.2"
    std::string status;  // "waiting for 2 approvals", "approved by …"
    std::vector<preview_text> texts;
    std::vector<preview_diff> diffs;    // after the texts; none once decided
    std::vector<std::string> facts;     // who asked, who may approve, expiry, hash, …: one line each
    std::vector<std::string> warnings;  // unfilled, changed since, cannot be approved because …
    std::vector<account> mention;  // individual approvers, mentioned by id where their platform is this one
    std::vector<button> buttons = {};  // none once decided
};
BOOST_DESCRIBE_STRUCT(
    preview_view, (), (title, name, status, texts, diffs, facts, warnings, mention, buttons)
)

// A preview that copies of a row share, since a row is copied at each change of its state; nobody changes it.
class shared_preview {
public:
    shared_preview() = default;
    shared_preview(preview_view view) : view_(std::make_shared<const preview_view>(std::move(view))) {}

    explicit operator bool() const noexcept { return view_ != nullptr; }
    const preview_view& operator*() const noexcept { return *view_; }
    const preview_view* operator->() const noexcept { return view_.get(); }

private:
    std::shared_ptr<const preview_view> view_;
};

// One input of a form.
struct form_field {
    std::string name;  // "impact_summary": becomes block/input id "var.<name>"
    std::string label;
    std::string value;  // prefilled
    bool required = false;
    bool multiline = false;
    std::string hint;
};
BOOST_DESCRIBE_STRUCT(form_field, (), (name, label, value, required, multiline, hint))

struct form {
    std::string callback;  // "command.open", "draft.edit", "draft.reject"
    std::string
        context;  // given back with the submission (private_metadata): which draft, incident or channel
    std::string title;
    std::string submit;
    std::string close;
    std::vector<form_field> fields;
};
BOOST_DESCRIBE_STRUCT(form, (), (callback, context, title, submit, close, fields))

}  // namespace bot
