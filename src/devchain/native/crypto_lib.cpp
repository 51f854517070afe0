// CryptoLib: digests and signatures, as far as this chain has them (docs/decisions).
#include "crypto/digest.h"
#include "crypto/p256.h"
#include "devchain/execution/murmur.h"
#include "devchain/native/native.h"
#include "neo/script/verification.h"

#include <fmt/format.h>

namespace nsl::devchain {
namespace {

using neo::ParameterType;

constexpr std::int64_t kSecp256r1Sha256 = 23;

bool sha256(NativeCall& call) {
  Bytes data;
  return call.bytes(0, data) && call.give_bytes(crypto::sha256(data));
}

bool ripemd160(NativeCall& call) {
  Bytes data;
  return call.bytes(0, data) && call.give_bytes(crypto::ripemd160(data));
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
  if (curve != kSecp256r1Sha256)
    return call.engine().fault(fmt::format("curve {} is not supported by this development chain", curve));
  if (signature.size() != neo::kSignatureBytes) return call.engine().fault("wrong signature length");
  if (!neo::ECPoint::decode(key)) return call.engine().fault("invalid public key");
  return call.give_bool(crypto::p256_verify(crypto::Hash::kSha256, {.key = {key}, .signature = signature}, message));
}

}  // namespace

NativeDefinition crypto_lib_definition() {
  constexpr CallFlags kNone = CallFlags::kNone;
  const NativeParameter data{"data", ParameterType::kByteArray};
  return {
      .id = -3,
      .methods = {
          {"sha256", {data}, ParameterType::kByteArray, 1 << 15, kNone, sha256},
          {"ripemd160", {data}, ParameterType::kByteArray, 1 << 15, kNone, ripemd160},
          {"murmur32", {data, {"seed", ParameterType::kInteger}}, ParameterType::kByteArray, 1 << 13, kNone, murmur},
          {"verifyWithECDsa",
           {{"message", ParameterType::kByteArray},
            {"pubkey", ParameterType::kByteArray},
            {"signature", ParameterType::kByteArray},
            {"curveHash", ParameterType::kInteger}},
           ParameterType::kBoolean,
           1 << 15,
           kNone,
           verify_with_ecdsa}}};
}

}  // namespace nsl::devchain
