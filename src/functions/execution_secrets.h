#pragma once
// ExecutionSecrets: what one execution knows of secrets, and the rules that follow: which placeholders are real, which
// values must not go where, and what is masked in everything that is kept of it.
//
// A placeholder is nsl_secret_ref.NAME.TOKEN. The token comes from the execution's seed, so that nobody who does not
// run in this execution can write one: a placeholder in somebody else's input stays text. A replay has the same seed
// and so the same placeholders.

#include "crypto/scrubber.h"
#include "functions/secret_source.h"
#include "net/egress/egress.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::functions {

// Event-loop thread only.
class ExecutionSecrets {
 public:
  static constexpr std::string_view kPlaceholder = "nsl_secret_ref.";
  // Names that one request may refer to; each is a use of its own.
  static constexpr std::size_t kReferencesMax = 8;
  // A value in a request is looked for in what comes back, which is only sound when it is long enough to be told apart.
  static constexpr std::size_t kReferencedBytesMin = 8;

  explicit ExecutionSecrets(std::string_view seed);

  const std::string& token() const { return token_; }  // 32 hexadecimal digits

  // The function has this value from now on, or the gateway has sent it for it.
  void learn(const UsableSecret& secret);
  bool knows_any() const { return !known_.empty(); }
  const crypto::Scrubber& scrubber() const { return scrubber_; }

  // Names whose placeholders stand where one may stand: in header values, the URL's query and the body. Sorted, unique.
  // kInvalidArgument for one that stands elsewhere in the request, and for too many.
  Result<std::vector<std::string>> references(const net::FetchRequest& request) const;
  // Puts the values in: percent-encoded in the query, as the body's media type demands in the body, as they are in
  // header fields. kInvalidArgument for a value that cannot stand there; nothing in it tells the value.
  Status put_in(const std::vector<UsableSecret>& values, net::FetchRequest& request) const;

  // A value that the execution knows and that stands in the request, in any form that the scrubber knows, without being
  // for this place, or that stands in the host's name; nullptr when there is none.
  const UsableSecret* misplaced(const net::FetchRequest& request, std::string_view host, std::string_view place) const;
  bool stands_in(const net::FetchRequest& request) const;  // any value that it knows

  // What came back, without the values.
  void scrub(net::FetchResponse& response) const;

 private:
  struct Known {
    UsableSecret secret;
    crypto::Scrubber finder;
  };
  std::string token_;
  std::vector<Known> known_;
  crypto::Scrubber scrubber_;  // all of them
};

}  // namespace nsl::functions
