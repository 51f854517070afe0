#pragma once
// ServiceClient: what the commands need of a running service: send a request, get JSON or a Failure that a person can
// act on. One thread.

#include "app/failure.h"
#include "app/profile.h"
#include "base/json.h"
#include "net/http/client.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::app {

class Console;
struct Program;

struct Reply {
  int status = 0;
  std::string text;   // the body, valid JSON; empty when there was none
  json::value value;  // the same, parsed; null when there was none
};

struct Listing {
  std::vector<json::value> items;
  std::string text = "[]";  // the same as a JSON array
};

class ServiceClient {
 public:
  // Looks for the service (profile.h). No connection is made yet.
  static Outcome<ServiceClient> connect(std::string profile_flag);
  static Outcome<ServiceClient> connect(const Program& program);

  // `owner`: whom to work for (the header NSL-Owner); empty: the token says it, or the service.
  static Outcome<ServiceClient> with(const Profile& profile, const std::string& owner = {});

  // `what` names the undertaking for a failure: "cannot deploy hello".
  Outcome<Reply> call(const net::ClientRequest& request, std::string_view what);

  // The same for an answer that is no JSON.
  Outcome<std::string> text(const net::ClientRequest& request, std::string_view what);

  // Items of a paged list over as many pages as it takes, at most `limit`. `path` comes without limit and cursor.
  Outcome<Listing> list(std::string_view path, std::size_t limit, std::string_view what);

  // Server-sent events until the service ends them, or the callback wants no more.
  Outcome<void> follow(const net::ClientRequest& request, std::string_view what, const net::Client::OnEvent& on_event);

  const std::string& url() const { return profile_.url; }

 private:
  ServiceClient(net::Client client, Profile profile, std::string owner)
      : client_(std::move(client)), profile_(std::move(profile)), owner_(std::move(owner)) {}
  Failure unreachable(const Error& error, std::string_view what) const;

  void show(const net::ClientRequest& request) const;

  net::Client client_;
  Profile profile_;
  std::string owner_;
  const Console* shown_on_ = nullptr;  // where requests are shown; null: nowhere
};

// What a person would type to send the request. The token is named, not shown, and so is a body that may hold a secret.
std::string curl_command(const net::ClientRequest& request, const Profile& profile, std::string_view owner = {});

// Sends a request and prints the JSON that comes back, or what `text` makes of it, with a line end. The body is wiped,
// for there may be a secret in it.
Exit send(Program& program, net::ClientRequest request, const std::string& what,
          const std::function<std::string(const json::value&)>& text);

// The failure that a reply with a status of 400 or above means; `body` is a problem document, if all is well.
Failure failure_from_reply(const net::ClientResponse& response, std::string_view what);

// One segment of a path or a value of a query, percent-encoded.
std::string percent_encoded(std::string_view text);

// Members of a reply by JSON Pointer; empty text and 0 when there is none or it has another type.
std::string text_at(const json::value& value, std::string_view pointer);
std::uint64_t number_at(const json::value& value, std::string_view pointer);

}  // namespace nsl::app
