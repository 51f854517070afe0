#include "vault/tpm_anchor.h"

#include "vault/ledger.h"
#include "vault/tpm2/message.h"

#include <fmt/format.h>

namespace nsl::vault {
namespace {

constexpr std::string_view kPassword = "counter in a TPM";

std::unexpected<Error> refuse(std::string message) { return fail(ErrorCode::kVaultDamaged, std::move(message)); }

std::unexpected<Error> older_copy() {
  return refuse(
      "The database is an older copy: the counter in the TPM has counted on since. Put back the newest one; to go on "
      "from this one on purpose, start once with vault.anchor_lost = true.");
}

Result<std::optional<std::int64_t>> to_number(const crypto::SecretBytes& answer) {
  if (answer.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const std::uint8_t byte : answer.view()) value = value << 8 | byte;
  // Counters begin near zero and count once in minutes.
  if (answer.size() != 8 || value == 0 || value >> 62 != 0) return refuse("The counter in the TPM has no such value.");
  return static_cast<std::int64_t>(value);
}

struct Noted {
  StateRow state;
  std::optional<CounterRow> counter;
};

const std::string& select_counter() {
  static const std::string sql = select_from<CounterRow>() + "WHERE id = 1";
  return sql;
}

Result<Noted> read_noted(const Ledger& ledger) {
  NSL_TRY(auto transaction, ledger.read());
  Noted noted;
  NSL_TRY(noted.state, ledger.state(transaction));
  NSL_TRY(noted.counter, ledger.find<CounterRow>(transaction, select_counter()));
  return noted;
}

// Notes the value that the counter is about to have; 0: it is being made.
Status note(const Ledger& ledger, std::int64_t value) {
  NSL_TRY(auto change, ledger.change());
  NSL_TRY(const auto before, change.find<CounterRow>(select_counter()));
  CounterRow row{.epoch = change.state().epoch + 1, .value = value, .mac = {}};
  if (before) NSL_TRY_VOID(change.update(*before, row));
  else NSL_TRY_VOID(change.insert(row));
  change.state().anchored |= kAnchoredByCounter;
  return change.commit();
}

}  // namespace

Result<std::optional<std::int64_t>> TpmAnchor::read(const Ledger& ledger) const {
  NSL_TRY(const auto answer, ask_tpm2(options_.device, {.operation = Tpm2Operation::kRead,
                                                        .device = options_.device.tcti,
                                                        .number = options_.index,
                                                        .data = ledger.authenticator().derived_key(kPassword)}));
  return to_number(answer);
}

Result<std::int64_t> TpmAnchor::count(const Ledger& ledger) const {
  NSL_TRY(const auto answer, ask_tpm2(options_.device, {.operation = Tpm2Operation::kCount,
                                                        .device = options_.device.tcti,
                                                        .number = options_.index,
                                                        .data = ledger.authenticator().derived_key(kPassword)}));
  NSL_TRY(const auto value, to_number(answer));
  if (!value) return refuse("The counter in the TPM does not count.");
  return *value;
}

Status TpmAnchor::make(const Ledger& ledger) const {
  NSL_TRY_VOID(note(ledger, 0));
  NSL_TRY(const std::int64_t value, count(ledger));
  return note(ledger, value);
}

Status TpmAnchor::settle(const Ledger& ledger, std::int64_t noted) const {
  NSL_TRY(auto value, read(ledger));
  if (value && *value + 1 == noted) {
    NSL_TRY(value, count(ledger));
  }
  if (value == noted) return {};
  if (value && *value > noted) return older_copy();
  return refuse(
      fmt::format("The TPM's counter at 0x{:08x} is not the one that anchored this vault: it is missing or behind. If "
                  "the chip was replaced or cleared, start once with vault.anchor_lost = true.",
                  options_.index));
}

Status TpmAnchor::check(const Ledger& ledger, MissingAnchor missing) {
  if (!exists()) return {};
  NSL_TRY(const Noted noted, read_noted(ledger));
  const bool known = (noted.state.anchored & kAnchoredByCounter) != 0;
  if (missing == MissingAnchor::kMake) return make(ledger);
  if (!known) {
    // A copy from before it had this anchor would look like a vault that never had one, but for the counter itself.
    NSL_TRY(const auto value, read(ledger));
    return value ? Status(older_copy()) : make(ledger);
  }
  if (!noted.counter || noted.counter->epoch > noted.state.epoch) return damaged_row(CounterRow::kTable);
  if (noted.counter->value == 0) return make(ledger);  // was killed while it was made
  NSL_TRY_VOID(settle(ledger, noted.counter->value));
  NSL_TRY_VOID(move_now(ledger));
  return {};
}

Status TpmAnchor::move(const Ledger& ledger, SteadyTime now) {
  if (!exists() || (moved_at_ && now - *moved_at_ < options_.pause)) return {};
  NSL_TRY(const bool counted, move_now(ledger));
  if (counted) moved_at_ = now;
  return {};
}

Result<bool> TpmAnchor::move_now(const Ledger& ledger) {
  if (!exists()) return false;
  NSL_TRY(const Noted noted, read_noted(ledger));
  if (!noted.counter || noted.counter->value == 0) return damaged_row(CounterRow::kTable);
  if (noted.counter->epoch == noted.state.epoch) return false;
  // The chip may have been away the last time.
  NSL_TRY_VOID(settle(ledger, noted.counter->value));
  const std::int64_t next = noted.counter->value + 1;
  NSL_TRY_VOID(note(ledger, next));
  NSL_TRY_VOID(settle(ledger, next));
  return true;
}

}  // namespace nsl::vault
