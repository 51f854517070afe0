#pragma once
// A small JSON Schema validator, for the tests only: reads the published schemas as a client would, and knows nothing
// of the code that made them.

#include "base/json.h"

#include <string>
#include <vector>

namespace nsl::api::testing {

// What is wrong with `instance`, one line each. `document` resolves "#/..." references. A keyword that the validator
// does not know is wrong too, so that nothing passes unchecked.
std::vector<std::string> violations(const json::value& document, const json::value& schema, const json::value& instance,
                                    const std::string& at = "");

// "#/components/schemas/X" in the document; null when it leads nowhere.
const json::value* resolve(const json::value& document, std::string_view reference);

}  // namespace nsl::api::testing
