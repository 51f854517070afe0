#pragma once
// The vault's tables as structs. The first kKeys members are the primary key; `mac` authenticates all the others
// together with the table's name. Private to src/vault.

#include "storage/row.h"
#include "vault/sealed.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::vault {

enum class KeyState : std::int64_t {
  kActive = 0,
  kRetiring = 1,  // wraps nothing new; goes when nothing needs it
};

struct RootKeyRow {
  static constexpr std::string_view kTable = "vault_root_keys";
  static constexpr std::size_t kKeys = 1;
  std::int64_t number = 0;
  std::string id;  // Uuid as text
  std::int64_t state = 0;
  std::int64_t uses = 0;     // keys it has wrapped
  std::int64_t to_move = 0;  // keys it wrapped when it began to retire
  std::int64_t created_us = 0;
  std::string mac;
};
BOOST_DESCRIBE_STRUCT(RootKeyRow, (), (number, id, state, uses, to_move, created_us, mac))

// A root key as one provider keeps it.
struct SealRow {
  static constexpr std::string_view kTable = "vault_seals";
  static constexpr std::size_t kKeys = 2;
  std::int64_t root = 0;
  std::string provider;
  std::string sealed;
  std::int64_t created_us = 0;
  std::string mac;
};
BOOST_DESCRIBE_STRUCT(SealRow, (), (root, provider, sealed, created_us, mac))

// Of an owner, or of the service itself (owner "").
struct KeyRow {
  static constexpr std::string_view kTable = "vault_keys";
  static constexpr std::size_t kKeys = 1;
  std::int64_t serial = 0;  // upper half of the id: never given out twice
  std::string owner;
  std::int64_t number = 0;  // 1, 2, 3 ... of the owner
  std::string id;
  std::int64_t state = 0;
  std::int64_t root = 0;  // number of the root key that wraps it
  std::int64_t uses = 0;
  std::int64_t to_move = 0;
  std::int64_t created_us = 0;
  std::string wrapped;
  std::string mac;
};
BOOST_DESCRIBE_STRUCT(KeyRow, (), (serial, owner, number, id, state, root, uses, to_move, created_us, wrapped, mac))

struct SecretRow {
  static constexpr std::string_view kTable = "secrets";
  static constexpr std::size_t kKeys = 1;
  std::string id;
  std::string owner;
  std::string name;
  std::string description;
  std::string tags;    // JSON
  std::string labels;  // JSON
  std::int64_t state = 0;
  std::int64_t current = 0;
  std::int64_t latest = 0;
  std::int64_t revision = 0;
  std::int64_t keep = 0;
  std::int64_t created_us = 0;
  std::int64_t updated_us = 0;
  std::optional<std::int64_t> expires_us;
  std::optional<std::int64_t> used_us;
  std::string mac;
};
BOOST_DESCRIBE_STRUCT(SecretRow, (),
                      (id, owner, name, description, tags, labels, state, current, latest, revision, keep, created_us,
                       updated_us, expires_us, used_us, mac))

struct VersionRow {
  static constexpr std::string_view kTable = "secret_versions";
  static constexpr std::size_t kKeys = 2;
  std::string secret;
  std::int64_t number = 0;
  std::int64_t state = 0;
  std::int64_t owner_key = 0;  // KeyRow::serial; 0 when destroyed
  std::int64_t value_bytes = 0;
  std::int64_t created_us = 0;
  std::string created_by;
  std::string key_id;
  std::string wrapped;       // the version's key; empty when destroyed
  std::string value_digest;  // SHA-256 of the sealed value, which lies in secret_values
  std::string mac;
};
BOOST_DESCRIBE_STRUCT(VersionRow, (),
                      (secret, number, state, owner_key, value_bytes, created_us, created_by, key_id, wrapped,
                       value_digest, mac))

// Which function may use which secret (grants.h).
struct GrantRow {
  static constexpr std::string_view kTable = "secret_grants";
  static constexpr std::size_t kKeys = 1;
  std::string id;
  std::string owner;
  std::string secret;
  std::string secret_id;
  std::string function;
  std::string function_hash;
  std::string hosts;  // separated by blanks, which no host has
  std::string exposure;
  std::int64_t created_us = 0;
  std::string created_by;
  std::int64_t expires_us = 0;  // 0: never
  std::string mac;
};
BOOST_DESCRIBE_STRUCT(GrantRow, (),
                      (id, owner, secret, secret_id, function, function_hash, hosts, exposure, created_us, created_by,
                       expires_us, mac))

// Where the counter in a TPM stands (tpm_anchor.h). One row at most.
struct CounterRow {
  static constexpr std::string_view kTable = "vault_counter";
  static constexpr std::size_t kKeys = 1;
  std::int64_t id = 1;
  std::int64_t epoch = 0;  // of the transaction that noted it
  std::int64_t value = 0;  // that the counter has, or is about to have; 0: it is being made
  std::string mac;
};
BOOST_DESCRIBE_STRUCT(CounterRow, (), (id, epoch, value, mac))

// Bits of StateRow::anchored.
inline constexpr std::int64_t kAnchoredByFile = 1;
inline constexpr std::int64_t kAnchoredByCounter = 2;

// What the vault remembers of all rows together. One row.
struct StateRow {
  static constexpr std::string_view kTable = "vault_state";
  static constexpr std::size_t kKeys = 1;
  std::int64_t id = 1;
  std::string vault;                    // Uuid, made with the vault
  std::int64_t epoch = 0;               // transactions that changed something
  std::int64_t anchored = 0;            // the anchors that belong to it, as bits
  std::int64_t owner_keys_from_us = 0;  // owner keys made before are to be rotated
  std::string sum;                      // of the terms of all rows, masked
  std::string mac;
};
BOOST_DESCRIBE_STRUCT(StateRow, (), (id, vault, epoch, anchored, owner_keys_from_us, sum, mac))

// "SELECT id, ... FROM secrets "; put a condition behind it.
template <typename Row>
const std::string& select_from() {
  static const std::string sql = "SELECT " + storage::columns<Row>() + " FROM " + std::string(Row::kTable) + " ";
  return sql;
}

// What `mac` is made from: the table, then every other column with its length; NULL differs from every value.
template <typename Row>
Bytes authenticated_bytes(const Row& row) {
  Context content;
  content.add(Row::kTable);
  storage::for_each_member<Row>([&](auto member, std::size_t) {
    if (std::string_view(member.name) == "mac") return;
    const auto& value = row.*member.pointer;
    using T = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<T, std::string>) content.add(std::string_view(value));
    else if constexpr (std::is_same_v<T, std::int64_t>) content.add(static_cast<std::uint64_t>(value));
    else if (value) content.add(static_cast<std::uint64_t>(*value));
    else content.add(std::string_view("NULL"));
  });
  return {content.bytes().begin(), content.bytes().end()};
}

}  // namespace nsl::vault
