// The configuration and the store as commands read them: what cannot be read is told once, the same way
// everywhere.
#pragma once

#include "bot/cli/invocation.hpp"
#include "bot/config/config_file.hpp"
#include "bot/store/store.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace bot::cli {

// Nothing, after its faults were written to `err`.
std::optional<loaded_config> read_config(const invocation& call);

// Runs `work` with the store open for reading; a store that cannot be read is a failure (1). What `work`
// throws about broken rows becomes one line on `err`.
int with_store(const invocation& call, const std::function<int(store_reader&, const loaded_config&)>& work);

}  // namespace bot::cli
