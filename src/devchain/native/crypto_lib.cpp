// CryptoLib: digests and signatures. The methods on BLS12-381 are in bls_methods.cpp.
#include "crypto/digest.h"
#include "crypto/ecdsa.h"
#include "crypto/ed25519.h"
#include "crypto/keccak.h"
#include "devchain/execution/murmur.h"
#include "devchain/native/bls_methods.h"
#include "devchain/native/native.h"
#include "neo/script/verification.h"

#include <fmt/format.h>

namespace nsl::devchain {
namespace {

using neo::ParameterType;

// What the last argument of verifyWithECDsa stands for.
struct CurveAndHash {
  std::int64_t id;
  crypto::Curve curve;
  crypto::Sha256 (*digest)(ByteView data);
};
constexpr std::array<CurveAndHash, 4> kCurves{{{22, crypto::Curve::kSecp256k1, crypto::sha256},
                                               {23, crypto::Curve::kSecp256r1, crypto::sha256},
                                               {122, crypto::Curve::kSecp256k1, crypto::keccak256},
                                               {123, crypto::Curve::kSecp256r1, crypto::keccak256}}};

constexpr std::size_t kEd25519KeyBytes = 32;

bool sha256(NativeCall& call) {
  Bytes data;
  return call.bytes(0, data) && call.give_bytes(crypto::sha256(data));
}

bool ripemd160(NativeCall& call) {
  Bytes data;
  return call.bytes(0, data) && call.give_bytes(crypto::ripemd160(data));
}

bool keccak256(NativeCall& call) {
  Bytes data;
  return call.bytes(0, data) && call.give_bytes(crypto::keccak256(data));
}

bool murmur(NativeCall& call) {
  Bytes data;
  std::int64_t seed = 0;
  if (!call.bytes(0, data) || !call.number(1, seed, 0, 0xffff'ffff)) return false;
  const std::uint32_t hash = murmur32(data, static_cast<std::uint32_t>(seed));
  const Bytes bytes{static_cast<std::uint8_t>(hash), static_cast<std::uint8_t>(hash >> 8),
                    static_cast<std::uint8_t>(hash >> 16), static_cast<std::uint8_t>(hash >> 24)};
  return call.give_bytes(bytes);
}

bool verify_with_ecdsa(NativeCall& call) {
  Bytes message;
  Bytes key;
  Bytes signature;
  std::int64_t curve = 0;
  if (!call.bytes(0, message) || !call.bytes(1, key) || !call.bytes(2, signature) || !call.number(3, curve, 0, 255))
    return false;
  const auto* const found = std::ranges::find(kCurves, curve, &CurveAndHash::id);
  if (found == kCurves.end()) return call.engine().fault(fmt::format("unsupported curve/hash pair {}", curve));
  // Since the hardfork Gorgon this ends the script; before, it was no more than a wrong signature.
  if (signature.size() != neo::kSignatureBytes) return call.engine().fault("wrong signature length");
  if (!crypto::is_point(found->curve, key)) return call.engine().fault("invalid public key");
  return call.give_bool(
      crypto::ecdsa_verify(found->curve, {.key = key, .signature = signature}, found->digest(message)));
}

bool verify_with_ed25519(NativeCall& call) {
  Bytes message;
  Bytes key;
  Bytes signature;
  if (!call.bytes(0, message) || !call.bytes(1, key) || !call.bytes(2, signature)) return false;
  if (signature.size() != neo::kSignatureBytes) return call.engine().fault("wrong signature length");
  if (key.size() != kEd25519KeyBytes) return call.engine().fault("wrong public key length");
  return call.give_bool(crypto::ed25519_verify({.key = key, .signature = signature}, message));
}

// A signature of 65 bytes says in the last which point it was (27 more for those who know it from Bitcoin); one of 64
// in the highest bit of s (EIP-2098).
std::optional<crypto::RecoverableSignature> read_recoverable(Bytes& signature) {
  if (signature.size() == neo::kSignatureBytes) {
    const auto parity = static_cast<std::uint8_t>(signature[32] >> 7);
    signature[32] &= 0x7f;
    return crypto::RecoverableSignature{.signature = signature, .point = parity};
  }
  if (signature.size() != neo::kSignatureBytes + 1) return std::nullopt;
  const std::uint8_t last = signature.back();
  return crypto::RecoverableSignature{.signature = ByteView(signature).first(neo::kSignatureBytes),
                                      .point = static_cast<std::uint8_t>(last >= 27 ? last - 27 : last)};
}

// Null for whatever is no signature.
bool recover_secp256k1(NativeCall& call) {
  Bytes digest;
  Bytes signature;
  if (!call.bytes(0, digest) || !call.bytes(1, signature)) return false;
  const auto recoverable = read_recoverable(signature);
  const auto key =
      recoverable ? crypto::ecdsa_recover(crypto::Curve::kSecp256k1, *recoverable, digest) : std::nullopt;
  return key ? call.give_bytes(*key) : call.give(neovm::StackItem());
}

}  // namespace

NativeDefinition crypto_lib_definition() {
  constexpr CallFlags kNone = CallFlags::kNone;
  const NativeParameter data{"data", ParameterType::kByteArray};
  NativeDefinition out{
      .id = -3,
      .methods = {
          {"sha256", {data}, ParameterType::kByteArray, 1 << 15, kNone, sha256},
          {"ripemd160", {data}, ParameterType::kByteArray, 1 << 15, kNone, ripemd160},
          {"murmur32", {data, {"seed", ParameterType::kInteger}}, ParameterType::kByteArray, 1 << 13, kNone, murmur},
          {"keccak256", {data}, ParameterType::kByteArray, 1 << 15, kNone, keccak256},
          {"recoverSecp256K1",
           {{"messageHash", ParameterType::kByteArray}, {"signature", ParameterType::kByteArray}},
           ParameterType::kByteArray,
           1 << 15,
           kNone,
           recover_secp256k1},
          {"verifyWithEd25519",
           {{"message", ParameterType::kByteArray},
            {"pubkey", ParameterType::kByteArray},
            {"signature", ParameterType::kByteArray}},
           ParameterType::kBoolean,
           1 << 15,
           kNone,
           verify_with_ed25519},
          {"verifyWithECDsa",
           {{"message", ParameterType::kByteArray},
            {"pubkey", ParameterType::kByteArray},
            {"signature", ParameterType::kByteArray},
            {"curveHash", ParameterType::kInteger}},
           ParameterType::kBoolean,
           1 << 15,
           kNone,
           verify_with_ecdsa}}};
  std::ranges::move(bls_methods(), std::back_inserter(out.methods));
  return out;
}

}  // namespace nsl::devchain
