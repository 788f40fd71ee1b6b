// The words on a load program's command line.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

struct load_request {
    std::string daemon;
    std::filesystem::path directory =
        std::filesystem::current_path();  // not /tmp: that may be memory, where a flush costs nothing
    std::vector<double> rates;
    double seconds = 0;
};

struct load_bounds {
    std::string program;  // for what is said about missing words
    double most_rate = 0;
    double most_seconds = 0;
};

// DAEMON [--rates A,B,…] [--seconds N] [--dir DIRECTORY] and the program's own options, told their value.
inline load_request read_load_words(
    int argc,
    char** argv,
    load_request r,
    const load_bounds& bounds,
    const std::map<std::string, std::function<void(const std::string&)>>& own
)
{
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (!word.starts_with("--")) {
            r.daemon = std::filesystem::absolute(word).string();
            continue;
        }
        if (++i >= argc) throw std::invalid_argument(word + " needs a value");
        const std::string value = argv[i];
        if (word == "--rates") {
            r.rates.clear();
            std::istringstream list(value);
            for (std::string one; std::getline(list, one, ',');)
                r.rates.push_back(std::clamp(std::strtod(one.c_str(), nullptr), 0.1, bounds.most_rate));
        } else if (word == "--seconds") {
            r.seconds = std::clamp(std::strtod(value.c_str(), nullptr), 1.0, bounds.most_seconds);
        } else if (word == "--dir") {
            r.directory = std::filesystem::absolute(value);
        } else if (const auto known = own.find(word); known != own.end()) {
            known->second(value);
        } else {
            throw std::invalid_argument("unknown option " + word);
        }
    }
    if (r.daemon.empty()) throw std::invalid_argument("which daemon? " + bounds.program + " BUILD/incidentd");
    return r;
}

}  // namespace bench
