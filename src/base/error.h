#pragma once
// Error and Result: how everything the outside world can cause is reported.
//
// Callers branch on Error::code, never on its text. The message is one sentence for people: what failed, with which
// object, and what to do next. It holds no secret and no stack trace.

#include "base/error_codes.h"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsl {

enum class ErrorCode : std::uint8_t {
#define NSL_ERROR_ENUMERATOR(enumerator, name, status, retry, title) enumerator,
  NSL_ERROR_CODES(NSL_ERROR_ENUMERATOR)
#undef NSL_ERROR_ENUMERATOR
};

// Whether the same request may succeed when it is sent again unchanged.
enum class Retry : std::uint8_t { kNever, kLater };

// What is fixed for a code. Static data.
struct ErrorInfo {
  ErrorCode code;
  std::string_view name;  // snake_case, stable
  int http_status;
  Retry retry;
  std::string_view title;  // the same for every occurrence
};

const ErrorInfo& info(ErrorCode code);
const std::vector<ErrorInfo>& all_errors();

struct [[nodiscard]] Error {
  ErrorCode code;
  std::string message;
  // Where in the input it lies, as a JSON Pointer (RFC 6901) or a header or parameter name. Empty: the whole.
  std::string pointer;
};

template <typename T>
using Result = std::expected<T, Error>;

using Status = Result<void>;

// return fail(ErrorCode::kNotFound, "...") from a function that gives a Result.
inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string pointer = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(pointer)});
}

}  // namespace nsl

// Leaves the function with the error of `expression`, else gives its value: NSL_TRY(auto x, parse(text));
#define NSL_CONCAT_(a, b) a##b
#define NSL_CONCAT(a, b) NSL_CONCAT_(a, b)
#define NSL_TRY(declaration, expression) NSL_TRY_(NSL_CONCAT(nsl_try_, __LINE__), declaration, expression)
#define NSL_TRY_(temporary, declaration, expression)                   \
  auto temporary = (expression);                                       \
  if (!temporary) return std::unexpected(std::move(temporary).error()); \
  declaration = *std::move(temporary)
#define NSL_TRY_VOID(expression)                                                       \
  do {                                                                                 \
    if (auto nsl_status = (expression); !nsl_status) {                                 \
      return std::unexpected(std::move(nsl_status).error());                           \
    }                                                                                  \
  } while (false)
