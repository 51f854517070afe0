#include "engine/prelude.h"

namespace nsl::engine {
namespace {

constexpr char kPrelude[] = {
#include "prelude.inc"
};

}  // namespace

std::string_view prelude() { return {kPrelude, sizeof kPrelude}; }

}  // namespace nsl::engine
