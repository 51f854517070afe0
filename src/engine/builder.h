#pragma once
// Builder: from the source of a module to an Image.
//
// The source is compiled to bytecode in a pristine VM, the bytecode is loaded into another one, the module's top level
// runs there, and what changed against the base is the image. Both steps run under limits, because the source is the
// author's. Top-level code sees no time, no randomness and no host calls: what it does must be the same every time.

#include "base/units.h"
#include "engine/natives.h"
#include "engine/slot.h"

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

namespace nsl::engine {

struct BuildLimits {
  ByteCount memory = 64_MiB;
  std::chrono::microseconds cpu{2'000'000};
};

// Why a source gives no image. `code` is stable: syntax_error, unresolved_import, missing_default_export, exception (the top level threw),
// never_settles, cpu_exceeded, memory_exceeded, trap.
struct BuildFailure {
  std::string code;
  std::string message;  // "SyntaxError: ... (file.js:3:14)"
  std::string stack;
};

struct Source {
  std::string_view code;       // one ES module, UTF-8
  std::string_view file_name;  // as it shall appear in stack traces
};

// `slot` may hold any image of the base; it holds the base image afterwards. Call in a VmThread.
std::expected<Image, BuildFailure> build_image(Slot& slot, std::shared_ptr<const PageSet> base, const Source& source,
                                               const BuildLimits& limits);

}  // namespace nsl::engine
