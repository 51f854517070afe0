#pragma once
// What a client of one OpenAPI document would stumble over when the service describes itself by another.
//
// Seen from both sides: what clients send must still be taken, what they read must still be there. New operations,
// optional parameters and members of replies break nobody. Only what our documents use is understood (one type or two,
// enum, bounds, lengths, pattern, items, properties, required, additionalProperties, anyOf with null).

#include "base/json.h"

#include <string>
#include <vector>

namespace nsl::api::testing {

// One line for each, "deployFunction: the member /code/x of the request is gone". Empty: nobody stumbles.
std::vector<std::string> breaking_changes(const json::value& before, const json::value& after);

// The document without what breaks nobody: summaries, descriptions, examples, links, errors.
json::value without_prose(const json::value& document);

}  // namespace nsl::api::testing
