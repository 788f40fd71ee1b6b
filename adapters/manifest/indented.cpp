#include "adapters/manifest/indented.hpp"

#include <boost/json/serialize.hpp>

namespace adapters::manifest {

namespace json = boost::json;

namespace {

void append(std::string& out, const json::value& v, std::size_t depth)
{
    const std::string margin(2 * (depth + 1), ' ');
    const auto end_line = [&](bool is_last) { out += is_last ? "\n" : ",\n"; };
    if (v.is_object() && !v.get_object().empty()) {
        out += "{\n";
        std::size_t left = v.get_object().size();
        for (const auto& [key, member] : v.get_object()) {
            out += margin + json::serialize(json::string(key)) + ": ";
            append(out, member, depth + 1);
            end_line(--left == 0);
        }
        out += std::string(2 * depth, ' ') + "}";
    } else if (v.is_array() && !v.get_array().empty()) {
        out += "[\n";
        std::size_t left = v.get_array().size();
        for (const auto& item : v.get_array()) {
            out += margin;
            append(out, item, depth + 1);
            end_line(--left == 0);
        }
        out += std::string(2 * depth, ' ') + "]";
    } else {
        out += json::serialize(v);
    }
}

}  // namespace

std::string indented(const json::value& v)
{
    std::string out;
    append(out, v, 0);
    return out;
}

}  // namespace adapters::manifest
