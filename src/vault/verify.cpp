// Vault::verify: every row of the vault once more, and their sum against the one that was remembered.

#include "crypto/digest.h"
#include "vault/vault_state.h"

#include <fmt/format.h>

namespace nsl::vault {
namespace {

constexpr std::int64_t kPage = 500;

struct Count {
  Sum sum{};
  std::uint64_t rows = 0;
};

template <typename Row>
Status count_in(const Ledger& ledger, const std::vector<Row>& rows, Count& count) {
  for (const Row& row : rows) {
    NSL_TRY_VOID(ledger.check(row));
    add_to(count.sum, ledger.authenticator().term(row.mac));
    ++count.rows;
  }
  return {};
}

Status count_keys(const Ledger& ledger, storage::Transaction& reading, Count& count) {
  NSL_TRY(const auto roots, reading.query<RootKeyRow>(select_from<RootKeyRow>() + "LIMIT 1000"));
  NSL_TRY_VOID(count_in(ledger, roots, count));
  NSL_TRY(const auto seals, reading.query<SealRow>(select_from<SealRow>() + "LIMIT 10000"));
  NSL_TRY_VOID(count_in(ledger, seals, count));
  NSL_TRY(const auto counters, reading.query<CounterRow>(select_from<CounterRow>() + "LIMIT 16"));
  NSL_TRY_VOID(count_in(ledger, counters, count));
  std::int64_t last = 0;
  while (true) {
    NSL_TRY(
        const auto keys,
        reading.query<KeyRow>(select_from<KeyRow>() + "WHERE serial > :last ORDER BY serial LIMIT :page", last, kPage));
    if (keys.empty()) return {};
    NSL_TRY_VOID(count_in(ledger, keys, count));
    last = keys.back().serial;
  }
}

Status count_secrets(const Ledger& ledger, storage::Transaction& reading, Count& count) {
  std::string last;
  while (true) {
    NSL_TRY(
        const auto secrets,
        reading.query<SecretRow>(select_from<SecretRow>() + "WHERE id > :last ORDER BY id LIMIT :page", last, kPage));
    if (secrets.empty()) return {};
    NSL_TRY_VOID(count_in(ledger, secrets, count));
    last = secrets.back().id;
  }
}

Status count_grants(const Ledger& ledger, storage::Transaction& reading, Count& count) {
  std::string last;
  while (true) {
    NSL_TRY(const auto grants,
            reading.query<GrantRow>(select_from<GrantRow>() + "WHERE id > :last ORDER BY id LIMIT :page", last, kPage));
    if (grants.empty()) return {};
    NSL_TRY_VOID(count_in(ledger, grants, count));
    last = grants.back().id;
  }
}

Status check_value(storage::Transaction& reading, const VersionRow& row) {
  if (row.value_digest.empty()) return {};  // destroyed
  NSL_TRY(const auto value,
          reading.find<std::string>("SELECT value FROM secret_values WHERE secret = :secret AND number = :number",
                                    row.secret, row.number));
  if (!value || to_hex(crypto::sha256(as_bytes(*value))) != row.value_digest) return damaged_row("secret_values");
  return {};
}

Status count_versions(const Ledger& ledger, storage::Transaction& reading, Count& count) {
  std::string secret;
  std::int64_t number = 0;
  while (true) {
    NSL_TRY(
        const auto versions,
        reading.query<VersionRow>(select_from<VersionRow>() +
                                      "WHERE (secret, number) > (:secret, :number) ORDER BY secret, number LIMIT :page",
                                  secret, number, kPage));
    if (versions.empty()) return {};
    NSL_TRY_VOID(count_in(ledger, versions, count));
    for (const VersionRow& row : versions) NSL_TRY_VOID(check_value(reading, row));
    secret = versions.back().secret;
    number = versions.back().number;
  }
}

}  // namespace

Result<std::uint64_t> Vault::verify(const Caller& caller) {
  return state_->audited.use({.action = Action::kVerify, .caller = caller}, [&]() -> Result<std::uint64_t> {
    NSL_TRY(const auto keyring, state_->need_keyring());
    const Ledger& ledger = keyring->ledger();
    NSL_TRY(auto reading, ledger.read());  // one snapshot for all of it
    NSL_TRY(const StateRow state, ledger.state(reading));
    NSL_TRY(const Sum remembered, ledger.remembered_sum(state));
    Count count;
    NSL_TRY_VOID(count_keys(ledger, reading, count));
    NSL_TRY_VOID(count_secrets(ledger, reading, count));
    NSL_TRY_VOID(count_versions(ledger, reading, count));
    NSL_TRY_VOID(count_grants(ledger, reading, count));
    if (count.sum == remembered) return count.rows;
    return fail(
        ErrorCode::kVaultDamaged,
        fmt::format("Rows of the vault were removed, or put back from an older copy: the {} rows that are here are "
                    "not the ones that were written last.",
                    count.rows));
  });
}

}  // namespace nsl::vault
