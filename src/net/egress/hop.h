#pragma once
// Hop: one request and its response on one libcurl handle. Knows nothing of allow-lists; it enforces what can only be
// enforced on the wire: the address behind the name, sizes, and time.

#include "base/clock.h"
#include "base/error.h"
#include "net/curl.h"
#include "net/egress/address_policy.h"
#include "net/egress/fetch_plan.h"
#include "net/http/header_lines.h"

#include <optional>

namespace nsl::net {

inline constexpr std::size_t kResponseHeadBytesMax = std::size_t{64} << 10;  // four times what our own server takes
inline constexpr std::chrono::milliseconds kConnectTimeout{10'000};          // name, TCP and TLS together

struct HopOptions {
  const AddressPolicy& addresses;  // outlives the hop
  std::string user_agent;
  std::string ca_file;  // empty: the system's
  ByteCount response_max;
};

// Belongs to the thread that drives libcurl. Does not move: libcurl holds its address.
class Hop {
 public:
  // `request` outlives the hop. `deadline` is for the whole hop.
  Hop(const HopRequest& request, const HopOptions& options, SteadyTime now, SteadyTime deadline);
  Hop(const Hop&) = delete;
  Hop& operator=(const Hop&) = delete;

  CURL* handle() const { return easy_.get(); }

  // Once libcurl has said that the transfer ended with `code`.
  Result<HopResponse> finish(CURLcode code);

 private:
  void set_rules(const HopOptions& options);
  void set_request();
  void set_time(SteadyTime now, SteadyTime deadline);
  Error explain(CURLcode code) const;

  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static std::size_t take_head(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t take_body(char* data, std::size_t, std::size_t size, void* self);

  const HopRequest& request_;
  const AddressPolicy& addresses_;
  std::size_t body_bytes_max_;
  CurlHeaders headers_;
  HeaderLines head_{kResponseHeadBytesMax};
  std::string body_;
  std::optional<AddressClass> refused_;   // what the name led to
  bool reached_out_ = false;              // a socket was opened
  std::optional<std::string> too_large_;  // what was
  CurlEasy easy_;                         // last: goes first, while what it points to is there
};

}  // namespace nsl::net
