#pragma once
// Client: a blocking HTTP client for the command line, which talks to one service.
//
// It sends the bearer token to the base URL and nowhere else: redirects are not followed. A service on the loopback
// is always reached directly, whatever proxy the environment names; for others the usual proxy variables count.

#include "base/error.h"
#include "base/units.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsl::net {

// Files for TLS, all PEM. Of the key only libcurl has more than the name.
struct ClientTls {
  std::string ca_file{};           // whom to trust in place of the system's authorities; empty: those
  std::string certificate_file{};  // to show to a service that asks for one; empty: none
  std::string key_file{};          // of the certificate; empty: it is in that file, too
  bool operator==(const ClientTls&) const = default;
};

struct ClientOptions {
  std::string base_url;  // "http://127.0.0.1:8080", a path prefix is allowed
  std::string token{};   // empty: none
  std::vector<std::pair<std::string, std::string>> headers{};  // of every request
  std::string user_agent = "nsl";
  ClientTls tls{};
  std::chrono::milliseconds connect_timeout{5'000};
  ByteCount response_max = 64_MiB;
};

struct ClientRequest {
  std::string method = "GET";
  std::string path{};                             // begins with '/', query included, percent-encoded
  std::string body{};                             // sent when not empty, and always with POST, PUT and PATCH
  std::string content_type = "application/json";  // of the body
  std::vector<std::pair<std::string, std::string>> headers{};
  std::chrono::milliseconds timeout{60'000};  // for the whole; stream() takes it for the headers alone
};

struct ClientResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  // Value of the first such header, empty when there is none. The name in lower case.
  std::string_view header(std::string_view lower_case_name) const;
};

// One event of a text/event-stream (HTML standard, section 9.2).
struct ServerSentEvent {
  std::string event = "message";
  std::string data;
  std::string id;
};

enum class Next : std::uint8_t { kContinue, kStop };

// One thread at a time; keeps its connection between calls. An answer of any status is a response. Errors:
// kUnavailable when there was no answer (nobody listens, unknown host, no valid certificate), kRequestTimeout when it
// took too long, kPayloadTooLarge, kInvalidArgument for a base URL that cannot be used.
class Client {
 public:
  static Result<Client> create(ClientOptions options);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  Result<ClientResponse> send(const ClientRequest& request);

  // Calls on_event for each event as it comes, until the other side ends the stream or the callback says kStop; both
  // are success. An answer that is no event stream is collected as send() does it. on_idle is asked about once a
  // second, so that a user can stop a silent stream; empty: never.
  using OnEvent = std::function<Next(const ServerSentEvent&)>;
  using OnIdle = std::function<Next()>;
  Result<ClientResponse> stream(const ClientRequest& request, const OnEvent& on_event, const OnIdle& on_idle = {});

 private:
  struct State;
  explicit Client(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace nsl::net
