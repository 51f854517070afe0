#pragma once
// Audited: runs what callers ask for and tells the observer what came of it before anybody sees the result: a change in
// its own transaction, a use or a refusal by itself. Private to src/vault.

#include "vault/keyring.h"
#include "vault/observer.h"
#include "vault/secrets.h"

#include <functional>
#include <type_traits>

namespace nsl::vault {

// What an event says of a result, where it has something to say.
inline void describe(Event& event, const Secret& secret) {
  event.id = secret.id;
  event.version = secret.current_version;
}
inline void describe(Event& event, const Plaintext& plaintext) {
  event.id = plaintext.secret.id;
  event.version = plaintext.version;
}
template <typename T>
void describe(Event&, const T&) {}

class Audited {
 public:
  explicit Audited(Observer& observer) : observer_(observer) {}

  // work() -> Result<T>: something that changes no rows.
  template <typename Work>
  auto use(Event event, Work work) const -> std::invoke_result_t<Work> {
    auto result = work();
    tell_of(event, result);
    if (auto recorded = observer_.record(event); !recorded) return std::unexpected(std::move(recorded).error());
    return result;
  }

  // work(Change&) -> Result<T>: something that changes rows. Committed when it succeeds.
  template <typename Work>
  auto change(const Result<std::shared_ptr<Keyring>>& keyring, Event event, Work work) const
      -> std::invoke_result_t<Work, Change&> {
    auto result = attempt(keyring, event, std::move(work));
    if (result) return result;
    event.refused = result.error().code;
    if (auto recorded = observer_.record(event); !recorded) return std::unexpected(std::move(recorded).error());
    return result;
  }

 private:
  template <typename Outcome>
  static void tell_of(Event& event, const Outcome& outcome) {
    if (!outcome) event.refused = outcome.error().code;
    else if constexpr (!std::is_void_v<typename Outcome::value_type>) describe(event, *outcome);
  }

  template <typename Work>
  auto attempt(const Result<std::shared_ptr<Keyring>>& keyring, Event& event, Work work) const
      -> std::invoke_result_t<Work, Change&> {
    if (!keyring) return std::unexpected(keyring.error());
    NSL_TRY(auto change, (*keyring)->ledger().change());
    auto result = work(change);
    if (!result) return result;
    tell_of(event, result);
    NSL_TRY_VOID(observer_.record(change.transaction(), event));
    NSL_TRY_VOID(change.commit());
    return result;
  }

  Observer& observer_;
};

}  // namespace nsl::vault
