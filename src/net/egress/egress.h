#pragma once
// Egress: HTTP requests that functions make to the outside. Everything is denied unless the function's allow-list
// names the host; every address a name resolves to is checked and pinned before a byte is sent.

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

enum class Redirects : std::uint8_t { kFollow, kManual, kError };

struct FetchRequest {
  std::string method = "GET";
  std::string url;
  HeaderList headers;
  std::string body;
  Redirects redirects = Redirects::kFollow;
  std::vector<std::string> allow_hosts;          // "host" (ports 443 and 80) or "host:port"
  std::chrono::microseconds timeout{30'000'000};
  ByteCount response_max = 5_MiB;                // after decompression
};

struct FetchResponse {
  int status = 0;
  std::string status_text;
  std::string url;                               // after redirects
  bool redirected = false;
  HeaderList headers;                            // names in lower case
  std::string body;
};

struct EgressOptions {
  // Networks that functions may reach although they are not public, as CIDR ("127.0.0.0/8"). `nsl dev` allows
  // loopback, for trying things out; a server allows none by default.
  std::vector<std::string> allow_networks;
  std::size_t concurrent_max = 256;              // requests at once; more wait
  std::size_t redirects_max = 5;
  std::string user_agent = "nsl";
};

// Thread-safe. Has a thread of its own that runs libcurl.
class Egress {
 public:
  using Done = std::move_only_function<void(Result<FetchResponse>)>;  // called once, on Egress's thread

  static Result<std::unique_ptr<Egress>> create(EgressOptions options);
  virtual ~Egress() = default;                   // cancels what is under way (kCancelled)

  // Destroying the handle cancels the request; `done` is then not called.
  class Transfer {
   public:
    virtual ~Transfer() = default;
  };
  [[nodiscard]] virtual std::unique_ptr<Transfer> fetch(FetchRequest request, Done done) = 0;
};

// Checks the form of an allow-list entry: kInvalidArgument says what is wrong with it.
Status check_allow_host(std::string_view entry);

}  // namespace nsl::net
