#pragma once
// Values that nobody may see: from a file, from standard input, or typed without an echo. Never from the command line,
// which every process of the machine can read.

#include "app/console.h"
#include "app/failure.h"
#include "crypto/secret_bytes.h"

#include <cstddef>
#include <string>

namespace nsl::app {

enum class LineEnd : std::uint8_t {
  kStrip,  // one line end at the end is not part of the value: editors and `echo` put it there
  kKeep,
};

struct SecretInput {
  std::string file{};  // "-" or empty: standard input, or the prompt on a terminal
  std::string prompt = "Value";
  std::size_t most = 1 << 20;
  LineEnd line_end = LineEnd::kStrip;
};

// kUsage when there is nothing, or too much.
Outcome<crypto::SecretBytes> read_secret(const Console& console, const SecretInput& input);

// Typed twice when on a terminal, so that a slip does not lock anybody out.
Outcome<crypto::SecretBytes> read_new_passphrase(const Console& console, const std::string& file);

}  // namespace nsl::app
