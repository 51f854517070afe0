#include "app/input.h"

#include "app/files.h"
#include "base/json.h"

#include <fmt/format.h>

namespace nsl::app {
namespace {

constexpr ByteCount kInputFileMax = 8_MiB;  // the ceiling of engine::Ceilings

Result<std::string> read(const std::string& argument) {
  if (argument.empty()) return "null";
  if (argument == "-") return read_stdin(kInputFileMax);
  if (argument.starts_with('@')) return read_file(argument.substr(1), kInputFileMax);
  return argument;
}

}  // namespace

Result<std::string> read_input(const std::string& argument) {
  NSL_TRY(std::string text, read(argument));
  if (auto status = json::validate(text); !status) {
    return fail(
        ErrorCode::kMalformedJson,
        fmt::format("the input is {}; put it in single quotes, such as '{{\"x\":21}}'", status.error().message));
  }
  return text;
}

}  // namespace nsl::app
