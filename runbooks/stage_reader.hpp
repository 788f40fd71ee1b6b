// Turns the two kinds of fences of a runbook into stages.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runbooks/fault_list.hpp"
#include "runbooks/json.hpp"
#include "runbooks/markdown.hpp"
#include "runbooks/stage.hpp"

namespace runbooks {

class stage_reader {
public:
    explicit stage_reader(fault_list& faults) : faults_(faults) {}

    // Looks at the info string; a fence that is neither kind is left alone, one that looks like it is told.
    void read(const fence& from);
    void read(const loose_json& from);

    std::vector<stage> take();  // in the order in which they were met

private:
    void read_templates(const fence& from);
    void read_stage_texts(const fence& from, const json_member& of);
    void read_translations(const fence& from, stage& into, std::string_view channel, const json_value& texts);
    void read_message(const fence& from);
    void put_text(
        stage& into,
        std::string_view channel,
        const std::string& language,
        std::string_view text,
        const fence& from,
        const json_value* value
    );
    stage* stage_named(std::string_view written, const place& at);
    place at(const fence& from, std::size_t offset) const;

    fault_list& faults_;
    std::vector<stage> stages_;
    std::map<std::string, place>
        texts_;  // "stage channel in language" of every text met, faulty ones included
};

}  // namespace runbooks
