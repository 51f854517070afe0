#include "base/error.h"

namespace nsl {

const std::vector<ErrorInfo>& all_errors() {
  static const std::vector<ErrorInfo> errors = {
#define NSL_ERROR_INFO(enumerator, name, status, retry, title) \
  {ErrorCode::enumerator, name, status, Retry::retry, title},
      NSL_ERROR_CODES(NSL_ERROR_INFO)
#undef NSL_ERROR_INFO
  };
  return errors;
}

const ErrorInfo& info(ErrorCode code) { return all_errors()[static_cast<std::size_t>(code)]; }

}  // namespace nsl
