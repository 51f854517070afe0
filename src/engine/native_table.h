#pragma once
// The list of native functions and what their bodies get. Private to the engine.

#include "engine/natives.h"

#include <span>

namespace nsl::engine {

// One call: the VM, the state of the execution, and the arguments as the author's side gave them. The readers check the type;
// after one of them gave nothing, return type_error().
struct NativeCall {
  Vm& vm;
  Natives& natives;
  std::span<const Value> arguments;

  std::optional<std::string_view> text(std::size_t i);   // a string; in the VM's memory until release()
  std::optional<ByteView> bytes(std::size_t i);          // a Uint8Array
  std::optional<std::uint32_t> count(std::size_t i, std::uint32_t most);
  void release(std::string_view text) { vm.release_text(text); }
  Value type_error(std::string_view message) { return vm.throw_error(message); }

  // The state of the execution, which only natives may touch.
  Sink* sink();
  std::int64_t now_ns();
  crypto::DeterministicRandom& random();
  Bytes& scratch();  // outlives a jump out of the VM
};

struct NativeFunction {
  const char* name;
  Value (*body)(NativeCall&);
};

// In the order of their numbers. The numbers are baked into images, so images of another build are not loaded.
std::span<const NativeFunction> native_table();

// native_crypto.cpp
Value native_digest(NativeCall&);
Value native_hmac(NativeCall&);
Value native_hkdf(NativeCall&);
Value native_pbkdf2(NativeCall&);
Value native_aes_gcm_encrypt(NativeCall&);
Value native_aes_gcm_decrypt(NativeCall&);
Value native_aes_cbc_encrypt(NativeCall&);
Value native_aes_cbc_decrypt(NativeCall&);
Value native_p256_public(NativeCall&);
Value native_p256_check(NativeCall&);
Value native_p256_sign(NativeCall&);
Value native_p256_verify(NativeCall&);
Value native_p256_derive(NativeCall&);

}  // namespace nsl::engine
