#include "bot/cli/read_store.hpp"

#include <exception>

namespace bot::cli {

std::optional<loaded_config> read_config(const invocation& call)
{
    auto read = load_config(call.config_path);
    if (read) return std::move(*read);
    for (const config_fault& each : read.error()) call.err << to_string(each) << '\n';
    return std::nullopt;
}

int with_store(const invocation& call, const std::function<int(store_reader&, const loaded_config&)>& work)
{
    const auto config = read_config(call);
    if (!config) return 1;
    auto reader = store_reader::open(config->core.store_url);
    if (!reader) {
        call.err << reader.error().message << '\n';
        return 1;
    }
    try {
        return work(**reader, *config);
    } catch (const std::exception& e) {
        call.err << config->core.store_url << ": cannot be read: " << e.what() << '\n';
        return 1;
    }
}

}  // namespace bot::cli
