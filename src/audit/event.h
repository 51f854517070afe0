#pragma once
// Event: what the rest of the program tells the audit log. Who did what to which secret, and whether it was allowed.
//
// Never a value: `value_hash` comes from Keys::value_hash(), and everything else is a name, an id or a sentence for
// people that the caller made without the value. Empty texts and zeros are left out of the entry.

#include "audit/actions.h"
#include "base/error.h"

#include <cstdint>
#include <optional>
#include <string>

namespace nsl::audit {

struct Event {
  Action action;
  std::string owner;                           // whose chain it goes into
  std::string actor;                           // "token:NAME", "function:NAME", "service"
  std::optional<ErrorCode> refusal = {};       // why it was not done; absent: it was
  std::string secret = {};                     // its name
  std::string secret_id = {};
  std::uint64_t secret_version = 0;
  std::string grant = {};                      // id
  std::string function = {};                   // name
  std::uint32_t function_version = 0;
  std::string execution = {};                  // id
  std::string host = {};                       // where the value went, or was to go
  std::string request = {};                    // id of the API request
  std::string detail = {};                     // what else matters, by the program
  std::string reason = {};                     // why, in the words of the person who did it
  std::string value_hash = {};                 // equal for equal values of one owner, says nothing else
};

}  // namespace nsl::audit
