#pragma once
// Findings: everything that is wrong with one request, collected before it is refused, so that its author mends it in
// one go.

#include "base/error.h"
#include "net/http/problem.h"

#include <string>
#include <vector>

namespace nsl::api {

class Findings {
 public:
  static constexpr std::size_t kMax = 32;  // what is above is left out: nobody reads further

  void add(ErrorCode code, std::string pointer, std::string detail);

  bool empty() const { return violations_.empty(); }
  const std::vector<net::Violation>& violations() const { return violations_; }

  // The error for the whole: with the common code if there is one, else kInvalidArgument.
  Error error() const;

 private:
  std::vector<net::Violation> violations_;
  ErrorCode code_ = ErrorCode::kInvalidArgument;
};

}  // namespace nsl::api
