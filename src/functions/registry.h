#pragma once
// Registry: the functions there are, and the versions of each.
//
// A version is its content, code and settings, and never changes: deploying the same content again gives the same
// version, with the description and note it was made with. One version of a function is active, the one that
// invocations take.
//
// Every call blocks on the database. Thread-safe.

#include "base/clock.h"
#include "functions/holdings.h"
#include "functions/service.h"
#include "storage/database.h"

#include <optional>
#include <string>
#include <string_view>

namespace nsl::functions {

// What a worker needs to make an image.
struct Source {
  std::string code;
  std::string file_name;  // in stack traces
  std::string source_map; // JSON of a bundle's source map; empty: none
};

class Registry {
 public:
  static constexpr std::size_t kNameMax = 63;

  // `holdings` may be null; nobody counts then.
  Registry(storage::Database& database, const Clock& clock, Holdings* holdings = nullptr)
      : database_(database), clock_(clock), holdings_(holdings) {}

  // Adds a version and makes it the active one. Makes the function if there is none of that name: one that was
  // removed does not come back, the new one has another id. On disk when it returns.
  // kPreconditionFailed, kQuotaExceeded (a function above request.functions_max), kInvalidName, kPayloadTooLarge (engine::kCodeMax), kInvalidArgument (text that is not UTF-8).
  Result<Deployed> put(const DeployRequest& request);

  // kFunctionNotFound, kVersionNotFound for what does not exist, here and below.
  Result<Function> get(FunctionRef function);
  Result<Listing<Function>> list(std::string_view owner, const Page& page);              // newest first
  Result<Version> get_version(FunctionRef function, std::optional<std::uint32_t> number);  // absent: the active one
  Result<Listing<Version>> list_versions(FunctionRef function, const Page& page);          // newest first

  // By id, for executions: also of a function that has been removed.
  Result<Version> get_version(FunctionId function, std::uint32_t number);
  Result<Source> get_source(FunctionId function, std::uint32_t number);

  // Makes an existing version the active one; absent: the one made before the active one.
  Result<Function> activate(FunctionRef function, std::optional<std::uint32_t> number);

  // From now on there is no function of this name. Its executions can still be read.
  Status remove(FunctionRef function);

 private:
  storage::Database& database_;
  const Clock& clock_;
  Holdings* holdings_;
};

// Whether a function may have this name: [a-z0-9-]{1,63}.
bool is_function_name(std::string_view name);

// SHA-256 over settings and code, hexadecimal: what makes two versions the same.
std::string content_hash(const Settings& settings, std::string_view code);

}  // namespace nsl::functions
