// Static files of the page as answers: types, ETags, compression, caching.
#pragma once

#include "adapters/http/server.hpp"

#include <string>

namespace adapters::sandbox::web {

// From the program itself. 404 for what is not there, 304 when the browser has it.
http::server_response asset_answer(const http::server_request& r);

// For work on the page: the same paths from a folder on disk ("/" is its index.html), never cached. Nothing
// above the folder, no hidden file, at most 16 MiB each. Reads on the caller's thread.
http::server_response file_answer(const std::string& folder, const http::server_request& r);

}  // namespace adapters::sandbox::web
