// Any bytes as a NEF file. A file with a wrong checksum gets the right one, or nothing would ever get past it.
#include "base/check.h"
#include "neo/contract/nef.h"
#include "neo/types/hashing.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::neo;
  nsl::Bytes file(data, data + size);
  if (size > 4) {
    const auto hash = hash256(nsl::ByteView(file).first(size - 4));
    std::ranges::copy(hash.bytes().first(4), file.end() - 4);
  }
  const auto nef = Nef::decode(file);
  if (!nef) return 0;
  // Zeros at the end of the compiler's name are padding, so the bytes are the same as well.
  NSL_CHECK(nef->encode() == file);
  return 0;
}
