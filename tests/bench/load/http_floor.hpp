// The least that any receiver of activities must do: take an HTTP request, check its token's signature, store
// the body, answer 200.
#pragma once

#include <filesystem>
#include <string>

namespace bench {

// The other process: bare Beast on a free port, which it prints; each body is stored (WAL, synchronous FULL,
// grouped commits) before its 200. With a PEM file of a public key it also verifies each bearer token
// (RS256). Runs until it is killed.
int http_floor(const std::filesystem::path& database, const std::string& key_file);

}  // namespace bench
