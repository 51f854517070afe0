#pragma once
// FetchPlan: what to ask next, from a function's request to its final response. It decides about allow-list, rules
// and redirects and does no I/O, so every decision can be tested without a network.
//
//   create(request) -> hop() -> [the transfer happens] -> advance(answer) -> hop() -> ... -> the response

#include "base/error.h"
#include "net/egress/allow_list.h"
#include "net/egress/egress.h"
#include "net/egress/target.h"

#include <optional>

namespace nsl::net {

// One request to one target.
struct HopRequest {
  Target target;
  std::string method;
  HeaderList headers;  // checked, ready to send
  std::string body;
};

// What came back, whatever the status.
struct HopResponse {
  int status = 0;
  std::string status_text{};
  HeaderList headers{};  // names in lower case
  std::string body{};
};

class FetchPlan {
 public:
  // Checks everything that can be known before the first byte: method, URL, fields, sizes, allow-list.
  static Result<FetchPlan> create(FetchRequest request, std::size_t redirects_max);

  const HopRequest& hop() const { return hop_; }
  ByteCount response_max() const { return response_max_; }

  // The response to hand out; nullopt when a redirect is to be followed, hop() is then the next request. By the
  // Fetch standard (HTTP-redirect fetch): 303, and 301 and 302 for POST, become GET without body; only 307 and 308
  // send the body again. Every redirect passes the allow-list again. Authorization and Cookie do not go to another
  // origin.
  Result<std::optional<FetchResponse>> advance(HopResponse response);

 private:
  FetchPlan(const FetchRequest& request, AllowList allow_list, HopRequest hop, std::size_t redirects_left);
  Status follow(int status, std::string_view location);

  Redirects redirects_;
  ByteCount response_max_;
  AllowList allow_list_;
  HopRequest hop_;
  std::size_t redirects_left_;
  bool redirected_ = false;
};

}  // namespace nsl::net
