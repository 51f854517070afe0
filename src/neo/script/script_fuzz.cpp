// Any bytes as a script: parser, checker and disassembler agree on what an instruction is, and the recognisers of
// verification scripts on what is one.
#include "base/check.h"
#include "neo/script/parser.h"
#include "neo/script/verification.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::neo;
  const nsl::ByteView script(data, size);
  const auto instructions = parse_script(script);
  const auto lines = disassemble(script);
  NSL_CHECK(instructions.has_value() == lines.has_value());
  if (check_script(script)) NSL_CHECK(instructions.has_value());
  if (parse_signature_script(script)) NSL_CHECK(is_signature_script(script));
  if (const auto several = parse_multi_signature_script(script)) {
    const auto shape = multi_signature_shape(script);
    NSL_CHECK(shape && shape->keys == several->keys.size() && shape->required == several->required);
  }
  if (instructions) NSL_CHECK(instructions->size() == lines->size());
  return 0;
}
