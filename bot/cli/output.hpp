// Listings as people read them in a terminal and as programs read them.
#pragma once

#include <boost/json/value.hpp>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace bot::cli {

enum class output_format { table, json, markdown };

// --format table|json, with markdown where it is offered.
void add_format_option(CLI::App& to, output_format& into, bool with_markdown = false);

// Text of people for a terminal: control characters, escape sequences included, do nothing.
std::string printable(std::string_view text);

class text_table {
public:
    explicit text_table(std::vector<std::string> head) : head_(std::move(head)) {}
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    void print(std::ostream& out, bool colour) const;

private:
    std::vector<std::string> head_;
    std::vector<std::vector<std::string>> rows_;
};

// "name: value" lines, aligned.
void print_fields(std::ostream& out, const std::vector<std::pair<std::string, std::string>>& fields);

// Indented, with a line break at the end.
void print_json(std::ostream& out, const boost::json::value& v);

// null instead of an empty text.
boost::json::value or_null(std::string_view text);

}  // namespace bot::cli
