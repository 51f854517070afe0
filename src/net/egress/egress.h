#pragma once
// Egress: HTTP requests that functions make to the outside. Everything is denied unless the function's allow-list
// names the host (allow_list.h has the rules); the address a name resolves to is checked at the moment of connecting,
// and no other is connected to (address.h says what each address is good for).

#include "base/error.h"
#include "base/units.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace nsl::net {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

enum class Redirects : std::uint8_t {
  kFollow,
  kFollowSameOrigin,  // for requests that carry a secret: another host is kEgressDenied
  kManual,
  kError,
};

struct FetchRequest {
  std::string method = "GET";
  std::string url{};     // http or https, without user and password
  HeaderList headers{};  // UTF-8; request_rules.h says which are dropped and which refused
  std::string body{};    // at most 8 MiB
  Redirects redirects = Redirects::kFollow;
  std::vector<std::string> allow_hosts{};         // "host" (ports 443 and 80), "host:port" or "*.host"; empty: nothing
  std::chrono::microseconds timeout{30'000'000};  // for the whole: waiting for a turn, redirects, body
  ByteCount response_max = 5_MiB;                 // after decompression
};

struct FetchResponse {
  int status = 0;
  std::string status_text{};  // "" with HTTP/2
  std::string url{};          // after redirects, without fragment
  bool redirected = false;
  HeaderList headers{};  // as they came; names in lower case, values in UTF-8
  std::string body{};    // decompressed
};

struct EgressOptions {
  // Networks that functions may reach although they are not public, as CIDR ("127.0.0.0/8"). `nsl dev` allows
  // loopback, for trying things out; a server allows none by default.
  std::vector<std::string> allow_networks{};
  std::size_t concurrent_max = 256;  // requests at once; more wait, up to kEgressWaitingMax
  std::size_t redirects_max = 5;
  std::string user_agent = "nsl";  // when the function sets none
  std::string ca_file{};           // PEM, certificates to trust; empty: the system's
};

inline constexpr std::size_t kEgressWaitingMax = 4096;                        // then kTooManyRequests
inline constexpr std::chrono::microseconds kEgressTimeoutMax{3'600'000'000};  // a longer timeout is taken for this

// Thread-safe. Has a thread of its own that runs libcurl.
//
// Errors: kInvalidArgument for a request that is not well-formed, kEgressDenied for what the allow-list or the
// address policy forbids, kEgressFailed, kEgressTimeout, kEgressTooLarge, kTooManyRequests, kCancelled. A response of
// any status is no error. Messages name the host as the author wrote it, and never an address it resolved to.
class Egress {
 public:
  // Called once, on Egress's thread, which everything waits for: hand the work on. It may start or cancel requests.
  using Done = std::move_only_function<void(Result<FetchResponse>)>;

  // kInvalidArgument for options that cannot be used.
  static Result<std::unique_ptr<Egress>> create(EgressOptions options);
  virtual ~Egress() = default;  // cancels what is under way (kCancelled); not from within a Done

  // Destroying the handle cancels the request; `done` is then not called. (When it is just being called on Egress's
  // thread, the destructor does not wait for it.) May outlive Egress.
  class Transfer {
   public:
    virtual ~Transfer() = default;
  };
  [[nodiscard]] virtual std::unique_ptr<Transfer> fetch(FetchRequest request, Done done) = 0;
};

// Checks the form of an allow-list entry (allow_list.h): kInvalidArgument says what is wrong with it.
Status check_allow_host(std::string_view entry);

}  // namespace nsl::net
