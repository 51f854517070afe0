#include "neo/script/verification.h"

#include "neo/script/builder.h"
#include "neo/script/parser.h"
#include "neo/types/hashing.h"

#include <algorithm>

namespace nsl::neo {

namespace {

const InteropId& check_sig() {
  static const auto kId = interop_id("System.Crypto.CheckSig");
  return kId;
}

const InteropId& check_multisig() {
  static const auto kId = interop_id("System.Crypto.CheckMultisig");
  return kId;
}

bool is_call_of(const Instruction& instruction, const InteropId& id) {
  return instruction.code == OpCode::SYSCALL && std::ranges::equal(instruction.operand, id);
}

// The key's bytes, when the instruction is PUSHDATA1 of 33 of them.
std::optional<ByteView> pushed_key(const Instruction& instruction) {
  const bool key = instruction.code == OpCode::PUSHDATA1 && instruction.operand.size() == ECPoint::kBytes;
  return key ? std::optional(instruction.operand) : std::nullopt;
}

struct MultiSignatureParts {
  std::size_t required = 0;
  std::vector<ByteView> keys;
};

// push m, keys, push n, SYSCALL.
std::optional<MultiSignatureParts> take_apart(ByteView script) {
  constexpr std::size_t kKeyPushBytes = 2 + ECPoint::kBytes;
  if (script.size() > kMultiSignatureKeysMax * kKeyPushBytes + 16) return std::nullopt;
  const auto instructions = parse_script(script);
  if (!instructions || instructions->size() < 4) return std::nullopt;
  const auto count = instructions->size() - 3;
  const auto required = pushed_small_integer(instructions->front());
  const auto announced = pushed_small_integer((*instructions)[count + 1]);
  if (!required || announced != static_cast<std::int64_t>(count)) return std::nullopt;
  if (*required < 1 || *required > *announced || count > kMultiSignatureKeysMax) return std::nullopt;
  if (!is_call_of(instructions->back(), check_multisig())) return std::nullopt;
  MultiSignatureParts out{static_cast<std::size_t>(*required), {}};
  for (std::size_t i = 1; i <= count; ++i) {
    const auto key = pushed_key((*instructions)[i]);
    if (!key) return std::nullopt;
    out.keys.push_back(*key);
  }
  return out;
}

Result<UInt160> account_of_keys(std::size_t required, std::span<const ECPoint> keys) {
  NSL_TRY(const auto script, multi_signature_script(required, keys));
  return hash160(script);
}

}  // namespace

Bytes signature_script(const ECPoint& key) {
  return ScriptBuilder().push_data(key.bytes()).system_call(check_sig()).take();
}

Result<Bytes> multi_signature_script(std::size_t required, std::span<const ECPoint> keys) {
  if (required < 1 || required > keys.size() || keys.size() > kMultiSignatureKeysMax) {
    return fail(ErrorCode::kInvalidArgument,
                "A multi-signature account has 1 to 1024 keys and needs at least one and at most all of them.");
  }
  std::vector<ECPoint> sorted(keys.begin(), keys.end());
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) {
    return fail(ErrorCode::kInvalidArgument, "A multi-signature account has every key once.");
  }
  ScriptBuilder script;
  script.push_integer(static_cast<std::int64_t>(required));
  for (const auto& key : sorted) script.push_data(key.bytes());
  script.push_integer(static_cast<std::int64_t>(sorted.size()));
  return script.system_call(check_multisig()).take();
}

UInt160 account_of(const ECPoint& key) { return hash160(signature_script(key)); }

bool is_signature_script(ByteView script) {
  const auto instructions = parse_script(script);
  return instructions && instructions->size() == 2 && pushed_key(instructions->front()) &&
         is_call_of(instructions->back(), check_sig());
}

std::optional<ECPoint> parse_signature_script(ByteView script) {
  if (!is_signature_script(script)) return std::nullopt;
  const auto key = ECPoint::decode(script.subspan(2, ECPoint::kBytes));
  return key ? std::optional(*key) : std::nullopt;
}

std::optional<MultiSignature> parse_multi_signature_script(ByteView script) {
  const auto parts = take_apart(script);
  if (!parts) return std::nullopt;
  MultiSignature out{parts->required, {}};
  for (const auto bytes : parts->keys) {
    const auto key = ECPoint::decode(bytes);
    if (!key) return std::nullopt;
    out.keys.push_back(*key);
  }
  return out;
}

std::optional<MultiSignatureShape> multi_signature_shape(ByteView script) {
  const auto parts = take_apart(script);
  return parts ? std::optional(MultiSignatureShape{parts->required, parts->keys.size()}) : std::nullopt;
}

Bytes invocation_script(std::span<const ByteView> signatures) {
  ScriptBuilder script;
  for (const auto signature : signatures) script.push_data(signature);
  return script.take();
}

Result<UInt160> consensus_account(std::span<const ECPoint> validators) {
  if (validators.empty()) return fail(ErrorCode::kInvalidArgument, "There are no validators.");
  return account_of_keys(validators.size() - (validators.size() - 1) / 3, validators);
}

Result<UInt160> committee_account(std::span<const ECPoint> members) {
  if (members.empty()) return fail(ErrorCode::kInvalidArgument, "There are no committee members.");
  return account_of_keys(members.size() - (members.size() - 1) / 2, members);
}

}  // namespace nsl::neo
