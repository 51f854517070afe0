#pragma once
// Observer: who is told about every use and every change of secrets and keys, before the caller gets an answer.
// The audit log is one.

#include "base/error.h"
#include "base/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::storage {
class Transaction;
}

namespace nsl::vault {

// Who asks, and by which way. All texts come from what the service itself knows (token, execution), never from the
// request's body.
struct Caller {
  std::string owner;      // the account: a caller reaches the secrets of this owner and no others
  std::string actor;      // who of the account: name of the token, or "function:NAME@VERSION"
  std::string request{};  // id of the request or execution that this belongs to; may be empty
};

// What the service does of its own accord: unseal at start, rotate what is due.
inline Caller service_itself() { return {.owner = "service", .actor = "service"}; }

enum class Action : std::uint8_t {
  kSet,      // a new version, perhaps a new secret
  kUpdate,   // metadata, labels, state of a version
  kRead,     // the value went to a function or to the gateway
  kReveal,   // the value went to a person
  kInspect,  // metadata was shown
  kList,
  kRollBack,
  kDisable,
  kEnable,
  kDelete,  // soft: it can come back
  kRestore,
  kDestroy,  // for good
  kExport,
  kImport,
  kUnseal,
  kSeal,
  kRotateOwnerKey,
  kRotateRootKey,
  kDestroyOwner,
  kAddProvider,
  kRemoveProvider,
  kVerify,
};
std::string_view to_string(Action action);  // "roll_back"

// One use or change. Never holds a value or a key.
struct Event {
  Action action = Action::kRead;
  const Caller& caller;
  std::string secret{};                // its name, as it was asked for; may name nothing
  std::optional<SecretId> id{};        // of the secret, when it exists
  std::uint64_t version = 0;           // 0: none in particular
  std::string reason{};                // what the caller gave as reason (reveal)
  std::string detail{};                // what else it is about: the provider, the owner
  std::optional<ErrorCode> refused{};  // empty: it succeeded
};

// Called from any thread. An error is given to the caller in place of what they asked for: no record, no secret, no
// change.
class Observer {
 public:
  virtual ~Observer() = default;

  // Uses and refusals: recorded when it returns. Never called while a transaction is open.
  virtual Status record(const Event& event) = 0;

  // A change: recorded when the transaction is committed, or not at all.
  virtual Status record(storage::Transaction& transaction, const Event& event) = 0;
};

}  // namespace nsl::vault
