// Native functions behind crypto.subtle. Lengths and keys are checked by src/crypto; the prelude turns a TypeError into
// the DOMException that the standard asks for.

#include "crypto/aes.h"
#include "crypto/digest.h"
#include "crypto/kdf.h"
#include "crypto/p256.h"
#include "engine/native_table.h"

namespace nsl::engine {
namespace {

constexpr std::uint32_t kDerivedBytesMax = 1 << 20;

std::optional<crypto::Hash> hash_of(NativeCall& call, std::size_t i) {
  const auto name = call.text(i);
  if (!name) return std::nullopt;
  const auto hash = crypto::parse_hash(*name);
  call.release(*name);
  return hash;
}

Value wrong_arguments(NativeCall& call) { return call.type_error("wrong arguments"); }

// Results own memory outside the VM, and what runs in the VM may leave by a jump, so they are parked in the scratch
// buffer, which outlives the jump.
Value give(NativeCall& call, Result<Bytes> result) {
  if (!result) {
    const Value error = call.type_error(result.error().message);
    return error;
  }
  call.scratch() = *std::move(result);
  return call.vm.new_bytes(call.scratch());
}

template <typename Array>
Value give(NativeCall& call, const std::optional<Array>& result) {
  return result ? call.vm.new_bytes(*result) : kUndefined;
}

Value give(NativeCall& call, Result<std::optional<Bytes>> result) {
  if (!result) return call.type_error(result.error().message);
  if (!*result) return kUndefined;
  call.scratch() = *std::move(*result);
  return call.vm.new_bytes(call.scratch());
}

Value give(NativeCall& call, const crypto::Digest& digest) { return call.vm.new_bytes(digest.view()); }

}  // namespace

Value native_digest(NativeCall& call) {
  const auto hash = hash_of(call, 0);
  const auto data = call.bytes(1);
  if (!hash || !data) return wrong_arguments(call);
  return give(call, crypto::digest(*hash, *data));
}

Value native_hmac(NativeCall& call) {
  const auto hash = hash_of(call, 0);
  const auto key = call.bytes(1);
  const auto data = call.bytes(2);
  if (!hash || !key || !data) return wrong_arguments(call);
  return give(call, crypto::hmac(*hash, {*key}, *data));
}

Value native_hkdf(NativeCall& call) {
  const auto hash = hash_of(call, 0);
  const auto key = call.bytes(1);
  const auto salt = call.bytes(2);
  const auto info = call.bytes(3);
  const auto length = call.count(4, kDerivedBytesMax);
  if (!hash || !key || !salt || !info || !length) return wrong_arguments(call);
  return give(call, crypto::hkdf(*hash, {.key = *key, .salt = *salt, .info = *info}, *length));
}

Value native_pbkdf2(NativeCall& call) {
  const auto hash = hash_of(call, 0);
  const auto password = call.bytes(1);
  const auto salt = call.bytes(2);
  const auto iterations = call.count(3, 0xFFFF'FFFF);
  const auto length = call.count(4, kDerivedBytesMax);
  if (!hash || !password || !salt || !iterations || !length) return wrong_arguments(call);
  return give(call, crypto::pbkdf2(*hash, {.password = *password, .salt = *salt, .iterations = *iterations}, *length));
}

Value native_aes_gcm_encrypt(NativeCall& call) {
  const auto key = call.bytes(0);
  const auto iv = call.bytes(1);
  const auto aad = call.bytes(2);
  const auto data = call.bytes(3);
  const auto tag = call.count(4, 16);
  if (!key || !iv || !aad || !data || !tag) return wrong_arguments(call);
  return give(call, crypto::aes_gcm_encrypt({.key = *key, .iv = *iv, .aad = *aad, .tag_bytes = *tag}, *data));
}

Value native_aes_gcm_decrypt(NativeCall& call) {
  const auto key = call.bytes(0);
  const auto iv = call.bytes(1);
  const auto aad = call.bytes(2);
  const auto data = call.bytes(3);
  const auto tag = call.count(4, 16);
  if (!key || !iv || !aad || !data || !tag) return wrong_arguments(call);
  return give(call, crypto::aes_gcm_decrypt({.key = *key, .iv = *iv, .aad = *aad, .tag_bytes = *tag}, *data));
}

Value native_aes_cbc_encrypt(NativeCall& call) {
  const auto key = call.bytes(0);
  const auto iv = call.bytes(1);
  const auto data = call.bytes(2);
  if (!key || !iv || !data) return wrong_arguments(call);
  return give(call, crypto::aes_cbc_encrypt({.key = *key, .iv = *iv}, *data));
}

Value native_aes_cbc_decrypt(NativeCall& call) {
  const auto key = call.bytes(0);
  const auto iv = call.bytes(1);
  const auto data = call.bytes(2);
  if (!key || !iv || !data) return wrong_arguments(call);
  return give(call, crypto::aes_cbc_decrypt({.key = *key, .iv = *iv}, *data));
}

Value native_p256_public(NativeCall& call) {
  const auto key = call.bytes(0);
  return key ? give(call, crypto::p256_public({*key})) : wrong_arguments(call);
}

Value native_p256_check(NativeCall& call) {
  const auto point = call.bytes(0);
  return point ? give(call, crypto::p256_check({*point})) : wrong_arguments(call);
}

Value native_p256_sign(NativeCall& call) {
  const auto hash = hash_of(call, 0);
  const auto key = call.bytes(1);
  const auto data = call.bytes(2);
  if (!hash || !key || !data) return wrong_arguments(call);
  return give(call, crypto::p256_sign(*hash, {*key}, *data));
}

Value native_p256_verify(NativeCall& call) {
  const auto hash = hash_of(call, 0);
  const auto key = call.bytes(1);
  const auto signature = call.bytes(2);
  const auto data = call.bytes(3);
  if (!hash || !key || !signature || !data) return wrong_arguments(call);
  return crypto::p256_verify(*hash, {.key = {*key}, .signature = *signature}, *data) ? kTrue : kFalse;
}

Value native_p256_derive(NativeCall& call) {
  const auto key = call.bytes(0);
  const auto point = call.bytes(1);
  if (!key || !point) return wrong_arguments(call);
  return give(call, crypto::p256_derive({.own = {*key}, .other = {*point}}));
}

}  // namespace nsl::engine
