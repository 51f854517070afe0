#pragma once
// Cors: which pages in browsers may call the API (Fetch standard, section 3.2). Nobody's, unless the operator names
// their origins.
//
// Credentials of the browser (cookies) are never allowed: a token travels in a header that the page sets itself.

#include "base/error.h"
#include "net/http/exchange.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::api {

// Immutable, thread-safe.
class Cors {
 public:
  // Of origins like "https://app.example.com", or of "*" for any. kInvalidArgument names what is neither.
  static Result<Cors> create(std::vector<std::string> origins);
  Cors() = default;  // nobody

  bool is_on() const { return !origins_.empty(); }

  // Whether the request is a browser's question before the real request. It comes without a token.
  static bool is_preflight(const net::Request& request);
  // The answer to it, which is the same for all paths; without permission when the origin has none.
  net::Response preflight_answer(const net::Request& request) const;

  // What the answers to this request go through: the exchange itself, or one that lets the page read them.
  std::shared_ptr<net::Exchange> guard(std::shared_ptr<net::Exchange> exchange) const;

 private:
  bool allows(std::string_view origin) const;

  std::vector<std::string> origins_;
};

}  // namespace nsl::api
