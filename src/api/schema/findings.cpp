#include "api/schema/findings.h"

#include <fmt/format.h>

namespace nsl::api {

void Findings::add(ErrorCode code, std::string pointer, std::string detail) {
  if (violations_.size() == kMax) return;
  if (violations_.empty()) code_ = code;
  else if (code_ != code) code_ = ErrorCode::kInvalidArgument;
  violations_.push_back({std::move(pointer), std::move(detail)});
}

Error Findings::error() const {
  const net::Violation& first = violations_.front();
  const std::string where = first.pointer.empty() ? "The body" : first.pointer;
  std::string message = fmt::format("{} {}", where, first.detail);
  if (violations_.size() > 1) message += fmt::format(" (and {} more, see errors)", violations_.size() - 1);
  return {code_, std::move(message), first.pointer};
}

}  // namespace nsl::api
