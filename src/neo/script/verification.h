#pragma once
// Verification scripts: what an account is the hash of, and what a witness must satisfy.
//
// Single signature: PUSHDATA1 key, SYSCALL CheckSig. Several: push m, the keys, push n, SYSCALL CheckMultisig, with the
// keys in the order of ECPoint.

#include "base/bytes.h"
#include "base/error.h"
#include "neo/types/ec_point.h"
#include "neo/types/hash.h"

#include <optional>
#include <span>
#include <vector>

namespace nsl::neo {

inline constexpr std::size_t kMultiSignatureKeysMax = 1024;
inline constexpr std::size_t kSignatureBytes = 64;

Bytes signature_script(const ECPoint& key);

// `required` of the keys, in whatever order they come; they are sorted. kInvalidArgument unless
// 1 <= required <= keys <= 1024 and every key is there once.
Result<Bytes> multi_signature_script(std::size_t required, std::span<const ECPoint> keys);

UInt160 account_of(const ECPoint& key);

struct MultiSignature {
  std::size_t required = 0;
  std::vector<ECPoint> keys;  // as they stand in the script
};

// What a script asks for, when it is one of the two standard forms. Numbers in a longer form than needed are taken too,
// because nodes do.
std::optional<ECPoint> parse_signature_script(ByteView script);
std::optional<MultiSignature> parse_multi_signature_script(ByteView script);

// The same without decoding the keys: for computing fees. No answer for a script of another form.
struct MultiSignatureShape {
  std::size_t required = 0;
  std::size_t keys = 0;
};
bool is_signature_script(ByteView script);
std::optional<MultiSignatureShape> multi_signature_shape(ByteView script);

// Pushes signatures (64 bytes each): one for a single key, or `required` in the order of the script's keys.
Bytes invocation_script(std::span<const ByteView> signatures);

// Nodes' accounts: of n validators, n - (n - 1) / 3 must sign; of n committee members, n - (n - 1) / 2.
// kInvalidArgument when there are no keys.
Result<UInt160> consensus_account(std::span<const ECPoint> validators);
Result<UInt160> committee_account(std::span<const ECPoint> members);

}  // namespace nsl::neo
