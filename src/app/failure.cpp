#include "app/failure.h"

namespace nsl::app {

Exit exit_for_status(int http_status) {
  switch (http_status) {
    case 404: return Exit::kNotFound;
    case 401:
    case 403: return Exit::kDenied;
    case 429:
    case 502:
    case 503:
    case 504: return Exit::kUnavailable;
    default: return Exit::kFailed;
  }
}

Failure failure_from(const Error& error, std::string what) {
  const ErrorInfo& row = info(error.code);
  return {.exit = exit_for_status(row.http_status),
          .what = std::move(what),
          .why = error.message,
          .code = std::string(row.name)};
}

}  // namespace nsl::app
