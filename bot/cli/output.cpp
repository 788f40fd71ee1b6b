#include "bot/cli/output.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>

namespace bot::cli {

namespace json = boost::json;

namespace {

std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

void print_indented(std::ostream& out, const json::value& v, std::size_t depth)
{
    const std::string inner((depth + 1) * 2, ' ');
    const std::string outer(depth * 2, ' ');
    if (const auto* object = v.if_object(); object != nullptr && !object->empty()) {
        out << "{\n";
        std::size_t left = object->size();
        for (const auto& [key, value] : *object) {
            out << inner << json::serialize(json::string(key)) << ": ";
            print_indented(out, value, depth + 1);
            out << (--left > 0 ? ",\n" : "\n");
        }
        out << outer << "}";
    } else if (const auto* array = v.if_array(); array != nullptr && !array->empty()) {
        out << "[\n";
        std::size_t left = array->size();
        for (const json::value& value : *array) {
            out << inner;
            print_indented(out, value, depth + 1);
            out << (--left > 0 ? ",\n" : "\n");
        }
        out << outer << "]";
    } else {
        out << json::serialize(v);
    }
}

}  // namespace

void add_format_option(CLI::App& to, output_format& into, bool with_markdown)
{
    std::map<std::string, output_format> names{
        {"table", output_format::table}, {"json", output_format::json}
    };
    if (with_markdown) names["markdown"] = output_format::markdown;
    const std::string takes = with_markdown ? "table, json or markdown" : "table or json";
    // Not CLI11's transformer: it takes the enumerators' numbers, too, and names them in what it says.
    to.add_option_function<std::string>(
          "--format",
          [&into, names, takes](const std::string& given) {
              const auto found = names.find(given);
              if (found == names.end()) {
                  throw CLI::ValidationError(
                      "--format", fmt::format("\"{}\" is no format; it takes {}", printable(given), takes)
                  );
              }
              into = found->second;
          },
          takes
    )
        ->option_text(with_markdown ? "table|json|markdown" : "table|json");
}

std::string printable(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c1 = byte == 0xc2 && i + 1 < text.size() &&
                        static_cast<unsigned char>(text[i + 1]) < 0xa0;  // U+0080–U+009F
        if (c1) ++i;
        out += byte < 0x20 || byte == 0x7f || c1 ? ' ' : text[i];
    }
    return out;
}

void text_table::print(std::ostream& out, bool colour) const
{
    std::vector<std::size_t> widths;
    for (const std::string& each : head_) widths.push_back(width(each));
    std::vector<std::vector<std::string>> shown;
    for (const auto& row : rows_) {
        auto& line = shown.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            line.push_back(printable(row[i]));
            widths[i] = std::max(widths[i], width(line.back()));
        }
    }
    const auto print_row = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            out << row[i];
            if (i + 1 < row.size()) out << std::string(widths[i] - width(row[i]) + 2, ' ');
        }
    };
    if (colour) out << "\033[1m";
    print_row(head_);
    if (colour) out << "\033[0m";
    out << '\n';
    for (const auto& row : shown) {
        print_row(row);
        out << '\n';
    }
}

void print_fields(std::ostream& out, const std::vector<std::pair<std::string, std::string>>& fields)
{
    std::size_t widest = 0;
    for (const auto& [name, value] : fields) widest = std::max(widest, width(name));
    for (const auto& [name, value] : fields) {
        const std::string label = printable(name) + ":";
        out << label << std::string(widest + 2 - width(name), ' ') << printable(value) << '\n';
    }
}

void print_json(std::ostream& out, const json::value& v)
{
    print_indented(out, v, 0);
    out << '\n';
}

json::value or_null(std::string_view text)
{
    if (text.empty()) return nullptr;
    return json::string(text);
}

}  // namespace bot::cli
