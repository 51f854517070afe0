#pragma once
// Passphrases from a file or from the terminal; never from an argument, which other users of the machine can see.

#include "base/error.h"
#include "neo/wallet/nep2.h"

#include <string>

namespace nsl::app {

// The first line of `file`; without one, what the user types (it is not shown). With kTwice it is asked for again, and
// both must be the same. kInvalidArgument when there is neither a file nor a terminal, or it is empty.
enum class AskFor : std::uint8_t { kOnce, kTwice };
Result<neo::Passphrase> read_passphrase(const std::string& file, AskFor times);

}  // namespace nsl::app
