#include "engine/native_table.h"

#include "crypto/random.h"

#include <algorithm>
#include <cmath>

namespace nsl::engine {
namespace {

constexpr std::uint32_t kRandomBytesMax = 65'536;  // of one getRandomValues, by the Web Crypto standard

Value native_utf8_encode(NativeCall& call) {
  const auto text = call.text(0);
  if (!text) return call.type_error("utf8_encode takes a string");
  // The engine writes lone surrogates as three bytes each (ED A0..BF xx); the Encoding Standard wants U+FFFD, three
  // bytes as well, so they are replaced in place.
  const Value bytes = call.vm.new_bytes(as_bytes(*text));
  call.release(*text);
  if (is_exception(bytes)) return bytes;
  const auto content = call.vm.bytes_of(bytes);
  if (!content) return bytes;
  const auto writable = call.vm.view(static_cast<Address>(content->data() - call.vm.data()), content->size());
  if (!writable) return bytes;
  for (std::size_t i = 0; i + 2 < writable->size(); ++i) {
    auto* const at = writable->data() + i;
    if (at[0] == 0xED && at[1] >= 0xA0) {
      at[0] = 0xEF;
      at[1] = 0xBF;
      at[2] = 0xBD;
    }
  }
  return bytes;
}

Value native_utf8_decode(NativeCall& call) {
  const auto bytes = call.bytes(0);
  if (!bytes) return call.type_error("utf8_decode takes a Uint8Array");
  const bool fatal = call.arguments[1] == kTrue;
  if (is_utf8(as_text(*bytes))) return call.vm.new_string(as_text(*bytes));
  if (fatal) return kUndefined;
  Bytes& repaired = call.scratch();
  repaired = to_well_formed_utf8(as_text(*bytes));
  return call.vm.new_string(as_text(repaired));
}

Value native_random(NativeCall& call) {
  if (call.sink() == nullptr) {
    return call.type_error("random values are not available at the top level of a module; ask for them in the handler");
  }
  const auto length = call.count(0, kRandomBytesMax);
  if (!length) return call.type_error("at most 65536 random bytes at once");
  Bytes& scratch = call.scratch();
  scratch.resize(*length);
  call.random().fill(scratch);
  return call.vm.new_bytes(scratch);
}

Value native_now(NativeCall& call) { return call.vm.new_number(static_cast<double>(call.now_ns() / 1000) / 1000.0); }

Value native_log(NativeCall& call) {
  const auto level = call.text(0);
  const auto text = call.text(1);
  if (!level || !text) return call.type_error("log takes two strings");
  if (call.sink() != nullptr) call.sink()->log(*level, *text);
  call.release(*text);
  call.release(*level);
  return kUndefined;
}

Value native_host_call(NativeCall& call) {
  if (call.sink() == nullptr) {
    return call.type_error("host calls (fetch, timers) are not available at the top level of a module; make them in the handler");
  }
  const auto number = call.count(0, 0xFFFF'FFFE);
  const auto name = call.text(1);
  const auto arguments = call.text(2);
  if (!number || !name || !arguments) return call.type_error("host_call takes a number, a name and JSON");
  ByteView body;
  if (call.arguments[3] != kUndefined) {
    const auto bytes = call.bytes(3);
    if (!bytes) return call.type_error("the body of a host call is a Uint8Array");
    body = *bytes;
  }
  const std::string_view refusal = call.sink()->host_call(*number, *name, *arguments, body);
  call.release(*arguments);
  call.release(*name);
  return refusal.empty() ? kUndefined : call.type_error(refusal);
}

Value native_succeed(NativeCall& call) {
  const auto output = call.text(0);
  if (!output) return call.type_error("succeed takes a string");
  if (call.sink() != nullptr) call.sink()->succeed(*output);
  call.release(*output);
  return kUndefined;
}

Value native_fail(NativeCall& call) {
  const auto code = call.text(0);
  const auto message = call.text(1);
  const auto stack = call.text(2);
  if (!code || !message || !stack) return call.type_error("fail takes three strings");
  if (call.sink() != nullptr) call.sink()->fail(*code, *message, *stack);
  return kUndefined;
}

constexpr NativeFunction kTable[] = {
    {"utf8_encode", native_utf8_encode},
    {"utf8_decode", native_utf8_decode},
    {"random", native_random},
    {"now", native_now},
    {"log", native_log},
    {"host_call", native_host_call},
    {"succeed", native_succeed},
    {"fail", native_fail},
    {"digest", native_digest},
    {"hmac", native_hmac},
    {"hkdf", native_hkdf},
    {"pbkdf2", native_pbkdf2},
    {"aes_gcm_encrypt", native_aes_gcm_encrypt},
    {"aes_gcm_decrypt", native_aes_gcm_decrypt},
    {"aes_cbc_encrypt", native_aes_cbc_encrypt},
    {"aes_cbc_decrypt", native_aes_cbc_decrypt},
    {"p256_public", native_p256_public},
    {"p256_check", native_p256_check},
    {"p256_sign", native_p256_sign},
    {"p256_verify", native_p256_verify},
    {"p256_derive", native_p256_derive},
};

}  // namespace

std::span<const NativeFunction> native_table() { return kTable; }

std::optional<std::string_view> NativeCall::text(std::size_t i) {
  if (!vm.is_string(arguments[i])) return std::nullopt;
  return vm.text_of(arguments[i]);
}

std::optional<ByteView> NativeCall::bytes(std::size_t i) {
  if (!vm.is_object(arguments[i])) return std::nullopt;
  return vm.bytes_of(arguments[i]);
}

std::optional<std::uint32_t> NativeCall::count(std::size_t i, std::uint32_t most) {
  if (vm.is_object(arguments[i]) || vm.is_string(arguments[i])) return std::nullopt;
  const auto number = vm.number_of(arguments[i]);
  if (!number || !(*number >= 0) || *number > most || *number != std::floor(*number)) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

Sink* NativeCall::sink() { return natives.sink_; }
std::int64_t NativeCall::now_ns() { return natives.now_ns_; }
Bytes& NativeCall::scratch() { return natives.scratch_; }

crypto::DeterministicRandom& NativeCall::random() {
  if (!natives.random_) {
    // Without the part that Math.random shows.
    crypto::Seed key = natives.seed_;
    std::fill(key.begin() + kMathSeedOffset, key.end(), std::uint8_t{0});
    natives.random_ = std::make_unique<crypto::DeterministicRandom>(key);
  }
  return *natives.random_;
}

}  // namespace nsl::engine
